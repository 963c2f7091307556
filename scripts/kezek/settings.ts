import { join } from 'node:path';
import { loadConfig } from '../../src/lib/server/config.ts';
import type { Surroundings } from './surroundings.ts';

/** The settings that the command line shares with the app. */
export interface Settings {
	/** Null: the bundled PostgreSQL in the data folder. */
	databaseUrl: string | null;
	dataFolder: string;
	/** Where the schema's steps stand. */
	migrations: string;
}

/**
 * Reads `DATABASE_URL` and `KEZEK_DATA_DIR` as the app does; what concerns the web server alone is left out. Throws
 * `ConfigError` with a readable line per mistake.
 */
export function readSettings({ env, root }: Surroundings): Settings {
	const { DATABASE_URL, KEZEK_DATA_DIR } = env;
	const mode = DATABASE_URL?.trim() ? 'production' : 'demo';
	const config = loadConfig({ DATABASE_URL, KEZEK_DATA_DIR, KEZEK_MODE: mode }, root);
	return {
		databaseUrl: config.databaseUrl,
		dataFolder: config.dataFolder,
		migrations: join(root, 'src/lib/server/store/migrations'),
	};
}
