import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../domain/errors.ts';
import { isListed } from '../address-list.ts';
import type { Log } from '../log.ts';
import type { LiveUser } from './connection.ts';

/** Limits of handshakes. */
export interface AdmissionLimits {
	/** Open sockets of this node. */
	sockets: number;
	handshakesPerMinutePerAddress: number;
	handshakesPerMinutePerSession: number;
	/** A session that cannot be looked up within this is `unavailable`, real ms. */
	authenticateMs: number;
}

/** Addresses of whole offices may open so many times as many sockets [reliability.md §4]. */
const LISTED_FACTOR = 10;

/** Decides who may open a socket. */
export interface Admission {
	/** Before the upgrade, without any look-up: exact Origin, rate of the address, room for one more. */
	isAllowed(req: IncomingMessage): Promise<boolean>;
	/** After it: who the cookie says; throws `unauthenticated`, `rate_limited` or `unavailable`. */
	identify(cookieHeader: string | undefined): Promise<LiveUser>;
}

/** Makes the doorkeeper of the gateway. A WebSocket knows no CORS: the Origin must be exactly ours, and never missing. */
export function createAdmission(deps: {
	origin: string;
	limits: AdmissionLimits;
	authenticate: (cookieHeader: string) => Promise<LiveUser | null>;
	openSockets: () => number;
	log: Log;
	/** Addresses and networks of offices, and of proxies without an address header. */
	listedAddresses?: readonly string[];
	/** Behind a proxy: the header that carries the client's address. */
	addressHeader?: string | null;
}): Admission {
	const { origin, limits, authenticate, openSockets, log } = deps;
	const { listedAddresses = [], addressHeader = null } = deps;
	const byAddress = perMinute(limits.handshakesPerMinutePerAddress);
	const byListedAddress = perMinute(limits.handshakesPerMinutePerAddress * LISTED_FACTOR);
	const bySession = perMinute(limits.handshakesPerMinutePerSession);
	let cannotLookUp = false;

	return {
		async isAllowed(req) {
			if (req.headers.origin !== origin || openSockets() >= limits.sockets) return false;
			const address = addressOf(req, addressHeader);
			const limiter = isListed(address, listedAddresses) ? byListedAddress : byAddress;
			return (await waitOf(limiter, address)) === 0;
		},
		async identify(cookieHeader) {
			if (!cookieHeader) throw notSignedIn();
			let user: LiveUser | null;
			try {
				user = await within(limits.authenticateMs, authenticate(cookieHeader));
				cannotLookUp = false;
			} catch (error) {
				if (!cannotLookUp) log.warn({ err: error }, 'sockets cannot be authenticated');
				cannotLookUp = true;
				throw new AppError('unavailable', 'Cannot check the session', { retryAfterMs: 2000 });
			}
			if (!user) throw notSignedIn();
			const retryAfterMs = await waitOf(bySession, user.sessionId);
			if (retryAfterMs > 0) {
				throw new AppError('rate_limited', 'Too many connections', { retryAfterMs });
			}
			return user;
		},
	};
}

/** The client's address; of a list in the proxy's header the last entry, which the proxy itself wrote. */
function addressOf(req: IncomingMessage, addressHeader: string | null): string {
	const told = addressHeader === null ? undefined : req.headers[addressHeader];
	const last = String(told ?? '')
		.split(',')
		.at(-1)
		?.trim();
	return last || (req.socket.remoteAddress ?? '');
}

function notSignedIn(): AppError {
	return new AppError('unauthenticated', 'unauthenticated');
}

function perMinute(points: number): RateLimiterMemory {
	return new RateLimiterMemory({ points, duration: 60 });
}

/** Counts one attempt; how long to wait in ms, 0 when it is allowed. */
async function waitOf(limiter: RateLimiterMemory, key: string): Promise<number> {
	try {
		await limiter.consume(key);
		return 0;
	} catch (refused) {
		if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext);
		throw refused;
	}
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
	});
	try {
		return await Promise.race([work, tooLate]);
	} finally {
		clearTimeout(timer);
	}
}
