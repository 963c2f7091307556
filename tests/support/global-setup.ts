import type { TestProject } from 'vitest/node';
import { startTestServer } from './database.ts';

/** One PostgreSQL for all integration tests of a run; each file clones its own database from it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const { stop, ...server } = await startTestServer();
	project.provide('testServer', server);
	return stop;
}
