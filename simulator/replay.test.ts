import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasRefusals } from './replay-summary.ts';
import { replay, type ReplayOptions } from './replay.ts';
import { startFakeKezek, type FakeKezek } from './testing/fake-kezek.ts';
import { FITNESSPARK_SAMPLE, NYC311_SAMPLE, WARSAW_SAMPLE } from './testing/sample-files.ts';

let folder: string;
let fake: FakeKezek;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kezek-replay-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => fake.close());

async function play(content: string, options: Partial<ReplayOptions>) {
	const file = join(folder, 'recorded.csv');
	await writeFile(file, content);
	return replay({ url: fake.url, feedKey: 'key', file, mode: 'backfill', ...options });
}

/** A long file: 60 sweeps of 21 offices, the last office frozen. */
function manySweeps(): string {
	const header = WARSAW_SAMPLE.split('\n')[0]!;
	const lines: string[] = [];
	for (let sweep = 0; sweep < 60; sweep++) {
		const at = new Date(Date.parse('2020-01-06T07:00:00Z') + sweep * 300_000).toISOString();
		for (let office = 0; office < 21; office++) {
			const own = office === 20 ? '2012-02-12 08:00' : at.slice(0, 16).replace('T', ' ');
			lines.push(`office-${office},Office,52,21,${at},${(sweep * office) % 50},,,,2,,,${own}`);
		}
	}
	return `${header}\n${lines.join('\n')}\n`;
}
const sumOf = (items: readonly Record<string, unknown>[]) =>
	items.reduce((sum, item) => sum + Number(item.queueLength), 0);

describe('backfill', () => {
	it('brings in every row exactly once, with its own instant, and adds nothing the second time', async () => {
		fake = await startFakeKezek({});
		const first = await play(manySweeps(), {});
		expect(first).toMatchObject({
			profile: 'warsaw',
			rowsRead: 1260,
			sent: 1260,
			stored: 1260,
			duplicate: 0,
			skipped: {},
			rejected: {},
			isComplete: true,
		});
		expect(fake.batchSizes).toEqual([500, 500, 260]);
		let expected = 0;
		for (let sweep = 0; sweep < 60; sweep++) {
			for (let office = 0; office < 21; office++) expected += (sweep * office) % 50;
		}
		expect(sumOf(fake.centerItems)).toBe(expected);
		expect(fake.centerItems[0]).toMatchObject({
			id: 'office-0@2020-01-06T07:00:00Z',
			centerId: 'office-0',
			at: '2020-01-06T07:00:00.000Z',
		});

		const second = await play(manySweeps(), {});
		expect(second).toMatchObject({ stored: 0, duplicate: 1260, rejected: {} });
		expect(fake.centerItems).toHaveLength(1260);
	});

	it('loses and doubles nothing while the server restarts', async () => {
		fake = await startFakeKezek({});
		fake.trouble = ({ count }) =>
			count === 1 ? 'cut_after' : count === 2 ? { status: 503 } : null;
		const summary = await play(manySweeps(), {});
		expect(summary).toMatchObject({ sent: 1260, rejected: {}, isComplete: true });
		expect(summary.stored + summary.duplicate).toBe(1260);
		expect(fake.centerItems).toHaveLength(1260);
	});

	it('sends calls to the contact center’s door', async () => {
		fake = await startFakeKezek({});
		expect(await play(NYC311_SAMPLE, {})).toMatchObject({
			stored: 2,
			skipped: { part_of_total: 1 },
		});
		expect(fake.contactItems[0]).toMatchObject({ contactCenterId: 'nyc311', offered: 4 });
		expect(fake.contactItems[0]).not.toHaveProperty('abandoned');
	});

	it('says which rows have no figure', async () => {
		fake = await startFakeKezek({});
		const summary = await play(FITNESSPARK_SAMPLE, {});
		expect(summary).toMatchObject({ rowsRead: 3, sent: 2, skipped: { no_figure: 1 } });
		expect(hasRefusals(summary)).toBe(false);
	});

	it('keeps to a period', async () => {
		fake = await startFakeKezek({});
		const from = new Date('2020-01-06T07:05:00Z');
		const to = new Date('2020-01-06T07:10:00Z');
		expect(await play(manySweeps(), { from, to })).toMatchObject({
			sent: 21,
			skipped: { outside_period: 1239 },
		});
	});

	it('names refused rows by reason: the server’s and the file’s own', async () => {
		fake = await startFakeKezek({ knownCenters: new Set(['fp-one']) });
		const summary = await play(`${FITNESSPARK_SAMPLE}fp-one,Gym One,47,8,yesterday,3,600,1\n`, {});
		expect(summary).toMatchObject({ stored: 1, rejected: { center: 1, row_time: 1 } });
		expect(summary.examples).toEqual([
			'line 5: row_time in at',
			'fp-two@2025-11-01T05:12:22Z: center, no such center',
		]);
		expect(hasRefusals(summary)).toBe(true);
	});
});

describe('exercise', () => {
	it('sends each row when the clock reaches it, and nothing of a frozen source', async () => {
		const startsAt = new Date('2020-01-06T07:00:00Z');
		const speed = 6000;
		// Of real time: a machine that is busy reads a clock that late.
		const lateMs = 100;
		fake = await startFakeKezek({ clock: { startsAt, speed } });
		const arrivedEarly: string[] = [];
		let seen = 0;
		const summary = await play(manySweeps(), {
			mode: 'exercise',
			onProgress: () => {
				for (; seen < fake.centerItems.length; seen++) {
					const { id, at } = fake.centerItems[seen]!;
					if (Date.parse(at) > fake.now() + lateMs * speed) arrivedEarly.push(id);
				}
			},
		});
		expect(summary).toMatchObject({ sent: 1200, stored: 1200, skipped: { frozen_source: 60 } });
		expect(fake.batchSizes.length).toBeGreaterThan(5);
		expect(arrivedEarly).toEqual([]);
		const places = new Set(fake.centerItems.map(({ centerId }) => centerId));
		expect(places.size).toBe(20);
		expect(places).not.toContain('office-20');
	});

	it('leaves out what is too long ago for a live reading', async () => {
		fake = await startFakeKezek({
			clock: { startsAt: new Date('2020-01-08T07:00:00Z'), speed: 1 },
		});
		expect(await play(WARSAW_SAMPLE, { mode: 'exercise' })).toMatchObject({
			sent: 0,
			skipped: { too_old: 4, frozen_source: 2 },
			isComplete: true,
		});
	});
});

describe('shift to now', () => {
	it('moves the first instant of the file to now and keeps the distances', async () => {
		const startsAt = new Date('2026-11-18T06:00:00Z');
		fake = await startFakeKezek({ clock: { startsAt, speed: 3000 } });
		const summary = await play(WARSAW_SAMPLE, { mode: 'shift-to-now' });
		expect(summary).toMatchObject({ sent: 4, stored: 4, skipped: { frozen_source: 2 } });
		const instants = fake.centerItems.map(({ at }) => Date.parse(at));
		expect(instants[0]).toBeGreaterThanOrEqual(startsAt.getTime());
		expect(instants.map((at) => at - instants[0]!)).toEqual([0, 0, 300_000, 300_000]);
	});

	it('ends at once when told to, and says how far it came', async () => {
		fake = await startFakeKezek({ clock: { startsAt: new Date(), speed: 1 } });
		const controller = new AbortController();
		const playing = play(WARSAW_SAMPLE, { mode: 'shift-to-now', signal: controller.signal });
		await fake.when(() => fake.centerItems.length === 2);
		controller.abort(new Error('enough'));
		expect(await playing).toMatchObject({ isComplete: false, rowsRead: 4 });
	});
});
