// `npm run nodes`: two nodes of the demo on one database and one Redis. They share accounts, clock and picture, and an
// interrupt leaves nothing behind.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, makeDataFolder, type DemoFile } from '../support/kezek-process.ts';
import { nextCode } from '../support/totp.ts';

const root = join(import.meta.dirname, '../..');
const CENTER = 'almaty-almaly';
const START_MS = 240_000;

let folder: string;
let urls: string[];
let script: ChildProcess;
let output = '';

beforeAll(async () => {
	folder = makeDataFolder();
	// The next port is most likely free too; if not, the script says so and the test fails.
	const port = await freePort();
	urls = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`];
	script = spawn(process.execPath, ['scripts/nodes.ts', '--count', '2', '--redis'], {
		cwd: root,
		env: { ...process.env, KEZEK_DATA_DIR: folder, PORT: `${port}`, KEZEK_SCENARIO: 'none' },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	await new Promise<void>((resolve, reject) => {
		const read = (chunk: Buffer) => {
			output += chunk.toString();
			if (output.includes('nodes are ready')) resolve();
		};
		script.stdout?.on('data', read);
		script.stderr?.on('data', read);
		script.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${output}`)));
	});
}, START_MS);
afterAll(() => {
	script.kill('SIGTERM');
	rmSync(folder, { recursive: true, force: true });
});

const demo = () => JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as DemoFile;
const get = async (url: string) => {
	const answer = await fetch(url, { headers: { authorization: `Bearer ${demo().feedKey}` } });
	return (await answer.json()) as Record<string, unknown>;
};
const clockOf = async (node: number) =>
	Date.parse((await get(`${urls[node]}/api/v1/clock`)).now as string);

test('share one operations clock', async () => {
	const before = await clockOf(0);
	const between = await clockOf(1);
	const after = await clockOf(0);
	expect(between).toBeGreaterThanOrEqual(before - 10);
	expect(between).toBeLessThanOrEqual(after + 10);
});

test('a reading that one node took in is on the board of the other', async () => {
	const reading = { id: 'one', centerId: CENTER, at: new Date(await clockOf(0)), occupancy: 17 };
	const stored = await fetch(`${urls[0]}/api/v1/readings`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${demo().feedKey}` },
		body: JSON.stringify({ readings: [reading] }),
	});
	expect(await stored.json()).toMatchObject({ stored: 1 });
	await expect
		.poll(async () => {
			const { centers } = (await get(`${urls[1]}/api/v1/board`)) as {
				centers: { id: string; occupancy: number | null }[];
			};
			return centers.find(({ id }) => id === CENTER)?.occupancy;
		})
		.toBe(17);
});

test('every account is good on both', async () => {
	for (const url of urls) {
		const { username = '', password = '' } = demo().accounts[0] ?? {};
		const answer = await fetch(`${url}/login`, {
			method: 'POST',
			headers: { origin: url },
			body: new URLSearchParams({ username, password }),
			redirect: 'manual',
		});
		expect(answer.headers.get('set-cookie')).toMatch(/^kezek=\w/);
	}
});

test('limits of levels that a director changes at one node hold on both at once, and stand in the trail', async () => {
	const [url = ''] = urls;
	const outside = async (id: string) => {
		const reading = { id, centerId: CENTER, at: new Date(await clockOf(0)), queueOutside: 20 };
		await fetch(`${url}/api/v1/readings`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${demo().feedKey}` },
			body: JSON.stringify({ readings: [reading] }),
		});
	};
	const levels = () =>
		Promise.all(
			urls.map(async (node) => {
				const { centers } = (await get(`${node}/api/v1/board`)) as {
					centers: { id: string; level: string }[];
				};
				return centers.find(({ id }) => id === CENTER)?.level;
			}),
		);
	await outside('twenty');
	await expect.poll(levels).toEqual(['crowded', 'crowded']);

	const director = demo().accounts.find(({ username }) => username === 'director-almaty');
	const { username = '', password = '', totpSecret = '' } = director ?? {};
	const post = (path: string, fields: Record<string, string>, cookie = '') =>
		fetch(`${url}${path}`, {
			method: 'POST',
			headers: { origin: url, cookie, accept: 'text/html' },
			body: new URLSearchParams(fields),
			redirect: 'manual',
		});
	const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0];
	const cookie = cookieOf(await post('/login', { username, password })) ?? '';
	const steps = (dimension: string, [busy, crowded, critical]: [string, string, string]) => ({
		[`${dimension}Busy`]: busy,
		[`${dimension}Crowded`]: crowded,
		[`${dimension}Critical`]: critical,
	});
	const typed = {
		place: 'KZ-75',
		class: 'city',
		type: 'ordinary',
		...steps('waitShare', ['20', '30', '40']),
		...steps('insideShare', ['85', '100', '125']),
		...steps('outside', ['30', '60', '90']),
	};
	const drafted = await post('/admin/thresholds', typed, cookie);
	const path = drafted.headers.get('location') ?? '';
	const page = await (await fetch(`${url}${path}`, { headers: { cookie } })).text();
	expect(page).toContain('data-level-changes="1"');
	expect(await levels()).toEqual(['crowded', 'crowded']);

	const digest = /name="digest" value="(\w+)"/.exec(page)?.[1] ?? '';
	const code = await nextCode(totpSecret);
	await outside('still twenty');
	expect((await post(path, { digest, code }, cookie)).status).toBe(200);
	await expect.poll(levels, { timeout: 3000 }).toEqual(['calm', 'calm']);
	const trail = await fetch(`${url}/admin/audit?object=level_limits`, { headers: { cookie } });
	expect(await trail.text()).toContain('KZ-75 city ordinary');
});

test('an interrupt ends all of them and leaves nothing behind', async () => {
	const pids = [...output.matchAll(/pid (\d+):/g)].map(([, pid]) => Number(pid));
	expect(pids).toHaveLength(3);
	const ended = new Promise((resolve) => script.once('exit', resolve));
	script.kill('SIGINT');
	expect(await ended).toBe(0);
	for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
	const left = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout.split('\n');
	expect(left.filter((line) => line.includes(folder))).toEqual([]);
});
