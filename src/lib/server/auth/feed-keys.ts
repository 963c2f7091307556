/**
 * The keys of feeds. Input: the `Authorization` header of a request and its address. Output: the feed behind it, with its
 * rights and places. Guarantee: one text for every cause of a refusal; a revoked key is refused within two seconds on
 * every node; guessing is slowed down by address, pushing by key.
 */
import { isIP } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { bySystem } from '../../domain/change.ts';
import { AppError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import {
	findFeedKey,
	noteFeedKeyAddress,
	revokeFeedKey,
	touchFeedKey,
	type FeedKey,
} from '../store/feeds.ts';
import { isListed } from '../address-list.ts';
import { findFeedKey as findKeyText, parseFeedKey, secretMatches } from './token.ts';

/** A feed that showed a good key. */
export type FeedPrincipal = Extract<Principal, { kind: 'feed' }>;

/** What feeds may do how often (reliability.md §4). */
export interface FeedKeyLimits {
	/** Wrong keys from one address in a minute. */
	wrongPerMinute: number;
	/** Requests of one key: so many saved up, and so many a second. */
	requestsBurst: number;
	requestsPerSecond: number;
	/** Listed addresses may do this many times as much. */
	listedFactor: number;
}

/** The limits unless settings say otherwise. */
const FEED_KEY_LIMITS: FeedKeyLimits = {
	wrongPerMinute: 10,
	requestsBurst: 100,
	requestsPerSecond: 50,
	listedFactor: 10,
};

/** A key is looked up again after this: revoking it elsewhere works within it and a request's time. */
const KNOWN_FOR_MS = 1_000;
/** Last use is written at most this often. */
const TOUCH_EVERY_MS = 60_000;
/** Keys with their addresses that are remembered; beyond it the database is asked again. */
const PLACES_KNOWN = 10_000;

/** Makes the doorkeeper for feeds. */
export function createFeedKeys(deps: {
	sql: Sql;
	system: Clock;
	log: Log;
	limits?: FeedKeyLimits;
	listedAddresses?: readonly string[];
}) {
	const { sql, system, log, limits = FEED_KEY_LIMITS, listedAddresses = [] } = deps;
	const known = new Map<string, { row: FeedKey; atMs: number }>();
	const touchedMs = new Map<string, number>();
	const seenFrom = new Set<string>();
	const isFavored = (address: string) => isListed(address, listedAddresses);
	const wrong = forEach((factor) => counter('wrong', limits.wrongPerMinute * factor, 60));
	const requests = forEach((factor) =>
		counter(
			'requests',
			limits.requestsBurst * factor,
			limits.requestsBurst / limits.requestsPerSecond,
		),
	);

	return {
		/**
		 * The feed of a key. Throws `unauthenticated` (missing, malformed, unknown, revoked, expired, or from an address that
		 * is not its own: one text), `rate_limited`, `unavailable`.
		 */
		async authenticate(authorization: string | null, address: string): Promise<FeedPrincipal> {
			const presented = parseFeedKey(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
			const row = presented && (await lookUp(presented.id, address));
			const matches = secretMatches(presented?.secretHash ?? NO_SECRET, row?.secretHash ?? null);
			if (!row || !matches || !isUsable(row, address)) {
				await count(wrong, address, address);
				throw new AppError('unauthenticated', 'The feed key is missing or not valid');
			}
			await count(requests, row.keyId, address);
			noteUse(row, address);
			return {
				kind: 'feed',
				feedId: row.feedId,
				rights: row.rights,
				centers: row.centers ?? 'all',
				contactCenters: row.contactCenters ?? 'all',
			};
		},

		/**
		 * Revokes the key that a text holds: an address ends up in logs. Only a whole and right key counts, or anybody could
		 * revoke what they know the id of.
		 */
		async revokeLeaked(text: string): Promise<void> {
			const presented = findKeyText(text);
			const row = presented && (await findFeedKey(sql, presented.id));
			if (!presented || !row || !secretMatches(presented.secretHash, row.secretHash)) return;
			known.delete(row.keyId);
			const leaked = { ...bySystem(system.now()), reason: 'key_in_url' };
			if (await revokeFeedKey(sql, row.keyId, leaked)) {
				log.warn(
					{ event: 'feed_key_leaked', keyId: row.keyId, feed: row.name },
					'a feed key came in an address and was revoked',
				);
			}
		},
	};

	/** The row of a key id. Only ids that exist are remembered, so that guessing cannot fill the memory. */
	async function lookUp(keyId: string, address: string): Promise<FeedKey | null> {
		const atMs = system.now().getTime();
		const remembered = known.get(keyId);
		if (remembered && Math.abs(atMs - remembered.atMs) < KNOWN_FOR_MS) return remembered.row;
		await refuseGuessers(address);
		const row = await findFeedKey(sql, keyId);
		if (row) known.set(keyId, { row, atMs });
		else known.delete(keyId);
		return row;
	}

	/** Whoever guesses does not get to the database; good keys from the same address go on while they are known. */
	async function refuseGuessers(address: string): Promise<void> {
		const limiter = wrong(isFavored(address));
		const counted = await limiter.get(address);
		if (counted && counted.consumedPoints > limiter.points && counted.msBeforeNext > 0) {
			throw tooMany(counted.msBeforeNext);
		}
	}

	function isUsable(row: FeedKey, address: string): boolean {
		return (
			row.revokedAt === null &&
			row.expiresAt > system.now() &&
			(row.addresses === null || isListed(address, row.addresses))
		);
	}

	async function count(
		limiterFor: (isFavored: boolean) => RateLimiterMemory,
		key: string,
		address: string,
	): Promise<void> {
		try {
			await limiterFor(isFavored(address)).consume(key);
		} catch (refused) {
			if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
			throw refused;
		}
	}

	/** Not waited for: the request does not depend on it. */
	function noteUse(row: FeedKey, address: string): void {
		const nowMs = system.now().getTime();
		noteAddress(row, address, new Date(nowMs));
		const lastMs = touchedMs.get(row.keyId) ?? row.lastUsedAt?.getTime() ?? 0;
		if (nowMs - lastMs < TOUCH_EVERY_MS) return;
		touchedMs.set(row.keyId, nowMs);
		touchFeedKey(sql, row.keyId, new Date(nowMs), TOUCH_EVERY_MS).catch((err: unknown) => {
			log.warn({ err, keyId: row.keyId }, 'last use of a feed key was not written');
		});
	}

	/** The first use from an address is told to the trail; the database knows which it was told. */
	function noteAddress({ keyId, feedId }: FeedKey, text: string, now: Date): void {
		const [address = ''] = text.split('%');
		const place = `${keyId} ${address}`;
		if (isIP(address) === 0 || seenFrom.has(place)) return;
		if (seenFrom.size >= PLACES_KNOWN) seenFrom.clear();
		seenFrom.add(place);
		noteFeedKeyAddress(sql, { keyId, feedId, address }, now).catch((err: unknown) => {
			seenFrom.delete(place);
			log.warn({ err, keyId }, 'a new address of a feed key was not written');
		});
	}

	/** One limiter for everybody and a wider one for listed addresses. */
	function forEach(make: (factor: number) => RateLimiterMemory) {
		const [ordinary, favored] = [make(1), make(limits.listedFactor)];
		return (isFavoredAddress: boolean) => (isFavoredAddress ? favored : ordinary);
	}
}

/** What a missing key is compared as. */
const NO_SECRET = Buffer.alloc(32);

function counter(keyPrefix: string, points: number, duration: number): RateLimiterMemory {
	return new RateLimiterMemory({ keyPrefix, points, duration });
}

function tooMany(retryAfterMs: number): AppError {
	return new AppError('rate_limited', 'Too many requests; wait and try again', {
		retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)),
	});
}
