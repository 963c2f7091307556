import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { inject } from 'vitest';
import { openStore, type Sql, type Store, type StoreLog } from '$lib/server/store/connect.ts';
import { startEmbedded } from '$lib/server/store/embedded.ts';
import { migrate } from '$lib/server/store/migrate.ts';

/** Where the migrations are, seen from the tests. */
export const MIGRATIONS = join(import.meta.dirname, '../../src/lib/server/store/migrations');

/** A log that says nothing: tests look at results. */
export const SILENT: StoreLog = {
	debug: () => undefined,
	info: () => undefined,
	warn: () => undefined,
};

/** A server with one migrated template database, as the global setup hands it to the workers. */
export interface TestServer {
	/** Address of the server's own database, for creating others. */
	adminUrl: string;
	/** Name of the migrated database that tests clone. */
	template: string;
}

declare module 'vitest' {
	interface ProvidedContext {
		testServer: TestServer;
	}
}

/** A database of one test file. */
export interface TestDatabase {
	url: string;
	store: Store;
	/** The store's main handle. */
	sql: Sql;
	/** Ends the connections and drops the database. */
	drop(): Promise<void>;
}

/**
 * Starts a PostgreSQL for the whole run and prepares the template: the server that KEZEK_TEST_DATABASE_URL names, else
 * the bundled one in a temporary folder. `stop` removes all of it.
 */
export async function startTestServer(): Promise<TestServer & { stop: () => Promise<void> }> {
	const outside = process.env.KEZEK_TEST_DATABASE_URL;
	const server = outside ? { adminUrl: outside, stop: () => Promise.resolve() } : await bundled();
	const template = `kezek_template_${randomBytes(6).toString('hex')}`;
	try {
		await asAdmin(server.adminUrl, (admin) => admin`create database ${admin(template)}`);
		const store = openStore({ url: urlOf(server.adminUrl, template), log: SILENT, max: 1 });
		await migrate(store.sql, MIGRATIONS);
		await store.close();
	} catch (error) {
		await server.stop();
		throw error;
	}
	return {
		adminUrl: server.adminUrl,
		template,
		stop: async () => {
			await asAdmin(server.adminUrl, (admin) => admin`drop database if exists ${admin(template)}`);
			await server.stop();
		},
	};
}

async function bundled(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), 'kezek-test-'));
	// Under root the server runs as another user, who must be able to enter.
	await chmod(folder, 0o755);
	const server = await startEmbedded({
		folder,
		log: SILENT,
		flags: ['-c', 'max_connections=300'],
	});
	return {
		adminUrl: server.url('postgres'),
		stop: async () => {
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** A migrated, empty database of its own, cloned from the template: call it once a test file. */
export async function freshDatabase(): Promise<TestDatabase> {
	return cloneDatabase(inject('testServer').template);
}

/** A database without any schema, for the tests of migrations. */
export async function emptyDatabase(): Promise<TestDatabase> {
	return cloneDatabase('template1');
}

async function cloneDatabase(template: string): Promise<TestDatabase> {
	const { adminUrl } = inject('testServer');
	const name = `kezek_test_${randomBytes(6).toString('hex')}`;
	await asAdmin(
		adminUrl,
		(admin) => admin`create database ${admin(name)} template ${admin(template)}`,
	);
	const url = urlOf(adminUrl, name);
	const store = openStore({ url, log: SILENT });
	return {
		url,
		store,
		sql: store.sql,
		drop: async () => {
			await store.close();
			await asAdmin(
				adminUrl,
				(admin) => admin`drop database if exists ${admin(name)} with (force)`,
			);
		},
	};
}

/** Does something on a connection of its own, without the store's limits. */
export async function asAdmin(
	url: string,
	work: (admin: postgres.Sql) => Promise<unknown>,
): Promise<void> {
	const admin = postgres(url, { max: 1, onnotice: () => undefined });
	try {
		await work(admin);
	} finally {
		await admin.end({ timeout: 1 });
	}
}

function urlOf(adminUrl: string, database: string): string {
	const url = new URL(adminUrl);
	url.pathname = `/${database}`;
	return url.href;
}
