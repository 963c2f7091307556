import { enableUser } from '../../src/lib/server/store/users.ts';
import { accountOf, REASON } from './account.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Lets a disabled account sign in again. */
export const userEnable: Command = {
	name: 'user enable',
	summary: 'lets a disabled account sign in again',
	places: ['username'],
	flags: { reason: REASON },
	run: async (args, around) => {
		const [username = ''] = args.places;
		await withDatabase(around, async (sql) => {
			const user = await accountOf(sql, username);
			const change = operatorChange(around, args.text('reason'));
			if (!(await enableUser(sql, user.id, change))) throw new Error(`${user.username} is enabled`);
			around.print(`enabled ${user.username}`);
		});
	},
};
