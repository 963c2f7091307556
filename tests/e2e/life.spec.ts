// Starts and ends: what a second start, a wrong setting, a crash and Ctrl-C leave behind.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort, makeDataFolder, startKezek } from '../support/kezek-process.ts';

const root = join(import.meta.dirname, '../..');

/** Runs `server.ts` to its end; resolves with code and output. */
async function runToEnd(
	env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
	const child = spawn(process.execPath, ['server.ts'], {
		cwd: root,
		env: { ...process.env, ...env },
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	}
	const [code] = (await once(child, 'exit')) as [number | null];
	return { code, output };
}

const postmasterOf = (dataFolder: string): number =>
	Number(readFileSync(join(dataFolder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

test('a wrong setting stops the start with one line per mistake', async () => {
	const { code, output } = await runToEnd({
		PORT: '4000',
		LOG_LEVEL: 'loud',
		KEZEK_CLOCK: 'yesterday',
	});
	expect(code).toBe(1);
	expect(output).toContain('kezek: LOG_LEVEL: must be one of');
	expect(output).toContain('kezek: KEZEK_CLOCK: must look like');
	expect(output).not.toContain('    at ');
});

test('a second start on a used port or data folder says so', async () => {
	const first = await startKezek();
	try {
		const port = new URL(first.url).port;
		const samePort = await runToEnd({
			PORT: port,
			KEZEK_DATA_DIR: makeDataFolder(),
		});
		expect(samePort.code).toBe(1);
		expect(samePort.output).toContain(`port ${port} on 127.0.0.1 is in use`);
		const sameFolder = await runToEnd({
			PORT: String(await freePort()),
			KEZEK_DATA_DIR: first.dataFolder,
		});
		expect(sameFolder.code).toBe(1);
		expect(sameFolder.output).toContain(first.dataFolder);
		expect(sameFolder.output).not.toContain('    at ');
	} finally {
		await first.end();
		first.clean();
	}
});

test('Ctrl-C ends every child within ten seconds and leaves no postgres behind', async () => {
	const app = await startKezek({ env: { KEZEK_SCENARIO: 'ordinary-day' } });
	const postgres = postmasterOf(app.dataFolder);
	expect(isAlive(postgres)).toBe(true);
	const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(app.process.pid)], {
		encoding: 'utf8',
	})
		.stdout.split('\n')
		.map(Number)
		.filter((pid) => pid > 0);
	expect(children.length).toBeGreaterThan(0);
	const startedAt = performance.now();
	expect(await app.end('SIGINT')).toBe(0);
	expect(performance.now() - startedAt).toBeLessThan(10_000);
	await expect.poll(() => [postgres, ...children].filter(isAlive), { timeout: 3000 }).toEqual([]);
	app.clean();
});

test('after kill -9 the next start works and nothing acknowledged is lost', async () => {
	const env = { KEZEK_SCENARIO: 'none' };
	const first = await startKezek({ env });
	const clock = (await (await fetch(`${first.url}/api/v1/clock`)).json()) as { now: string };
	const push = (url: string, feedKey: string) =>
		fetch(`${url}/api/v1/readings`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${feedKey}` },
			body: JSON.stringify({
				readings: [{ id: 'kept', centerId: 'almaty-almaly', at: clock.now, queueLength: 7 }],
			}),
		}).then((answer) => answer.json() as Promise<{ stored: number; duplicate: number }>);
	expect((await push(first.url, first.demo.feedKey)).stored).toBe(1);
	await first.end('SIGKILL');

	const second = await startKezek({ env, dataFolder: first.dataFolder });
	expect((await push(second.url, second.demo.feedKey)).duplicate).toBe(1);
	const later = (await (await fetch(`${second.url}/api/v1/clock`)).json()) as { now: string };
	expect(Date.parse(later.now)).toBeGreaterThanOrEqual(Date.parse(clock.now));
	expect(await second.end()).toBe(0);
	rmSync(second.dataFolder, { recursive: true, force: true });
});

test('every exercise begins afresh beside the demo, and each audit trail verifies', async () => {
	const dataFolder = makeDataFolder();
	const exercise = { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@20' };
	for (const env of [{}, exercise, exercise]) {
		const app = await startKezek({ env, dataFolder });
		expect(await app.end()).toBe(0);
		expect(app.output()).not.toContain('audit_fault');
	}
	rmSync(dataFolder, { recursive: true, force: true });
});
