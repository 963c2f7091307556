import { disableUser, findUserByName } from '../../src/lib/server/store/users.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Disables an account and ends its sessions. */
export const userDisable: Command = {
	name: 'user disable',
	summary: 'disables an account and ends its sessions',
	places: ['username'],
	flags: {},
	notes: ['Pages that the person has open are closed by the running Kezek within half a minute.'],
	run: async (args, around) => {
		const [username = ''] = args.places;
		await withDatabase(around, async (sql) => {
			const user = await findUserByName(sql, username);
			if (!user) throw new Error(`no account "${username}"`);
			if (user.disabledAt !== null) throw new Error(`${user.username} is disabled already`);
			await disableUser(sql, username, operatorChange(around));
			around.print(`disabled ${user.username}; all sessions ended`);
		});
	},
};
