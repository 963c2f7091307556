import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeKezek, type FakeKezek } from './testing/fake-kezek.ts';
import { sampleCenters } from './testing/sample-network.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const KEY = 'kezek_test_secret';
const TIMEOUT_MS = 30_000;

let fake: FakeKezek | null = null;
let child: ChildProcess | null = null;
afterEach(async () => {
	child?.kill('SIGKILL');
	await fake?.close();
	fake = null;
});

function start(args: string[], key: string | undefined = KEY) {
	const { KEZEK_FEED_KEY: _, ...env } = process.env;
	const started = spawn(process.execPath, [MAIN, ...args], {
		env: { ...env, ...(key && { KEZEK_FEED_KEY: key }) },
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	child = started;
	let output = '';
	for (const stream of [started.stdout, started.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	const exit = once(started, 'exit') as Promise<[number | null, string | null]>;
	return { child: started, exit, output: () => output };
}

async function untilLive() {
	const centers = sampleCenters(20).map((center, i) => ({ ...center, ordinal: i + 1 }));
	const clock = { startsAt: new Date('2026-11-18T11:00:00+05:00'), speed: 1 };
	fake = await startFakeKezek({ centers, clock });
	const started = start(['--url', fake.url, '--history-minutes', '2']);
	await expect.poll(started.output, { timeout: TIMEOUT_MS }).toContain('{"event":"live"}');
	return started;
}

describe('the simulator as a process', { timeout: TIMEOUT_MS }, () => {
	it('tells its progress in JSON lines, and ends on SIGTERM within a second', async () => {
		const { child, exit, output } = await untilLive();
		const lines = output().trim().split('\n');
		expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(
			expect.arrayContaining(['progress', 'live']),
		);
		expect(output()).not.toContain(KEY);
		const began = performance.now();
		child.kill('SIGTERM');
		expect((await exit)[0]).toBe(0);
		expect(performance.now() - began).toBeLessThan(1000);
	});

	it('ends with its parent: when its input ends', async () => {
		const { child, exit } = await untilLive();
		child.stdin.end();
		expect((await exit)[0]).toBe(0);
	});

	it('ends with its parent: when that was killed', async () => {
		// A parent that does nothing but start the simulator; both write to the same pipe.
		const args = [MAIN, '--url', 'http://127.0.0.1:1'];
		const script = `require('node:child_process').spawn(process.execPath, ${JSON.stringify(args)},
			{ stdio: ['ignore', 'inherit', 'ignore'] }); setInterval(() => {}, 1000);`;
		const parent = spawn(process.execPath, ['-e', script], {
			env: { ...process.env, KEZEK_FEED_KEY: KEY },
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		child = parent;
		const closed = once(parent.stdout, 'close');
		const [text] = (await once(parent.stdout, 'data')) as [Buffer];
		expect(text.toString()).toContain('"event":"waiting"');
		parent.stdout.resume();
		parent.kill('SIGKILL');
		// The pipe closes when the last of its writers is gone.
		await closed;
	});

	it('says in one line what is wrong with its command, and exits with 2', async () => {
		const { exit, output } = start([], '');
		expect((await exit)[0]).toBe(2);
		expect(output()).toContain('KEZEK_FEED_KEY is not set');
		expect(output()).not.toContain('    at ');
	});

	it('exits with 1 where a file cannot be read', async () => {
		const { exit, output } = start(['--replay', '/nowhere/file.csv']);
		expect((await exit)[0]).toBe(1);
		expect(output()).toContain('/nowhere/file.csv');
	});
});
