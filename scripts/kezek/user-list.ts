import { listUsers } from '../../src/lib/server/store/users.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { instantCell, tableLines } from './table.ts';

/** Lists all accounts. */
export const userList: Command = {
	name: 'user list',
	summary: 'lists all accounts',
	flags: {},
	run: async (_args, around) => {
		await withDatabase(around, async (sql) => {
			const users = await listUsers(sql);
			const rows = users.map((user) => [
				user.username,
				user.role,
				user.regions === 'all' ? 'all' : user.regions.join(','),
				user.disabledAt === null ? 'enabled' : 'disabled',
				instantCell(user.createdAt),
				user.displayName,
			]);
			const head = ['username', 'role', 'regions', 'state', 'created', 'name'];
			for (const line of tableLines(head, rows)) around.print(line);
		});
	},
};
