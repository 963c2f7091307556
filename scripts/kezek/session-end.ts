import { revokeSessionsOf } from '../../src/lib/server/store/sessions.ts';
import { accountOf, REASON } from './account.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Ends all sessions of an account. */
export const sessionEnd: Command = {
	name: 'session end',
	summary: 'ends all sessions of an account',
	places: ['username'],
	flags: { reason: REASON },
	notes: ['Pages that the person has open go silent within two seconds.'],
	run: async (args, around) => {
		const [username = ''] = args.places;
		await withDatabase(around, async (sql) => {
			const user = await accountOf(sql, username);
			const change = operatorChange(around, args.text('reason') ?? 'forced');
			const ended = await revokeSessionsOf(sql, user.id, change);
			around.print(`ended ${ended.length} sessions of ${user.username}`);
		});
	},
};
