import { dropFactor } from '../../src/lib/server/store/factors.ts';
import { accountOf, REASON } from './account.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Takes the second factor of an account away and ends its sessions. */
export const factorRemove: Command = {
	name: 'factor remove',
	summary: 'takes the second factor of an account away and ends its sessions',
	places: ['username'],
	flags: { reason: REASON },
	notes: [
		'For a lost phone, when no recovery code is left. Make sure that it is the person who asks.',
	],
	run: async (args, around) => {
		const [username = ''] = args.places;
		await withDatabase(around, async (sql) => {
			const user = await accountOf(sql, username);
			const change = operatorChange(around, args.text('reason'));
			if (!(await dropFactor(sql, user.id, change))) {
				throw new Error(`${user.username} has no second factor`);
			}
			around.print(`removed the second factor of ${user.username}; all sessions ended`);
		});
	},
};
