import { createPasswordHasher } from '../../src/lib/server/auth/password.ts';
import { makePassword } from '../../src/lib/server/auth/token.ts';
import { updatePassword } from '../../src/lib/server/store/users.ts';
import { accountOf } from './account.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { readNewPassword } from './new-password.ts';
import { operatorChange } from './operator.ts';

/** Gives an account a new password and ends its sessions. */
export const userReset: Command = {
	name: 'user reset',
	summary: 'gives an account a new password and ends its sessions',
	places: ['username'],
	flags: {
		'password-stdin': {
			help: 'take the password from the first line of standard input instead of making one',
		},
	},
	notes: ['A made password is printed once and kept nowhere.'],
	run: async (args, around) => {
		const [username = ''] = args.places;
		await withDatabase(around, async (sql) => {
			const user = await accountOf(sql, username);
			if (user.disabledAt !== null) throw new Error(`${user.username} is disabled`);
			const isMade = !args.has('password-stdin');
			const password = isMade
				? makePassword()
				: await readNewPassword(around, true, [user.username]);
			const passwordPhc = await createPasswordHasher().hash(password);
			const change = { passwordPhc, mustChangePassword: true, endSessions: true };
			await updatePassword(sql, { userId: user.id, ...change }, operatorChange(around));
			around.tell(`new password of ${user.username}; all sessions ended`);
			if (isMade) around.print(password);
		});
	},
};
