import { listFeeds, type FeedEntry } from '../../src/lib/server/store/feeds.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { placesCell } from './feed-places.ts';
import { instantCell, tableLines } from './table.ts';

/** Lists feeds and their keys. */
export const feedList: Command = {
	name: 'feed list',
	summary: 'lists feeds and their keys, without secrets',
	flags: {},
	notes: ['Places are centers / contact-center sites. Instants are UTC.'],
	run: async (_args, around) => {
		await withDatabase(around, async (sql) => {
			const now = around.now();
			const rows = (await listFeeds(sql)).flatMap((feed) =>
				feed.keys.map((key) => [
					String(feed.feedId),
					key.keyId,
					stateOf(feed, key, now),
					placesCell(feed),
					`${feed.cadenceSeconds} s`,
					instantCell(key.lastUsedAt),
					instantCell(key.expiresAt),
					feed.rights.join(','),
					feed.name,
				]),
			);
			const head = [
				'feed',
				'key',
				'state',
				'places',
				'cadence',
				'last used',
				'expires',
				'rights',
				'name',
			];
			for (const line of tableLines(head, rows)) around.print(line);
		});
	},
};

function stateOf(feed: FeedEntry, key: FeedEntry['keys'][number], now: Date): string {
	if (feed.revokedAt !== null || key.revokedAt !== null) return 'revoked';
	return key.expiresAt <= now ? 'expired' : 'active';
}
