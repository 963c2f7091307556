// F18: the clock of a node's machine is seven minutes off. The node follows the database, and says what is wrong.
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeReadyFolder, startKezek, type KezekProcess } from '../support/kezek-process.ts';
import { startRigDatabase, type RigDatabase } from './database.ts';

const WRONG_CLOCK = join(import.meta.dirname, '../support/wrong-clock.ts');
const MINUTE_MS = 60_000;

const stops: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
	for (let end = stops.pop(); end; end = stops.pop()) await end();
});

async function startOff(offMs: number): Promise<{ node: KezekProcess; database: RigDatabase }> {
	const folder = makeReadyFolder();
	const database = await startRigDatabase(folder);
	stops.push(() => database.stop());
	const node = await startKezek({
		dataFolder: folder,
		env: {
			DATABASE_URL: database.url,
			NODE_OPTIONS: `--import ${WRONG_CLOCK}`,
			KEZEK_TEST_CLOCK_OFF_MS: String(offMs),
		},
	});
	stops.push(async () => {
		expect(await node.end(), node.output()).toBe(0);
		node.clean();
	});
	return { node, database };
}

test.each([7 * MINUTE_MS, -7 * MINUTE_MS])(
	'a node that is %d ms off stamps by the database, and raises the alarm',
	async (offMs) => {
		const { node, database } = await startOff(offMs);
		const ready = await fetch(`${node.url}/readyz`);
		expect(ready.status).toBe(200);
		expect(await ready.json()).toMatchObject({ status: 'degraded', checks: { clock: 'degraded' } });

		const { username = '', password = '' } = node.demo.accounts[0] ?? {};
		const signedIn = await fetch(`${node.url}/login`, {
			method: 'POST',
			headers: { origin: node.url },
			body: new URLSearchParams({ username, password }),
			redirect: 'manual',
		});
		expect(signedIn.headers.get('set-cookie')).toMatch(/^kezek=\w/);
		const [row] = await database.ask(
			(sql) => sql<{ ageSeconds: number }>`
				select extract(epoch from clock_timestamp() - max(created_at))::float8 as age_seconds from session`,
		);
		expect(row?.ageSeconds).toBeGreaterThan(-1);
		expect(row?.ageSeconds).toBeLessThan(20);

		const metrics = await (await fetch(`${node.url}/metrics`)).text();
		const ahead = /^kezek_machine_clock_ahead_seconds (\S+)$/m.exec(metrics)?.[1];
		expect(Number(ahead)).toBeCloseTo(offMs / 1000, 0);
		expect(node.output()).toContain('the clock of this machine is off');
	},
);
