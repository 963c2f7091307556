import { migrate, readSchemaState } from '../../src/lib/server/store/migrate.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { readSettings } from './settings.ts';

/** Brings the database's schema to that of this build; its own step against an outside server. */
export const migrateCommand: Command = {
	name: 'migrate',
	summary: 'brings the database to the schema of this build',
	flags: { check: { help: 'only say what is missing; exit code 1 when something is' } },
	notes: [
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
			},
			'any',
		);
	},
};
