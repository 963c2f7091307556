import { disableUser } from '../../src/lib/server/store/users.ts';
import { accountOf } from './account.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Disables an account and ends its sessions. */
export const userDisable: Command = {
	name: 'user disable',
	summary: 'disables an account and ends its sessions',
	places: ['username'],
	flags: {},
	notes: ['Pages that the person has open go silent within two seconds.'],
	run: async (args, around) => {
		const [username = ''] = args.places;
		await withDatabase(around, async (sql) => {
			const user = await accountOf(sql, username);
			if (user.disabledAt !== null) throw new Error(`${user.username} is disabled already`);
			await disableUser(sql, username, operatorChange(around));
			around.print(`disabled ${user.username}; all sessions ended`);
		});
	},
};
