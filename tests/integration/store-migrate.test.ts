import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '$lib/server/store/connect.ts';
import { migrate, readSchemaState, requireSchema } from '$lib/server/store/migrate.ts';
import { emptyDatabase, MIGRATIONS, SILENT, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
let folder: string;
beforeEach(async () => {
	db = await emptyDatabase();
	folder = await mkdtemp(join(tmpdir(), 'kezek-migrations-'));
	await cp(MIGRATIONS, folder, { recursive: true });
});
afterEach(async () => {
	await db.drop();
	await rm(folder, { recursive: true });
});

const add = (name: string, text: string) => writeFile(join(folder, name), text);
const tables = async () =>
	(
		await db.sql<{
			name: string;
		}>`select tablename as name from pg_tables where schemaname = 'public'`
	).map(({ name }) => name);

describe('migrating', () => {
	test('applies all files once, in order, and nothing the second time', async () => {
		const { pending } = await readSchemaState(db.sql, folder);
		expect(await migrate(db.sql, folder)).toEqual(pending);
		expect(pending[0]).toMatch(/^0001-/);
		expect(await migrate(db.sql, folder)).toEqual([]);
		await expect(requireSchema(db.sql, folder)).resolves.toBeUndefined();
	});
	test('by three nodes at once applies every file exactly once', async () => {
		const stores = [1, 2, 3].map(() => openStore({ url: db.url, log: SILENT, max: 1 }));
		const applied = await Promise.all(stores.map((store) => migrate(store.sql, folder)));
		await Promise.all(stores.map((store) => store.close()));
		expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
		expect(await tables()).toContain('reading');
	});
	test('leaves nothing of a file that fails, keeps the ones before it, and names it', async () => {
		await add('9001-good.sql', 'create table good (n integer);');
		await add('9002-bad.sql', 'create table half (n integer); select no_such_column;');
		await expect(migrate(db.sql, folder)).rejects.toThrow(/9002-bad\.sql.*no_such_column/);
		expect(await tables()).toContain('good');
		expect(await tables()).not.toContain('half');
		await add('9002-bad.sql', 'create table half (n integer);');
		expect(await migrate(db.sql, folder)).toEqual(['9002-bad.sql']);
	});
	test('refuses when an applied file was changed', async () => {
		await migrate(db.sql, folder);
		const file = join(folder, '0009-operations-clock.sql');
		await add('0009-operations-clock.sql', `${await readFile(file, 'utf8')}\n-- one more line\n`);
		await expect(migrate(db.sql, folder)).rejects.toThrow(
			/0009-operations-clock\.sql.*never changes/s,
		);
		await expect(requireSchema(db.sql, folder)).rejects.toThrow(/0009/);
	});
	test('does not mind other line ends', async () => {
		await migrate(db.sql, folder);
		const file = join(folder, '0001-directory.sql');
		await add('0001-directory.sql', (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
		expect(await migrate(db.sql, folder)).toEqual([]);
	});
	test('leaves the connection with the pool’s own limits and without the lock', async () => {
		const store = openStore({ url: db.url, log: SILENT, max: 1 });
		await migrate(store.sql, folder);
		const [row] = await store.sql<{ limit: string; locks: number }>`
			select current_setting('statement_timeout') as limit,
			       (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`;
		await store.close();
		expect(row).toEqual({ limit: '3s', locks: 0 });
	});
	test('refuses a name that is none', async () => {
		await add('12-short.sql', 'select 1');
		await expect(migrate(db.sql, folder)).rejects.toThrow(/12-short\.sql/);
	});
});

describe('a node', () => {
	test('refuses an older schema and says what to do', async () => {
		await expect(requireSchema(db.sql, folder)).rejects.toThrow(
			/0001-directory\.sql.*kezek -- migrate/s,
		);
	});
	test('refuses the schema of a newer build', async () => {
		await migrate(db.sql, folder);
		await add('9001-tomorrow.sql', 'select 1');
		await migrate(db.sql, folder);
		expect(await readSchemaState(db.sql, MIGRATIONS)).toEqual({
			pending: [],
			newer: ['9001-tomorrow.sql'],
		});
		await expect(requireSchema(db.sql, MIGRATIONS)).rejects.toThrow(/newer.*9001-tomorrow/s);
	});
});
