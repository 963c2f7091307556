import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type postgres from 'postgres';
import { LOCKS, whileLocked } from './advisory-lock.ts';
import type { Sql } from './connect.ts';

/** One forward-only migration file. */
interface Migration {
	name: string;
	text: string;
	checksum: string;
}

/** What the database has of the migrations in the folder. */
export interface SchemaState {
	/** Names in the folder that are not applied yet, in order. */
	pending: string[];
	/** Applied names that the folder does not know: the database belongs to a newer build. */
	newer: string[];
}

/**
 * Applies what is missing, in order, each file whole or not at all; returns the names applied now. Nodes that migrate at
 * the same time wait for each other. Throws when an applied file was changed.
 */
export async function migrate(sql: Sql, folder: string): Promise<string[]> {
	const migrations = await readMigrations(folder);
	return whileLocked(sql, LOCKS.migrate, (connection) => applyMissing(connection, migrations));
}

/** Compares the folder with the database without changing it. Throws when an applied file was changed. */
export async function readSchemaState(sql: Sql, folder: string): Promise<SchemaState> {
	const migrations = await readMigrations(folder);
	const [table] = await sql<{ present: boolean }>`
		select to_regclass('schema_migration') is not null as present`;
	const applied = table?.present
		? await sql<AppliedRow>`select name, checksum from schema_migration order by name`
		: [];
	return stateOf(migrations, applied);
}

/** Refuses to run against a schema that is not the folder's own: older, or of a newer build. */
export async function requireSchema(sql: Sql, folder: string): Promise<void> {
	const { pending, newer } = await readSchemaState(sql, folder);
	if (pending.length > 0) {
		throw new Error(
			`The database schema is older than this build: ${pending.join(', ')} not applied. Run \`npm run kezek -- migrate\` first.`,
		);
	}
	if (newer.length > 0) {
		throw new Error(
			`The database schema is newer than this build: it has ${newer.join(', ')}. Start a newer build.`,
		);
	}
}

interface AppliedRow {
	name: string;
	checksum: string;
}

async function applyMissing(
	connection: postgres.ReservedSql,
	migrations: readonly Migration[],
): Promise<string[]> {
	await connection.unsafe(`create table if not exists schema_migration (
		name       text primary key,
		checksum   text not null,
		applied_at timestamptz not null default now())`);
	const applied = await connection<AppliedRow[]>`select name, checksum from schema_migration`;
	const { pending } = stateOf(migrations, applied);
	for (const { name, text, checksum } of migrations.filter((m) => pending.includes(m.name))) {
		try {
			// One simple message is one transaction: the file and its entry, or neither.
			await connection.unsafe(
				`${text}\n;insert into schema_migration (name, checksum) values ('${name}', '${checksum}')`,
			);
		} catch (error) {
			throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
		}
	}
	return pending;
}

function stateOf(migrations: readonly Migration[], applied: readonly AppliedRow[]): SchemaState {
	const known = new Map(applied.map(({ name, checksum }) => [name, checksum]));
	const changed = migrations.filter(
		({ name, checksum }) => known.has(name) && known.get(name) !== checksum,
	);
	if (changed.length > 0) {
		throw new Error(
			`Applied migrations were changed: ${changed.map((m) => m.name).join(', ')}. An applied file never changes; add a new one.`,
		);
	}
	const inFolder = new Set(migrations.map(({ name }) => name));
	return {
		pending: migrations.map(({ name }) => name).filter((name) => !known.has(name)),
		newer: [...known.keys()].filter((name) => !inFolder.has(name)).sort(),
	};
}

async function readMigrations(folder: string): Promise<Migration[]> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
	const misnamed = names.filter((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name));
	if (misnamed.length > 0) throw new Error(`Not a migration name: ${misnamed.join(', ')}`);
	if (names.length === 0) throw new Error(`No migrations in ${folder}`);
	return Promise.all(
		names.map(async (name) => {
			const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
			return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
		}),
	);
}
