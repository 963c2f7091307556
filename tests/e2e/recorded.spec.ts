// The recorded Warsaw offices: into history exactly once, with roll-ups equal to a direct computation from the file; and
// as an exercise, in which the dead feed is unknown from the first minute.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import postgres from 'postgres';
import { expect, test } from '@playwright/test';
import { findEmbedded } from '$lib/server/store/embedded.ts';
import { freePort, makeDataFolder, startKezek, type DemoFile } from '../support/kezek-process.ts';

const root = join(import.meta.dirname, '../..');
const folder = process.env.KEZEK_RECORDED_DIR ?? join(root, '../shared/data/recorded');
const FILE = join(folder, 'warsaw_offices.csv');
const DEAD = 'UD_Srodmiescie_2';
const QUARTER_MS = 15 * 60_000;

/** Whether the recordings are here; says plainly when they are not. */
function hasRecordings(): boolean {
	if (existsSync(FILE)) return true;
	console.log(`DID NOT RUN: no recordings in ${folder}; name their folder in KEZEK_RECORDED_DIR`);
	return false;
}

/** Runs the operator's command line; resolves with its output, rejects when it fails. */
async function kezek(dataFolder: string, port: string, ...args: string[]): Promise<string> {
	const child = spawn(process.execPath, ['scripts/kezek.ts', ...args], {
		cwd: root,
		env: { ...process.env, KEZEK_DATA_DIR: dataFolder, PORT: port },
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	}
	const [code] = (await once(child, 'exit')) as [number | null];
	if (code !== 0) throw new Error(`kezek ${args.join(' ')} ended with ${code}:\n${output}`);
	return output;
}

interface Slot {
	n: number;
	sum: number;
	max: number;
}

/** Count, sum and highest queue per office and quarter hour, straight from the file. */
async function slotsOfFile(): Promise<Map<string, Slot>> {
	const slots = new Map<string, Slot>();
	const rows = createReadStream(FILE).pipe(parse({ columns: true }));
	for await (const row of rows as AsyncIterable<Record<string, string>>) {
		const queue = Number(row.queue_length);
		const start = Math.floor(Date.parse(row.at ?? '') / QUARTER_MS) * QUARTER_MS;
		const key = `${row.site_id} ${new Date(start).toISOString()}`;
		const slot = slots.get(key) ?? { n: 0, sum: 0, max: 0 };
		slots.set(key, { n: slot.n + 1, sum: slot.sum + queue, max: Math.max(slot.max, queue) });
	}
	return slots;
}

test('a recording enters history exactly once, and its roll-ups are right', async () => {
	test.setTimeout(240_000);
	if (!hasRecordings()) return;
	const app = await startKezek();
	try {
		const { port } = new URL(app.url);
		await kezek(app.dataFolder, port, 'directory', 'import', 'data/recorded-networks/warsaw.csv');
		const first = await kezek(app.dataFolder, port, 'replay', FILE, '--backfill');
		expect(first).toContain('stored: 31437');
		const again = await kezek(app.dataFolder, port, 'replay', FILE, '--backfill');
		expect(again).toContain('stored: 0');
		expect(again).toContain('known already: 31437');

		const expected = await slotsOfFile();
		const total = [...expected.values()].reduce((sum, slot) => sum + slot.sum, 0);
		const database = await findEmbedded(app.dataFolder);
		const sql = postgres(database?.url('kezek') ?? '', { max: 1 });
		try {
			const [raw] =
				await sql`select count(*)::int as n, sum(queue_length)::int as sum from reading`;
			expect({ ...raw }).toEqual({ n: 31_437, sum: total });
			const readSlots = async () => {
				const rows = await sql`
					select center.id, bucket, n, queue_sum::int as sum, queue_max as max
					  from rollup_15m join center on center.ordinal = rollup_15m.center`;
				return new Map(
					rows.map((row) => [
						`${row.id} ${(row.bucket as Date).toISOString()}`,
						{ n: row.n as number, sum: row.sum as number, max: row.max as number },
					]),
				);
			};
			await expect
				.poll(async () => (await readSlots()).size, { timeout: 60_000 })
				.toBe(expected.size);
			expect(await readSlots()).toEqual(expected);
		} finally {
			await sql.end();
		}
	} finally {
		await app.end();
		app.clean();
	}
});

test('as an exercise it plays on map and list, and the dead feed is hatched', async ({ page }) => {
	test.setTimeout(180_000);
	if (!hasRecordings()) return;
	const port = String(await freePort());
	const dataFolder = makeDataFolder();
	const child = spawn(
		process.execPath,
		[
			'scripts/kezek.ts',
			'replay',
			FILE,
			'--exercise',
			'--speed',
			'600',
			'--from',
			'2020-01-07T06:50:00Z',
			'--to',
			'2020-01-08T00:00:00Z',
		],
		{ cwd: root, env: { ...process.env, KEZEK_DATA_DIR: dataFolder, PORT: port }, stdio: 'ignore' },
	);
	try {
		const url = `http://127.0.0.1:${port}`;
		await expect
			.poll(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status, {
				timeout: 90_000,
			})
			.toBe(200);
		const demo = JSON.parse(readFileSync(join(dataFolder, 'demo.json'), 'utf8')) as DemoFile;
		const account = demo.accounts.find(({ role }) => role === 'duty_officer');
		await page.goto(`${url}/login`);
		await page.locator('input[name="username"]').fill(account?.username ?? '');
		await page.locator('input[name="password"]').fill(account?.password ?? '');
		await page.locator('input[name="password"]').press('Enter');
		await page.waitForURL((address) => address.pathname === '/');

		await expect(page.locator('[data-center-id]')).toHaveCount(21);
		await expect(page.locator('[data-freshness="fresh"][data-center-id]')).toHaveCount(20, {
			timeout: 30_000,
		});
		const dead = page.locator(`[data-center-id="${DEAD}"]`);
		await expect(dead).toHaveAttribute('data-freshness', 'never');
		await expect(dead).toHaveAttribute('data-level', 'unknown');
		await expect(page.locator('[data-center-id][data-level="calm"]').first()).toBeVisible();
		await expect(page.locator('[data-map-ready]')).toBeVisible();
	} finally {
		child.kill('SIGTERM');
		await once(child, 'exit');
	}
});
