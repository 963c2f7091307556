import { revokeFeed, revokeFeedKey } from '../../src/lib/server/store/feeds.ts';
import { UsageError, type Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Revokes a feed with all its keys, or one key. */
export const feedRevoke: Command = {
	name: 'feed revoke',
	summary: 'revokes a feed with all its keys, or one key',
	places: ['feed or key'],
	flags: {},
	notes: [
		'Takes the number of a feed, or the id of a key (the 12 signs after "kezek_"), as "feed list" shows them.',
		'A running Kezek refuses the key within two seconds. What was sent stays.',
	],
	run: async (args, around) => {
		const [what = ''] = args.places;
		const keyId = /^(?:kezek_)?([a-z2-9]{12})(?:_[\w-]*)?$/.exec(what)?.[1];
		const isFeed = /^\d{1,9}$/.test(what);
		if (!isFeed && keyId === undefined) {
			throw new UsageError(`"${what}" is neither the number of a feed nor the id of a key`);
		}
		await withDatabase(around, async (sql) => {
			const isDone = isFeed
				? await revokeFeed(sql, Number(what), operatorChange(around))
				: await revokeFeedKey(sql, keyId ?? '', operatorChange(around));
			const noun = isFeed ? `feed ${what}` : `key ${keyId}`;
			if (!isDone) throw new Error(`no ${noun} that is still active`);
			around.print(`revoked ${noun}`);
		});
	},
};
