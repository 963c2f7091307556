import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import postgres from 'postgres';
import { openStore, type Store } from '../src/lib/server/store/connect.ts';
import { startEmbedded } from '../src/lib/server/store/embedded.ts';
import { migrate } from '../src/lib/server/store/migrate.ts';
import { createEndings } from './subject.ts';

const MIGRATIONS = join(import.meta.dirname, '../src/lib/server/store/migrations');
const log = pino({ level: 'warn' });

/** One database of the app's schema. */
export interface BenchDatabase {
	url: string;
	/** The app's own way to the database. */
	store: Store;
	/**
	 * The bare driver, for yardsticks. Without `noDelay` COPY would wait for delayed acknowledgments and flatter us
	 * (realtime.md §7.10).
	 */
	driver: postgres.Sql;
	close(): Promise<void>;
}

/** A PostgreSQL of the bench's own. */
export interface BenchPostgres {
	/** Makes and migrates a database. */
	open(name: string): Promise<BenchDatabase>;
	/** Ends it with all its databases. */
	close(): Promise<void>;
}

/** Starts the bundled PostgreSQL on a folder of its own, as the app does. */
export async function startBenchPostgres(): Promise<BenchPostgres> {
	const folder = mkdtempSync(join(tmpdir(), 'kezek-bench-'));
	chmodSync(folder, 0o755); // as root the server runs as another user, who must get in
	const endings = createEndings();
	endings.add(() => rmSync(folder, { recursive: true, force: true }));
	try {
		const server = await startEmbedded({ folder, log });
		endings.add(() => server.stop());
		return {
			open: async (name) => {
				await server.createDatabase(name);
				const database = await openDatabase(server.url(name));
				endings.add(() => database.close());
				return database;
			},
			close: () => endings.close(),
		};
	} catch (error) {
		await endings.close();
		throw error;
	}
}

/** A PostgreSQL with one database. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
	const server = await startBenchPostgres();
	try {
		const database = await server.open('kezek');
		return { ...database, close: () => server.close() };
	} catch (error) {
		await server.close();
		throw error;
	}
}

async function openDatabase(url: string): Promise<BenchDatabase> {
	const endings = createEndings();
	try {
		const store = openStore({ url, log });
		endings.add(() => store.close());
		await migrate(store.sql, MIGRATIONS);
		const options = {
			max: 1,
			onnotice: () => undefined,
			socket: ({ host, port }: { host: string[]; port: number[] }) =>
				net.connect({ host: host[0] ?? '127.0.0.1', port: port[0] ?? 5432, noDelay: true }),
		};
		const driver = postgres(url, options as postgres.Options<Record<string, never>>);
		endings.add(() => driver.end({ timeout: 2 }));
		return { url, store, driver, close: () => endings.close() };
	} catch (error) {
		await endings.close();
		throw error;
	}
}
