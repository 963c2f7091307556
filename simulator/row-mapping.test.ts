import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from './inspect.ts';
import { profileFor } from './profiles/known.ts';
import { openRecorded } from './recorded-file.ts';
import { mapRow, readingId, type MappedRow } from './row-mapping.ts';
import { FITNESSPARK_SAMPLE, NYC311_SAMPLE, WARSAW_SAMPLE } from './testing/sample-files.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kezek-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Buffer, name = 'sample.csv'): Promise<string> {
	const file = join(folder, name);
	await writeFile(file, content);
	return file;
}

async function mapped(content: string | Buffer): Promise<{ profile: string; rows: MappedRow[] }> {
	const recorded = await openRecorded(await fileOf(content));
	const profile = profileFor(recorded.header);
	const rows: MappedRow[] = [];
	for await (const row of recorded.rows) rows.push(mapRow(profile, row));
	return { profile: profile.name, rows };
}
const figuresOf = (row: MappedRow | undefined) =>
	row && 'reading' in row ? row.reading.figures : row;

describe('the Warsaw profile', () => {
	it('maps queue length and windows, in file order', async () => {
		const { profile, rows } = await mapped(WARSAW_SAMPLE);
		expect(profile).toBe('warsaw');
		expect(rows[1]).toEqual({
			reading: {
				place: 'UD_Bielany',
				at: Date.parse('2020-01-06T07:00:00Z'),
				figures: { queueLength: 7, windowsOpen: 3 },
				isFrozen: false,
			},
		});
	});

	it('knows the dead feed by its own clock, and lets a few minutes pass', async () => {
		const { rows } = await mapped(WARSAW_SAMPLE);
		const frozen = rows.map((row) => 'reading' in row && row.reading.isFrozen);
		expect(frozen).toEqual([false, false, true, false, false, true]);
	});
});

describe('the Fitnesspark profile', () => {
	it('maps people inside, and takes an empty cell for not measured', async () => {
		const { profile, rows } = await mapped(FITNESSPARK_SAMPLE);
		expect(profile).toBe('fitnesspark');
		expect(rows.map(figuresOf)).toEqual([
			{ skip: 'no_figure' },
			{ occupancy: 0 },
			{ occupancy: 84 },
		]);
	});
});

describe('the NYC 311 profile', () => {
	it('maps intervals of all queues together, sums instead of means, and leaves out the parts', async () => {
		const { profile, rows } = await mapped(NYC311_SAMPLE);
		expect(profile).toBe('nyc311');
		expect(rows.map(figuresOf)).toEqual([
			{ offered: 4, answered: 4, answerWaitSeconds: 11, answerWaitMaxSeconds: 3, callsWaiting: 0 },
			{ offered: 0, answered: 0, answerWaitSeconds: 0, answerWaitMaxSeconds: 0, callsWaiting: 1 },
			{ skip: 'part_of_total' },
		]);
	});
});

describe('rows', () => {
	const header = 'site_id,at,occupancy,area_m2,open';
	it.each([
		['too few cells', 'a,2025-11-01T10:00:00Z,3', { fault: 'columns', column: '' }],
		['no place', ',2025-11-01T10:00:00Z,3,,1', { fault: 'place', column: 'site_id' }],
		['no zone', 'a,2025-11-01T10:00:00,3,,1', { fault: 'time', column: 'at' }],
		['month 13', 'a,2025-13-01T10:00:00Z,3,,1', { fault: 'time', column: 'at' }],
		[
			'words for a number',
			'a,2025-11-01T10:00:00Z,many,,1',
			{ fault: 'number', column: 'occupancy' },
		],
		['a half person', 'a,2025-11-01T10:00:00Z,2.5,,1', { fault: 'number', column: 'occupancy' }],
		['a negative count', 'a,2025-11-01T10:00:00Z,-1,,1', { fault: 'number', column: 'occupancy' }],
	])('with %s are faults of the file', async (_, line, expected) => {
		expect((await mapped(`${header}\n${line}\n`)).rows).toEqual([expected]);
	});

	it('are read from gzip, with a byte order mark and Windows line ends alike', async () => {
		const plain = await mapped(FITNESSPARK_SAMPLE);
		expect(await mapped(gzipSync(FITNESSPARK_SAMPLE))).toEqual(plain);
		expect(await mapped(`\ufeff${FITNESSPARK_SAMPLE.replaceAll('\n', '\r\n')}`)).toEqual(plain);
	});

	it('of a damaged gzip end in an error, not in silence', async () => {
		const lines = Array.from(
			{ length: 5000 },
			(_, i) => `site-${i * 7919},2025-11-01T10:00:00Z,${i},,1`,
		);
		const packed = gzipSync(`${header}\n${lines.join('\n')}\n`);
		await expect(mapped(packed.subarray(0, packed.length / 2))).rejects.toThrow();
	});

	it('of an unknown kind are refused with the profiles there are', async () => {
		await expect(mapped('a,b\n1,2\n')).rejects.toThrow(
			'No profile fits the columns a, b. Known profiles: warsaw, fitnesspark, nyc311',
		);
		await expect(mapped('')).rejects.toThrow('is empty');
		expect(() => profileFor(['site_id', 'at'], 'fitnesspark')).toThrow('lacks columns');
		expect(() => profileFor(['site_id'], 'gym')).toThrow('There is no profile gym');
	});
});

describe('the id of a reading', () => {
	it('is place and instant', () => {
		expect(readingId('UD_Wola', new Date('2020-01-06T07:00:00Z'))).toBe(
			'UD_Wola@2020-01-06T07:00:00Z',
		);
	});

	it('stays within 64 characters, and different for different places', () => {
		const at = new Date('2020-01-06T07:00:00.123Z');
		const [one, other] = ['x', 'y'].map((end) => readingId(`${end}${'a'.repeat(100)}`, at));
		expect(one!.length).toBeLessThanOrEqual(64);
		expect(one).not.toBe(other);
	});
});

describe('a look into a file', () => {
	it('tells profile, period and places, and which are frozen', async () => {
		expect(await inspect(await fileOf(WARSAW_SAMPLE))).toMatchObject({
			profile: 'warsaw',
			door: 'center',
			cadenceSeconds: 300,
			first: new Date('2020-01-06T07:00:00Z'),
			last: new Date('2020-01-06T07:05:00Z'),
			rows: 6,
			sites: [
				{
					id: 'USC_Andersa',
					name: 'Civil registry Andersa',
					lat: 52.2465,
					readings: 2,
					isFrozen: false,
				},
				{ id: 'UD_Bielany', readings: 2, isFrozen: false },
				{ id: 'UD_Srodmiescie_2', readings: 2, isFrozen: true },
			],
		});
	});

	it('has no places where a file has no figures', async () => {
		const file = await fileOf('site_id,at,occupancy,area_m2,open\n');
		expect(await inspect(file)).toMatchObject({ first: null, last: null, rows: 0, sites: [] });
	});
});
