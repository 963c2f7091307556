import { ROLES } from '../../src/lib/domain/permission.ts';
import { createPasswordHasher } from '../../src/lib/server/auth/password.ts';
import { readDirectory } from '../../src/lib/server/store/directory.ts';
import { insertUser } from '../../src/lib/server/store/users.ts';
import { UsageError, type Command } from './command.ts';
import { withDatabase } from './database.ts';
import { readNewPassword } from './new-password.ts';
import { operatorChange } from './operator.ts';
import { readRegions, readRole } from './role-and-regions.ts';

/** Letters of any language, digits and a few signs: what can be typed, told by phone and put into a list. */
const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]{1,63}$/u;

/** Makes an account. */
export const userAdd: Command = {
	name: 'user add',
	summary: 'makes an account',
	places: ['username'],
	flags: {
		role: { value: 'ROLE', help: ROLES.join(' | ') },
		regions: {
			value: 'all|IDS',
			help: 'regions that the person answers for, as KZ-75,KZ-71 (default for national roles: all)',
		},
		name: { value: 'TEXT', help: 'name to show (default: the username)' },
		'password-stdin': { help: 'take the password from the first line of standard input' },
	},
	notes: [
		'At a terminal the password is asked for twice. It needs 12 characters and no words of the place.',
	],
	run: async (args, around) => {
		const username = (args.places[0] ?? '').normalize('NFC');
		if (!USERNAME.test(username)) {
			throw new UsageError(
				'<username> must have 2 to 64 letters, digits, dots, dashes, underscores or @',
			);
		}
		const role = readRole(args.required('role'));
		const displayName = (args.text('name') ?? username).normalize('NFC').trim();
		if (displayName === '' || displayName.length > 200 || /\p{Cc}/u.test(displayName)) {
			throw new UsageError('--name must have 1 to 200 characters');
		}
		await withDatabase(around, async (sql) => {
			const regions = await readRegions(sql, args.text('regions'), role);
			const { places } = await readDirectory(sql);
			const words = places.flatMap(({ kind, name }) =>
				kind === 'nation' ? [] : [name.kk, name.ru, name.en],
			);
			const password = await readNewPassword(around, args.has('password-stdin'), [
				username,
				...words,
			]);
			const passwordPhc = await createPasswordHasher().hash(password);
			const account = { username, displayName, role, regions, passwordPhc };
			await insertUser(sql, { ...account, mustChangePassword: false }, operatorChange(around));
			around.print(
				`added ${username} (${role}, ${regions === 'all' ? 'all regions' : regions.join(', ')})`,
			);
		});
	},
};
