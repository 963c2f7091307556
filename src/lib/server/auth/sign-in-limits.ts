import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../domain/errors.ts';

/** How many wrong sign-ins are borne (reliability.md §4). */
export interface SignInLimits {
	/** Wrong passwords of one login from one address before it has to wait. */
	freeFailures: number;
	/** Wrong sign-ins from one address in a day. */
	perAddressADay: number;
	/** Wrong sign-ins of one login in an hour, from all addresses that it never signed in from. */
	perUserAnHour: number;
	/** Listed addresses (offices behind one address, the test rig) may fail this many times as often. */
	listedFactor: number;
}

/** The limits unless settings say otherwise. */
const SIGN_IN_LIMITS: SignInLimits = {
	freeFailures: 5,
	perAddressADay: 100,
	perUserAnHour: 20,
	listedFactor: 10,
};

const HOUR_S = 3_600;
const DAY_S = 86_400;
const LONGEST_WAIT_MIN = 15;

/**
 * How long a login has to wait at one address after so many wrong passwords in a row, in minutes: nothing up to the free
 * ones, then 1, 2, 4, 8, 15, 15 …
 */
export function waitAfterFailuresMin(failures: number, freeFailures: number): number {
	if (failures < freeFailures) return 0;
	return Math.min(LONGEST_WAIT_MIN, 2 ** Math.min(failures - freeFailures, 10));
}

/** One counted attempt; whoever knows how it ended says so. A wrong password says nothing and stays counted. */
interface CountedAttempt {
	/** The password was right: takes the attempt back and forgets the wrong ones of this login at this address. */
	succeeded(): Promise<void>;
	/** Nobody looked at the password (queue full, database away): takes the attempt back. */
	withdrawn(): Promise<void>;
}

/** Slows guessing down without ever locking a person out of the desk they work at. */
export interface SignInGate {
	/**
	 * Counts an attempt before its password is looked at, so that a hundred at once count as a hundred.
	 * `isKnownAddress`: this login has signed in from this address before; then the limit over all addresses does not
	 * hold it up. Throws `rate_limited` with the time to wait.
	 */
	enter(attempt: {
		username: string;
		address: string;
		isKnownAddress: boolean;
	}): Promise<CountedAttempt>;
}

/** Makes the gate of this process; counts live in memory and follow the machine's clock. */
export function createSignInGate(options: {
	limits?: SignInLimits;
	listedAddresses?: readonly string[];
}): SignInGate {
	const { limits = SIGN_IN_LIMITS, listedAddresses = [] } = options;
	const listed = new Set(listedAddresses);
	const factor = (address: string) => (listed.has(address) ? limits.listedFactor : 1);

	const failures = counter('failures', Number.MAX_SAFE_INTEGER, DAY_S);
	const waits = counter('waits', 1, DAY_S);
	const addresses = counter('addresses', limits.perAddressADay, DAY_S);
	const listedOnes = counter('listed', limits.perAddressADay * limits.listedFactor, DAY_S);
	const users = counter('users', limits.perUserAnHour, HOUR_S);
	const addressCounter = (address: string) => (listed.has(address) ? listedOnes : addresses);

	const refuseWhileWaiting = async (pair: string) => {
		const waiting = await waits.get(pair);
		if (waiting && waiting.msBeforeNext > 0) throw tooMany(waiting.msBeforeNext);
	};

	return {
		enter: async ({ username, address, isKnownAddress }) => {
			const pair = pairKey(username, address);
			await refuseWhileWaiting(pair);
			const { consumedPoints } = await failures.consume(pair);
			const free = limits.freeFailures * factor(address);
			// Others may have come through the first check together with this one.
			if (consumedPoints > free) await refuseWhileWaiting(pair);
			const waitMin = waitAfterFailuresMin(consumedPoints, free);
			if (waitMin > 0) await waits.block(pair, waitMin * 60);
			await consume(addressCounter(address), address);
			if (!isKnownAddress) await consume(users, username);

			const takeBack = async () => {
				await addressCounter(address).reward(address);
				if (!isKnownAddress) await users.reward(username);
				if (waitMin > 0) await waits.delete(pair);
			};
			return {
				succeeded: async () => {
					await takeBack();
					await failures.delete(pair);
				},
				withdrawn: async () => {
					await takeBack();
					await failures.reward(pair);
				},
			};
		},
	};
}

function counter(keyPrefix: string, points: number, duration: number): RateLimiterMemory {
	return new RateLimiterMemory({ keyPrefix, points, duration });
}

/** The address first, which holds no blank: no login can be written that runs into another pair. */
function pairKey(username: string, address: string): string {
	return `${address} ${username}`;
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
	try {
		await limiter.consume(key);
	} catch (refused) {
		if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
		throw refused;
	}
}

function tooMany(retryAfterMs: number): AppError {
	return new AppError('rate_limited', 'Too many wrong sign-ins; wait and try again', {
		reason: 'sign_in',
		retryAfterMs: Math.ceil(retryAfterMs),
	});
}
