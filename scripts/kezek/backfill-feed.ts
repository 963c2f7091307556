import type { Change } from '../../src/lib/domain/change.ts';
import { makeFeedKey } from '../../src/lib/server/auth/token.ts';
import type { Sql } from '../../src/lib/server/store/connect.ts';
import {
	insertFeed,
	insertFeedKey,
	listFeeds,
	revokeFeedKey,
} from '../../src/lib/server/store/feeds.ts';

/** Life of a backfill's key, ms: longer than any file takes; it is revoked at the end anyway. */
const LIFE_MS = 86_400_000;

/** A key for one backfill. */
export interface BackfillKey {
	keyId: string;
	/** The key itself. */
	text: string;
}

/**
 * Makes a key with the right `backfill` for a file. The feed is named after the file and stays: its second run is the same
 * feed, so that what is stored already counts as `duplicate`. Returns the key, to be revoked when the file is through.
 */
export async function makeBackfillKey(
	sql: Sql,
	file: { name: string; cadenceSeconds: number },
	change: Change,
): Promise<BackfillKey> {
	const name = `backfill ${file.name}`;
	const { id: keyId, text, secretHash } = makeFeedKey();
	const expiresAt = new Date(change.at.getTime() + LIFE_MS);
	const key = { keyId, secretHash, addresses: null, expiresAt };
	const known = (await listFeeds(sql)).find(
		(feed) => feed.name === name && feed.revokedAt === null,
	);
	if (known) await insertFeedKey(sql, known.feedId, key, change);
	else {
		const { cadenceSeconds } = file;
		const rights = ['readings' as const, 'contact_readings' as const, 'backfill' as const];
		const feed = { name, cadenceSeconds, rights, centers: null, contactCenters: null };
		await insertFeed(sql, { ...feed, ...key }, change);
	}
	return { keyId, text };
}

/** Revokes the key of a finished backfill; the feed keeps its readings and its name. */
export async function endBackfillKey(sql: Sql, key: BackfillKey, change: Change): Promise<void> {
	await revokeFeedKey(sql, key.keyId, change);
}
