import type { TestProject } from 'vitest/node';
import { startTestServer } from './database.ts';
import { prepareDataFolder } from './kezek-process.ts';

/**
 * For all integration tests of a run: one PostgreSQL, from which each file clones its own database, and one prepared data
 * folder, from which apps with a database of their own begin.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const removeFolder = await prepareDataFolder();
	const { stop, ...server } = await startTestServer();
	project.provide('testServer', server);
	return async () => {
		await stop();
		removeFolder();
	};
}
