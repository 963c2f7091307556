import { ROLES } from '../../src/lib/domain/permission.ts';
import { changeUser } from '../../src/lib/server/store/users.ts';
import { accountOf, REASON } from './account.ts';
import { UsageError, type Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';
import { readRegions, readRole } from './role-and-regions.ts';

/** Gives an account another role or other regions and ends its sessions. */
export const userChange: Command = {
	name: 'user change',
	summary: 'gives an account another role or other regions and ends its sessions',
	places: ['username'],
	flags: {
		role: { value: 'ROLE', help: `${ROLES.join(' | ')} (default: as it is)` },
		regions: { value: 'all|IDS', help: 'regions, as KZ-75,KZ-71 (default: as they are)' },
		reason: REASON,
	},
	run: async (args, around) => {
		const [username = ''] = args.places;
		const [role, regions] = [args.text('role'), args.text('regions')];
		if (role === null && regions === null) throw new UsageError('--role or --regions is required');
		await withDatabase(around, async (sql) => {
			const user = await accountOf(sql, username);
			const wanted = {
				role: role === null ? user.role : readRole(role),
				regions: regions === null ? user.regions : await readRegions(sql, regions, user.role),
			};
			await changeUser(sql, user.id, wanted, operatorChange(around, args.text('reason')));
			const where = wanted.regions === 'all' ? 'all regions' : wanted.regions.join(', ');
			around.print(`${user.username} is ${wanted.role}, ${where}; all sessions ended`);
		});
	},
};
