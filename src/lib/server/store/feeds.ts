import type { Change } from '../../domain/change.ts';
import type { FeedRight } from '../../domain/permission.ts';
import type { Sql } from './connect.ts';

/** What a feed may do, and where. */
export interface FeedGrant {
	name: string;
	/** Promised seconds between its readings; freshness follows from it. */
	cadenceSeconds: number;
	rights: FeedRight[];
	/** Ordinals; null: all. */
	centers: number[] | null;
	/** Ordinals; null: all. */
	contactCenters: number[] | null;
}

/** A new key; the secret itself is shown once and never stored. */
export interface NewFeedKey {
	/** Public part of the key. */
	keyId: string;
	/** SHA-256 of the secret. */
	secretHash: Uint8Array;
	/** Client addresses that may use it; null: any. */
	addresses: string[] | null;
	/** At most 400 days ahead. */
	expiresAt: Date;
}

/** A key with its feed, as the door needs it. */
export interface FeedKey extends FeedGrant {
	feedId: number;
	keyId: string;
	secretHash: Buffer;
	addresses: string[] | null;
	expiresAt: Date;
	lastUsedAt: Date | null;
	/** Set when the key or its whole feed was revoked. */
	revokedAt: Date | null;
}

/** A feed with its keys, without secrets. */
export interface FeedEntry extends FeedGrant {
	feedId: number;
	createdAt: Date;
	revokedAt: Date | null;
	keys: {
		keyId: string;
		createdAt: Date;
		expiresAt: Date;
		revokedAt: Date | null;
		lastUsedAt: Date | null;
	}[];
}

/** The key with this public part, or null. Whether it is valid now is the caller's to judge. */
export async function findFeedKey(sql: Sql, keyId: string): Promise<FeedKey | null> {
	const [row] = await sql<FeedKey>`
		select feed.id as feed_id, feed.name, feed.cadence_seconds, feed.rights, feed.centers, feed.contact_centers,
		       key.key_id, key.secret_hash, key.addresses, key.expires_at, key.last_used_at,
		       coalesce(key.revoked_at, feed.revoked_at) as revoked_at
		  from feed_key as key join feed on feed.id = key.feed where key.key_id = ${keyId}`;
	return row ?? null;
}

/** Adds a feed with its first key; returns the feed's id. */
export async function insertFeed(
	sql: Sql,
	feed: FeedGrant & NewFeedKey,
	{ by, at, reason = null }: Change,
): Promise<number> {
	const [row] = await sql<{ feed: number }>`
		with added as (
			insert into feed (name, cadence_seconds, rights, centers, contact_centers, created_at, changed_at, changed_by,
				change_reason)
			values (${feed.name}, ${feed.cadenceSeconds}, ${feed.rights}::text[], ${feed.centers}::integer[],
			        ${feed.contactCenters}::integer[], ${at}, ${at}, ${by}, ${reason})
			returning id
		)
		insert into feed_key (key_id, feed, secret_hash, addresses, created_at, changed_at, expires_at, changed_by,
			change_reason)
		select ${feed.keyId}, added.id, ${Buffer.from(feed.secretHash)}::bytea, ${feed.addresses}::text[],
		       ${at}::timestamptz, ${at}::timestamptz, ${feed.expiresAt}::timestamptz, ${by}, ${reason} from added
		returning feed`;
	if (!row) throw new Error('The feed was not added');
	return row.feed;
}

/** Adds a second key to a feed, so that a sender can change keys without a gap; false when there is no such feed. */
export async function insertFeedKey(
	sql: Sql,
	feedId: number,
	key: NewFeedKey,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		insert into feed_key (key_id, feed, secret_hash, addresses, created_at, changed_at, expires_at, changed_by,
			change_reason)
		select ${key.keyId}, id, ${Buffer.from(key.secretHash)}::bytea, ${key.addresses}::text[],
		       ${at}::timestamptz, ${at}::timestamptz, ${key.expiresAt}::timestamptz, ${by}, ${reason}
		  from feed where id = ${feedId} and revoked_at is null
		returning feed`;
	return rows.length > 0;
}

/** All feeds with their keys, newest last. */
export async function listFeeds(sql: Sql): Promise<FeedEntry[]> {
	const feeds = await sql<Omit<FeedEntry, 'keys'>>`
		select id as feed_id, name, cadence_seconds, rights, centers, contact_centers, created_at, revoked_at
		  from feed order by id`;
	const keys = await sql<FeedEntry['keys'][number] & { feedId: number }>`
		select feed as feed_id, key_id, created_at, expires_at, revoked_at, last_used_at
		  from feed_key order by created_at, key_id`;
	return feeds.map((feed) => ({
		...feed,
		keys: keys.filter(({ feedId }) => feedId === feed.feedId).map(({ feedId: _, ...key }) => key),
	}));
}

/** Ends a feed and so all its keys; false when there is none or it had ended. */
export async function revokeFeed(
	sql: Sql,
	feedId: number,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update feed set revoked_at = ${at}, changed_at = ${at}, changed_by = ${by}, change_reason = ${reason}
		 where id = ${feedId} and revoked_at is null returning id`;
	return rows.length > 0;
}

/** Ends one key; false when there is none or it had ended. */
export async function revokeFeedKey(
	sql: Sql,
	keyId: string,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update feed_key set revoked_at = ${at}, changed_at = ${at}, changed_by = ${by}, change_reason = ${reason}
		 where key_id = ${keyId} and revoked_at is null returning key_id`;
	return rows.length > 0;
}

/** Notes that a key was used, at most once in `everyMs`. */
export async function touchFeedKey(
	sql: Sql,
	keyId: string,
	now: Date,
	everyMs: number,
): Promise<void> {
	await sql`
		update feed_key set last_used_at = ${now}
		 where key_id = ${keyId}
		   and (last_used_at is null or last_used_at < ${new Date(now.getTime() - everyMs)})`;
}

/** Addresses that are kept of one key; what uses more of them is no office. */
const ADDRESSES_OF_A_KEY = 100;

/** Notes the first use of a key from an address, which the trail tells; later ones change nothing. */
export async function noteFeedKeyAddress(
	sql: Sql,
	key: { keyId: string; feedId: number; address: string },
	now: Date,
): Promise<void> {
	await sql`
		insert into feed_key_address (key_id, address, changed_by, changed_at)
		select ${key.keyId}, ${key.address}::inet, ${`feed:${key.feedId}`}, ${now}
		 where (select count(*) from feed_key_address where key_id = ${key.keyId}) < ${ADDRESSES_OF_A_KEY}
		on conflict do nothing`;
}
