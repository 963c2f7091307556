import { grantAppRights } from '../../src/lib/server/store/app-role.ts';
import { migrate, readSchemaState } from '../../src/lib/server/store/migrate.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { readSettings } from './settings.ts';

/** Brings the database's schema to that of this build; its own step against an outside server. */
export const migrateCommand: Command = {
	name: 'migrate',
	summary: 'brings the database to the schema of this build',
	flags: {
		check: { help: 'only say what is missing; exit code 1 when something is' },
		'app-role': {
			value: 'ROLE',
			help: 'give this role what the app needs and no more: neither the schema nor the audit trail',
		},
	},
	notes: [
		'Against an outside server: as its owner, with --app-role each time, and DATABASE_URL of the app names that role.',
		'Without DATABASE_URL it works on the bundled PostgreSQL, which every start migrates anyway.',
	],
	run: async (args, around) => {
		const { migrations } = readSettings(around);
		await withDatabase(
			around,
			async (sql) => {
				if (args.has('check')) {
					const { pending, newer } = await readSchemaState(sql, migrations);
					for (const name of pending) around.print(`missing: ${name}`);
					for (const name of newer) around.print(`of a newer build: ${name}`);
					if (pending.length + newer.length > 0) throw new Error('the schema is not this build’s');
					return around.print('nothing is missing');
				}
				const applied = await migrate(sql, migrations);
				for (const name of applied) around.print(`applied: ${name}`);
				if (applied.length === 0) around.print('nothing to do');
				const role = args.text('app-role');
				if (role !== null) {
					await grantAppRights(sql, role);
					around.print(`rights given to ${role}`);
				}
			},
			'any',
		);
	},
};
