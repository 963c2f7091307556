import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore, type Store } from '$lib/server/store/connect.ts';
import { findFolderHolder } from '$lib/server/store/data-folder-lock.ts';
import { findEmbedded } from '$lib/server/store/embedded.ts';
import { kezekProcess } from '../support/command-line.ts';
import { SILENT } from '../support/database.ts';
import {
	freePort,
	makeReadyFolder,
	startKezek,
	type KezekProcess,
} from '../support/kezek-process.ts';

const HEADER =
	'site_id,site_name,lat,lon,at,queue_length,queue_length_max,busiest_queue_id,queues_with_waiting,counters_open_max,counter_slots_sum,queues_reported,source_clock';
const SITES = ['UD_Bemowo', 'UD_Bialoleka'];
const SWEEPS = 40;

/** A morning of two offices, a sweep every five minutes, in the shape of the recorded file. */
function recording(sites: readonly string[]): string {
	const rows = Array.from({ length: SWEEPS }, (_, sweep) => {
		const at = new Date(Date.UTC(2020, 0, 6, 8, sweep * 5));
		const local = new Date(at.getTime() + 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
		const instant = at.toISOString().replace('.000', '');
		return sites.map(
			(site, i) => `${site},Office ${i},52.2,21.0,${instant},${sweep + i},9,1,1,3,5,14,${local}`,
		);
	});
	return [HEADER, ...rows.flat(), ''].join('\n');
}

let folder: string;
let file: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kezek-replay-'));
	// Under root the bundled PostgreSQL runs as another user, who must be able to enter.
	await chmod(folder, 0o755);
	file = join(folder, 'warsaw_morning.csv');
	await writeFile(file, recording(SITES));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('with a running Kezek', () => {
	let app: KezekProcess;
	let store: Store;
	const run = (...args: string[]) =>
		kezekProcess(args, { env: { KEZEK_DATA_DIR: app.dataFolder } });
	beforeAll(async () => {
		app = await startKezek();
		const server = await findEmbedded(app.dataFolder);
		store = openStore({ url: server?.url('kezek') ?? '', log: SILENT, max: 1 });
	});
	afterAll(async () => {
		await store.close();
		expect(await app.end()).toBe(0);
		app.clean();
	});

	it('a backfill of unknown places says so, stores nothing and fails', async () => {
		const refused = await run('replay', file, '--backfill');
		expect(refused.code).toBe(1);
		expect(refused.out).toContain('stored: 0\n');
		expect(refused.err).toContain(`${SITES.length * SWEEPS} rows were rejected`);
	});

	it('after the import of its places every row is stored once, and a second time adds nothing', async () => {
		expect(await run('directory', 'import', 'data/recorded-networks/warsaw.csv')).toMatchObject({
			code: 0,
		});
		const rows = SITES.length * SWEEPS;
		// The running app reads the directory anew within two seconds.
		await vi.waitUntil(async () => (await run('replay', file, '--backfill')).code === 0, {
			timeout: 30_000,
			interval: 500,
		});
		const again = await run('replay', file, '--backfill');
		expect(again).toMatchObject({ code: 0 });
		expect(again.out).toBe(
			`rows read: ${rows}\nsent: ${rows}\nstored: 0\nknown already: ${rows}\n`,
		);
		const [sums] = await store.sql<{ n: number; queue: number }>`
			select count(*)::int as n, sum(queue_length)::int as queue from reading`;
		const queue = SITES.reduce(
			(sum, _, i) => sum + Array.from({ length: SWEEPS }, (__, s) => s + i).reduce((a, b) => a + b),
			0,
		);
		expect(sums).toEqual({ n: rows, queue });
	});

	it('leaves one feed for the file, and no key that still works', async () => {
		const { out } = await run('feed', 'list');
		const lines = out.split('\n').filter((line) => line.includes('backfill warsaw_morning.csv'));
		expect(lines.length).toBeGreaterThanOrEqual(2);
		expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(1);
		for (const line of lines) expect(line).toContain(' revoked ');
	});

	it('a period leaves the rest out', async () => {
		const part = await run(
			...['replay', file, '--backfill', '--from', '2020-01-06T08:30:00Z'],
			...['--to', '2020-01-06T10:00:00+01:00'],
		);
		expect(part).toMatchObject({ code: 0 });
		expect(part.out).toContain('known already: 12\n');
		expect(part.out).toMatch(/skipped \(outside_period\): 68\n/);
	});

	it('a key revoked on the command line is refused at the door within two seconds', async () => {
		const key = (await run('feed', 'add', '--name', 'x', '--centers', 'all')).out.trim();
		const push = () =>
			fetch(`${app.url}/api/v1/readings`, {
				method: 'POST',
				headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
				body: JSON.stringify({ readings: [{ id: '1' }] }),
			});
		expect((await push()).status).toBe(422);
		expect(await run('feed', 'revoke', key.slice(6, 18))).toMatchObject({ code: 0 });
		const revokedAt = performance.now();
		await vi.waitUntil(async () => (await push()).status === 401, {
			timeout: 5_000,
			interval: 100,
		});
		expect(performance.now() - revokedAt).toBeLessThan(2_000);
	});

	it('an account added on the command line can sign in, and not any more once it is disabled', async () => {
		const env = { KEZEK_DATA_DIR: app.dataFolder };
		const input = 'тихий вечер на даче';
		const account = ['user', 'add', 'newcomer', '--role', 'admin'];
		expect(await kezekProcess(account, { env, input })).toMatchObject({ code: 0 });
		const signIn = () =>
			fetch(`${app.url}/login`, {
				method: 'POST',
				redirect: 'manual',
				headers: { origin: app.url, accept: 'text/html' },
				body: new URLSearchParams({ username: 'newcomer', password: input }),
			});
		const answer = await signIn();
		expect(answer.status).toBe(303);
		const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
		const board = () => fetch(`${app.url}/api/v1/board`, { headers: { cookie } });
		expect((await board()).status).toBe(200);
		expect(await run('user', 'disable', 'newcomer')).toMatchObject({ code: 0 });
		expect((await board()).status).toBe(401);
		expect((await signIn()).status).toBe(400);
	});

	it('nothing is reset under it', async () => {
		const refused = await run('demo', 'reset');
		expect(refused).toMatchObject({ code: 1 });
		expect(refused.err).toContain('in use by another Kezek process');
	});
});

it('without one, a backfill starts a Kezek for itself and leaves none behind', async () => {
	const dataFolder = makeReadyFolder();
	const env = { KEZEK_DATA_DIR: dataFolder };
	const network = ['directory', 'import', 'data/recorded-networks/warsaw.csv'];
	expect(await kezekProcess(network, { env })).toMatchObject({ code: 0 });
	const filled = await kezekProcess(['replay', file, '--backfill'], { env });
	expect(filled, filled.err).toMatchObject({ code: 0 });
	expect(filled.out).toContain(`stored: ${SITES.length * SWEEPS}\n`);
	expect(await findFolderHolder(dataFolder)).toBeNull();
	expect(await findEmbedded(dataFolder)).toBeNull();
	await rm(dataFolder, { recursive: true });
}, 300_000);

it('an exercise runs on the file’s clock with only the file’s network, and ends when it is told to', async () => {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const dataFolder = makeReadyFolder();
	const child = spawn(
		process.execPath,
		['scripts/kezek.ts', 'replay', file, '--exercise', '--speed', '60'],
		{
			env: {
				...process.env,
				KEZEK_DATA_DIR: dataFolder,
				PORT: String(port),
				ORIGIN: url,
			},
			stdio: 'ignore',
		},
	);
	const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
	try {
		const read = async <T>(path: string) => {
			const answer = await fetch(url + path).catch(() => null);
			return answer?.ok ? ((await answer.json()) as T) : null;
		};
		await vi.waitUntil(() => read('/readyz'), { timeout: 240_000, interval: 250 });
		const clock = await read<{ now: string; speed: number; exercise: boolean }>('/api/v1/clock');
		expect(clock).toMatchObject({ speed: 60, exercise: true });
		expect(clock?.now.slice(0, 10)).toBe('2020-01-06');
	} finally {
		child.kill('SIGTERM');
	}
	expect(await exited).toBe(0);
	expect(await findEmbedded(dataFolder)).toBeNull();
	await rm(dataFolder, { recursive: true });
}, 300_000);
