// Which database the app works on: an outside server by DATABASE_URL, or the bundled one in the data folder.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { anchorFile } from './audit/anchors.ts';
import { StartError, type Config } from './config.ts';
import type { Log } from './log.ts';
import { prepareAppRole, type RoleCredentials } from './store/app-role.ts';
import { bootCheck } from './store/boot-check.ts';
import { openStore, type Store } from './store/connect.ts';
import { startEmbedded } from './store/embedded.ts';
import { migrate, requireSchema } from './store/migrate.ts';

/** Database of the everyday demo, and the one that every exercise begins afresh. */
export const DATABASES = { demo: 'kezek', exercise: 'kezek_exercise' } as const;

/** Where the migrations stand below the project folder. */
const MIGRATIONS = 'src/lib/server/store/migrations';

/** A ready database: checked, with the schema of this build. */
export interface Database {
	store: Store;
	/** Ends the connections, and the bundled server if it is ours. */
	stop(): Promise<void>;
}

/**
 * Opens the database. The bundled server is started and migrated; an outside one must have the schema already. Throws
 * `StartError` when it cannot be trusted or reached, or when another process holds the data folder.
 */
export async function openDatabase(
	config: Config,
	log: Log,
	progress: (text: string) => void,
): Promise<Database> {
	try {
		return await open(config, log, progress);
	} catch (error) {
		throw new StartError(error instanceof Error ? error.message : String(error), error);
	}
}

async function open(config: Config, log: Log, progress: (text: string) => void): Promise<Database> {
	const migrations = join(config.root, MIGRATIONS);
	if (config.databaseUrl !== null) {
		progress('connecting to the database');
		const store = openStore({ url: config.databaseUrl, log });
		try {
			await bootCheck(store.sql);
			await requireSchema(store.sql, migrations);
		} catch (error) {
			await store.close();
			throw error;
		}
		return { store, stop: () => store.close() };
	}

	progress('starting the bundled PostgreSQL');
	const server = await startEmbedded({ folder: config.dataFolder, log });
	try {
		const name = config.exercise === null ? DATABASES.demo : DATABASES.exercise;
		if (config.exercise !== null) {
			await server.dropDatabase(name);
			await rm(anchorFile(config.dataFolder, name), { force: true });
		}
		await server.createDatabase(name);
		const owner = openStore({ url: server.url(name), log, max: 1 });
		let role: RoleCredentials;
		try {
			await bootCheck(owner.sql);
			const applied = await migrate(owner.sql, migrations);
			if (applied.length > 0) progress(`prepared the database (${applied.length} steps)`);
			role = await prepareAppRole(owner.sql);
		} finally {
			await owner.close();
		}
		const store = openStore({ url: server.url(name, role), log });
		return {
			store,
			stop: async () => {
				await store.close();
				await server.stop();
			},
		};
	} catch (error) {
		await server.stop();
		throw error;
	}
}
