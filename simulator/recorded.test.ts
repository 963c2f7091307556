import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { inspect } from './inspect.ts';
import { replay } from './replay.ts';
import { startFakeKezek, type FakeKezek, type StoredItem } from './testing/fake-kezek.ts';

const FOLDER =
	process.env.KEZEK_RECORDED_DIR ??
	join(import.meta.dirname, '..', '..', 'shared', 'data', 'recorded');

/** Whether the recordings are here; says plainly when a test did not run for their lack. */
function hasRecordings(test: string): boolean {
	const isPresent = existsSync(join(FOLDER, 'warsaw_offices.csv'));
	if (!isPresent) console.info(`DID NOT RUN, no recordings in ${FOLDER}: ${test}`);
	return isPresent;
}

let fake: FakeKezek | null = null;
afterEach(async () => {
	await fake?.close();
	fake = null;
});

async function backfill(name: string) {
	fake = await startFakeKezek({});
	const file = join(FOLDER, name);
	const summary = await replay({ url: fake.url, feedKey: 'key', file, mode: 'backfill' });
	return { summary, fake };
}
function sumOf(items: readonly StoredItem[], figure: string): number {
	return items.reduce((sum, item) => sum + Number(item[figure] ?? 0), 0);
}

// Expected figures come from the files' README and from summing their columns by another program.
describe('recorded files (KEZEK_RECORDED_DIR)', { timeout: 60_000 }, () => {
	it('Warsaw: all 31,437 rows once, 21 offices, one of them frozen', async ({ task }) => {
		if (!hasRecordings(task.name)) return;
		const { summary, fake } = await backfill('warsaw_offices.csv');
		expect(summary).toMatchObject({ rowsRead: 31437, stored: 31437, skipped: {}, rejected: {} });
		expect(sumOf(fake.centerItems, 'queueLength')).toBe(461_140);
		const { sites, first, last } = await inspect(join(FOLDER, 'warsaw_offices.csv'));
		expect(sites).toHaveLength(21);
		expect(sites.filter(({ isFrozen }) => isFrozen).map(({ id }) => id)).toEqual([
			'UD_Srodmiescie_2',
		]);
		expect(first).toEqual(new Date('2020-01-02T07:00:00Z'));
		expect(last!.getTime()).toBeGreaterThan(Date.parse('2020-01-17T17:00:00Z'));
	});

	it('Fitnesspark: 22,151 readings, 5,097 rows without a figure', async ({ task }) => {
		if (!hasRecordings(task.name)) return;
		const { summary, fake } = await backfill('fitnesspark_2025-11.csv.gz');
		expect(summary).toMatchObject({
			rowsRead: 27248,
			stored: 22151,
			skipped: { no_figure: 5097 },
			rejected: {},
		});
		expect(sumOf(fake.centerItems, 'occupancy')).toBe(2_222_404);
	});

	it('NYC 311: 8,928 intervals with all 22,077 calls', async ({ task }) => {
		if (!hasRecordings(task.name)) return;
		const { summary, fake } = await backfill('nyc311_5min_2024-10.csv');
		expect(summary).toMatchObject({ rowsRead: 19167, stored: 8928, rejected: {} });
		expect(sumOf(fake.contactItems, 'offered')).toBe(22077);
	});
});
