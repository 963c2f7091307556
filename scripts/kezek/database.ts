// How a command reaches the database: an outside server by DATABASE_URL, the bundled one of the running app, or the
// bundled one started for this command.
import { DATABASES } from '../../src/lib/server/database.ts';
import { bootCheck } from '../../src/lib/server/store/boot-check.ts';
import { openStore, type Sql, type StoreLog } from '../../src/lib/server/store/connect.ts';
import { findDatabaseInUse } from '../../src/lib/server/store/database-in-use.ts';
import { findEmbedded, startEmbedded } from '../../src/lib/server/store/embedded.ts';
import { migrate, requireSchema } from '../../src/lib/server/store/migrate.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** Which schema a command needs: that of this build, or whatever is there because it is going to change it. */
export type SchemaNeed = 'present' | 'any';

/**
 * Runs a command's work on the database and leaves everything as it was found: connections closed, a server that was
 * started for the command stopped. Throws what the work throws, or why the database cannot be used.
 */
export async function withDatabase<T>(
	around: Surroundings,
	work: (sql: Sql) => Promise<T>,
	schema: SchemaNeed = 'present',
): Promise<T> {
	const settings = readSettings(around);
	const log = storeLog(around);
	const place = await openPlace(settings, around, log);
	const store = openStore({ url: place.url, log, max: 2 });
	try {
		await bootCheck(store.sql);
		if (place.isOurs) await migrate(store.sql, settings.migrations);
		else if (schema === 'present') await requireSchema(store.sql, settings.migrations);
		return await work(store.sql);
	} finally {
		await store.close();
		await place.stop();
	}
}

interface Place {
	url: string;
	/** Started for this command: its schema follows this build, as at the start of the app. */
	isOurs: boolean;
	stop(): Promise<void>;
}

async function openPlace(settings: Settings, around: Surroundings, log: StoreLog): Promise<Place> {
	const nothing = () => Promise.resolve();
	if (settings.databaseUrl !== null) {
		return { url: settings.databaseUrl, isOurs: false, stop: nothing };
	}
	const running = await findEmbedded(settings.dataFolder);
	if (running) {
		const admin = openStore({ url: running.url('postgres'), log, max: 1 });
		try {
			const names = [DATABASES.exercise, DATABASES.demo];
			const name = (await findDatabaseInUse(admin.sql, names)) ?? DATABASES.demo;
			if (name !== DATABASES.demo) around.tell('working on the running exercise');
			return { url: running.url(name), isOurs: false, stop: nothing };
		} finally {
			await admin.close();
		}
	}
	const server = await startEmbedded({ folder: settings.dataFolder, log });
	try {
		await server.createDatabase(DATABASES.demo);
	} catch (error) {
		await server.stop();
		throw error;
	}
	return { url: server.url(DATABASES.demo), isOurs: true, stop: () => server.stop() };
}

/** Only what a person at a terminal has to know. */
function storeLog(around: Surroundings): StoreLog {
	return {
		debug: () => undefined,
		info: () => undefined,
		warn: (_fields, message) => around.tell(message),
	};
}
