import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataFolder } from '../../src/lib/server/store/data-folder-lock.ts';
import { endLeftover } from '../../src/lib/server/store/postmaster.ts';
import type { Command } from './command.ts';
import { readSettings } from './settings.ts';

/** What demo mode makes in its data folder; anything else there is not ours to remove. */
const MADE = ['postgres', 'postgres.new', 'postgres-password', 'demo.json', 'demo-hashes.json'];

/** Removes everything that demo mode made. */
export const demoReset: Command = {
	name: 'demo reset',
	summary: 'removes the demo’s database, accounts and key; the next start begins afresh',
	flags: {},
	notes: [
		'Works on the data folder (KEZEK_DATA_DIR, else .kezek) and only while nothing runs on it.',
	],
	run: async (_args, around) => {
		const { databaseUrl, dataFolder } = readSettings(around);
		if (databaseUrl !== null) {
			throw new Error('DATABASE_URL is set: an outside database is never removed by this command');
		}
		const unlock = await lockDataFolder(dataFolder).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return null;
			throw error;
		});
		if (!unlock) return around.print('nothing to remove');
		try {
			await endLeftover(join(dataFolder, 'postgres'));
			for (const name of MADE) {
				await rm(join(dataFolder, name), { recursive: true, force: true });
			}
		} finally {
			await unlock();
		}
		around.print(`removed the demo in ${dataFolder}`);
	},
};
