/**
 * Second factors: one-time codes of an authenticator app, and recovery codes for the day it is lost. Guarantee: a code
 * counts once; wrong ones are slowed down per person; seeds are sealed under a key outside the database.
 */
import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { base32 } from '../../domain/base32.ts';
import { AppError } from '../../domain/errors.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/connect.ts';
import { findFactor, putFactor, takeRecoveryCode, takeStep } from '../store/factors.ts';
import type { SecretBox } from './secret-box.ts';
import { matchingStep, otpauthUri } from './totp.ts';

/** Tries of one person's codes [reliability.md §4]. */
const TRIES = { points: 5, duration: 300 } as const;
/** Recovery codes of a person, and their length: 112 bits. */
const RECOVERY = { codes: 10, bytes: 14 } as const;
const SEED_BYTES = 20;

/** Where a person's factor stands. */
export interface FactorState {
	/** `shown`: its seed was shown, no code proved it yet. */
	state: 'none' | 'shown' | 'proven';
	recoveryLeft: number;
	/** While it is shown: the seed for typing, and the text of the QR code. */
	secret: string | null;
	uri: string | null;
}

/** New recovery codes: for their owner once, and what is kept of them. */
export interface RecoveryCodes {
	texts: string[];
	hashes: Buffer[];
}

/** Makes the factors of this node. */
export function createFactors(deps: { sql: Sql; system: Clock; box: SecretBox }) {
	const { sql, system, box } = deps;
	const tries = new RateLimiterMemory({ keyPrefix: 'factor', ...TRIES });

	const seedOf = async (userId: string, isProven: boolean): Promise<Buffer> => {
		const factor = await findFactor(sql, userId);
		if (!factor || (factor.confirmedAt !== null) !== isProven) {
			throw new AppError('forbidden', 'This needs a second factor', { reason: 'no_factor' });
		}
		return box.open(factor.sealedSeed, userId);
	};

	/** Counts a try before it is looked at; throws `rate_limited`. Resolves to how many are left. */
	const countTry = async (userId: string): Promise<number> => {
		try {
			return (await tries.consume(userId)).remainingPoints;
		} catch (refused) {
			if (!(refused instanceof RateLimiterRes)) throw refused;
			throw new AppError('rate_limited', 'Too many wrong codes; wait and try again', {
				reason: 'code',
				field: 'code',
				retryAfterMs: refused.msBeforeNext,
			});
		}
	};

	const wrong = (triesLeft: number) =>
		new AppError('forbidden', 'The code is wrong', {
			reason: 'code_wrong',
			field: 'code',
			triesLeft,
		});

	/** The step of a right code; it is not used up yet. Throws `code_wrong`, `rate_limited`, `no_factor`. */
	const stepOf = async (userId: string, code: string, isProven = true): Promise<number> => {
		const seed = await seedOf(userId, isProven);
		const left = await countTry(userId);
		const step = matchingStep(seed, code.replace(/\s/g, ''), system.now());
		if (step === null) throw wrong(left);
		await tries.delete(userId);
		return step;
	};

	return {
		/** Where a person's factor stands. */
		async state(userId: string, username: string): Promise<FactorState> {
			const factor = await findFactor(sql, userId);
			if (!factor) return { state: 'none', recoveryLeft: 0, secret: null, uri: null };
			const { recoveryLeft } = factor;
			if (factor.confirmedAt) return { state: 'proven', recoveryLeft, secret: null, uri: null };
			const seed = box.open(factor.sealedSeed, userId);
			return {
				state: 'shown',
				recoveryLeft,
				secret: base32(seed),
				uri: otpauthUri(username, seed),
			};
		},

		/** Makes a seed to be shown; a proven factor stays. Throws `conflict`/`factor_exists`. */
		async begin(userId: string): Promise<void> {
			const sealed = box.seal(randomBytes(SEED_BYTES), userId);
			if (await putFactor(sql, userId, sealed, system.now())) return;
			throw new AppError('conflict', 'There is a factor already', { reason: 'factor_exists' });
		},

		stepOf,

		/** Uses a code, or a recovery code, up. Throws `code_wrong`, `code_used`, `rate_limited`, `no_factor`. */
		async use(userId: string, text: string): Promise<void> {
			const recovery = text.toLowerCase().replace(/[\s-]/g, '');
			if (RECOVERY_SHAPE.test(recovery)) {
				const left = await countTry(userId);
				if (!(await takeRecoveryCode(sql, userId, hashOf(recovery), system.now())))
					throw wrong(left);
				await tries.delete(userId);
				return;
			}
			const step = await stepOf(userId, text);
			if (await takeStep(sql, userId, step)) return;
			throw new AppError('forbidden', 'The code was used', { reason: 'code_used', field: 'code' });
		},

		/** New recovery codes. */
		makeRecoveryCodes(): RecoveryCodes {
			const plain = Array.from({ length: RECOVERY.codes }, () =>
				base32(randomBytes(RECOVERY.bytes)).toLowerCase(),
			);
			return { texts: plain.map(inGroups), hashes: plain.map(hashOf) };
		},
	};
}

/** The factors of a node. */
export type Factors = ReturnType<typeof createFactors>;

/** 112 bits in base32, without the dashes between groups. */
const RECOVERY_SHAPE = /^[a-z2-7]{23}$/;

function inGroups(code: string): string {
	return code.match(/.{1,6}/g)?.join('-') ?? code;
}

function hashOf(code: string): Buffer {
	return createHash('sha256').update(code).digest();
}
