import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import { CENTER_METRICS, CONTACT_METRICS } from '$lib/domain/history.ts';
import { PLACE_METRICS, waitPercentile } from '$lib/domain/rollup.ts';
import { upsertDirectory } from '$lib/server/store/directory.ts';
import { centerHistory, contactHistory, placeHistory } from '$lib/server/store/history.ts';
import {
	ingestContactReadings,
	ingestReadings,
	type CheckedReading,
} from '$lib/server/store/ingest.ts';
import { refreshRollups } from '$lib/server/store/rollups.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aContactReading, after, aReading, NOW } from '../support/reading-builders.ts';

/*
 * Two regions, a city in one of them, three centers; four hours of readings that arrive out of order, some of them hours
 * late, with the coarser tiers refreshed in between. Every tier must equal a direct computation from the readings.
 */

let db: TestDatabase;
/** Ordinals by center id. */
let ordinals: Map<string, number>;
let places: Map<string, number>;
let all: CheckedReading[];

/** Midnight: the first full hour. */
const from = after(-4 * 3600 - 900);
const to = after(3600);

beforeAll(async () => {
	db = await freshDatabase();
	const name = (text: string) => ({ kk: text, ru: text, en: text });
	const center = (id: string, regionId: string, cityId: string | null) => ({
		kind: 'center' as const,
		line: 0,
		id,
		regionId,
		cityId,
		class: 'city' as const,
		type: 'ordinary' as const,
		name: name(id),
		lat: 43,
		lon: 77,
		hallM2: null,
		seats: null,
		windows: null,
		opensAt: null,
		closesAt: null,
		timezone: 'Asia/Almaty',
		illustrative: true,
	});
	const region = (id: string) => ({
		kind: 'region' as const,
		line: 0,
		id,
		name: name(id),
		lat: null,
		lon: null,
		illustrative: true,
	});
	await upsertDirectory(
		db.sql,
		[
			region('north'),
			region('south'),
			{
				kind: 'city',
				line: 0,
				id: 'town',
				regionId: 'south',
				name: name('town'),
				lat: 43,
				lon: 77,
				illustrative: true,
			},
			center('a', 'south', 'town'),
			center('b', 'south', null),
			center('c', 'north', null),
		],
		bySystem(NOW),
	);
	ordinals = new Map(
		(await db.sql<{ id: string; ordinal: number }>`select id, ordinal from center`).map((row) => [
			row.id,
			row.ordinal,
		]),
	);
	places = new Map(
		(await db.sql<{ id: string; ordinal: number }>`select id, ordinal from place`).map((row) => [
			row.id,
			row.ordinal,
		]),
	);

	all = [];
	let seed = 7;
	const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
	for (const ordinal of ordinals.values()) {
		for (let i = 0; i < 480; i++) {
			all.push(
				aReading({
					id: `${ordinal}-${i}`,
					center: ordinal,
					at: after(-4 * 3600 + i * 30 + random(20)),
					occupancy: random(3) === 0 ? null : random(100),
					queueLength: random(50),
					queueOutside: ordinal === 1 ? null : random(9),
					longestWaitSeconds: random(4) === 0 ? null : random(9000),
					windowsServing: random(8),
					served: random(3),
					turnedAway: random(5) === 0 ? 1 : null,
				}),
			);
		}
	}
	// One reading in ten comes only at the very end, from anywhere in the four hours.
	const isLate = (_: CheckedReading, i: number) => i % 10 === 3;
	const arriving = [
		...all.filter((r, i) => !isLate(r, i)).sort((a, b) => a.at.getTime() - b.at.getTime()),
		...all.filter(isLate),
	];
	for (let i = 0; i < arriving.length; i += 100) {
		const items = arriving.slice(i, i + 100);
		await ingestReadings(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });
		if (i % 300 === 0) await refreshRollups(db.sql);
	}
	await refreshRollups(db.sql);
});
afterAll(() => db.drop());

const ordinal = (id: string) => ordinals.get(id) ?? -1;
const stepMs = { '1m': 60_000, '15m': 900_000, '1h': 3_600_000 };
const numbers = (list: readonly CheckedReading[], name: keyof CheckedReading) =>
	list
		.map((reading) => reading[name])
		.filter((value): value is number => typeof value === 'number');
const mean = (list: number[]) =>
	list.length === 0 ? null : list.reduce((a, b) => a + b, 0) / list.length;
const sum = (list: number[]) => (list.length === 0 ? null : list.reduce((a, b) => a + b, 0));
const bucketsOf = (readings: readonly CheckedReading[], ms: number) => {
	const buckets = new Map<number, CheckedReading[]>();
	for (const reading of readings) {
		const start = Math.floor(reading.at.getTime() / ms) * ms;
		buckets.set(start, [...(buckets.get(start) ?? []), reading]);
	}
	return [...buckets].sort(([a], [b]) => a - b);
};

describe.each(['1m', '15m', '1h'] as const)('a center by %s', (step) => {
	test.each(['a', 'b', 'c'])(
		'%s equals a direct computation, late readings included',
		async (id) => {
			const points = await centerHistory(db.sql, ordinal(id), {
				from,
				to,
				step,
				metrics: CENTER_METRICS,
			});
			const expected = bucketsOf(
				all.filter(({ center }) => center === ordinal(id)),
				stepMs[step],
			);
			expect(points.map(({ at }) => at.getTime())).toEqual(expected.map(([start]) => start));
			points.forEach((point, i) => {
				const own = expected[i]?.[1] ?? [];
				const waits = numbers(own, 'longestWaitSeconds');
				expect(point.readings).toBe(own.length);
				expect(point.occupancy ?? null).toEqual(rounded(mean(numbers(own, 'occupancy'))));
				expect(point.queueLengthMin).toBe(Math.min(...numbers(own, 'queueLength')));
				expect(point.queueLengthMax).toBe(Math.max(...numbers(own, 'queueLength')));
				expect(point.queueOutside).toEqual(rounded(mean(numbers(own, 'queueOutside'))));
				expect(point.windowsServing).toEqual(rounded(mean(numbers(own, 'windowsServing'))));
				expect(point.longestWaitSeconds).toEqual(waits.length === 0 ? null : Math.max(...waits));
				expect(point.served).toEqual(sum(numbers(own, 'served')));
				expect(point.turnedAway).toEqual(sum(numbers(own, 'turnedAway')));
			});
		},
	);
});

describe.each(['15m', '1h'] as const)('places by %s', (step) => {
	test.each([
		['nation', ['a', 'b', 'c']],
		['south', ['a', 'b']],
		['town', ['a']],
		['north', ['c']],
	])('%s adds up the means of its centers and says how many report', async (place, members) => {
		const points = await placeHistory(db.sql, places.get(place) ?? -1, {
			from,
			to,
			step,
			metrics: PLACE_METRICS,
		});
		const own = all.filter(({ center }) => members.some((id) => ordinal(id) === center));
		const expected = bucketsOf(own, stepMs[step]);
		expect(points.map(({ at }) => at.getTime())).toEqual(expected.map(([start]) => start));
		points.forEach((point, i) => {
			const readings = expected[i]?.[1] ?? [];
			const means = members
				.map((id) =>
					mean(
						numbers(
							readings.filter(({ center }) => center === ordinal(id)),
							'occupancy',
						),
					),
				)
				.filter((value) => value !== null);
			expect(point.reporting).toBe(members.length);
			expect(point.occupancy).toBeCloseTo(sum(means) ?? NaN, 1);
			expect(point.occupancyCenters).toBe(means.length);
			expect(point.queueLengthWorst).toBe(Math.max(...numbers(readings, 'queueLength')));
			expect(point.served).toBe(sum(numbers(readings, 'served')));
		});
	});
});

test('percentiles of an hour come from the merged histogram and lie in the bucket of the true percentile', async () => {
	const points = await centerHistory(db.sql, ordinal('a'), {
		from,
		to,
		step: '1h',
		metrics: ['longestWaitSeconds'],
	});
	const [start, own] =
		bucketsOf(
			all.filter(({ center }) => center === ordinal('a')),
			3_600_000,
		)[1] ?? [];
	const point = points.find(({ at }) => at.getTime() === start);
	const waits = numbers(own ?? [], 'longestWaitSeconds').sort((a, b) => a - b);
	const truth = waits[Math.ceil(waits.length / 2) - 1] ?? NaN;
	expect(Math.abs(Number(point?.longestWaitSecondsP50) - truth)).toBeLessThan(1200);
	expect(waitPercentile([1], 0.5, 60)).toBe(30);
});

test('raw history gives the readings themselves', async () => {
	const points = await centerHistory(db.sql, ordinal('a'), {
		from,
		to: after(-4 * 3600 + 600),
		step: 'raw',
		metrics: ['queueLength', 'served'],
	});
	const own = all
		.filter(({ center, at }) => center === ordinal('a') && at < after(-4 * 3600 + 600))
		.sort((a, b) => a.at.getTime() - b.at.getTime());
	const queue = (list: readonly { at: Date; queueLength?: unknown; served?: unknown }[]) =>
		list.map(({ at, queueLength, served }) => [at.getTime(), queueLength, served]);
	expect(queue(points)).toEqual(queue([...own]));
});

test('nothing new means no work', async () => {
	expect(await refreshRollups(db.sql)).toBe(0);
});

test('one late reading touches its own buckets only', async () => {
	const late = aReading({
		id: 'very late',
		center: ordinal('c'),
		at: after(-3 * 3600),
		served: 100,
	});
	await ingestReadings(db.sql, { items: [late], receivedAt: NOW, presentAfter: after(-86_400) });
	// The center's quarter and hour; the same for its region and the nation.
	expect(await refreshRollups(db.sql)).toBe(6);
	const [point] = await centerHistory(db.sql, ordinal('c'), {
		from: after(-3 * 3600 - 900),
		to: after(-3 * 3600 + 1),
		step: '1h',
		metrics: ['served'],
	});
	expect(Number(point?.served)).toBeGreaterThanOrEqual(100);
});

test('a long backfill is worked off to its end', async () => {
	const items = Array.from({ length: 300 }, (_, i) =>
		aReading({
			id: `old ${i}`,
			center: ordinal('b'),
			at: new Date(Date.UTC(2020, 0, 6) + i * 900_000),
			served: 1,
		}),
	);
	await ingestReadings(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });
	await refreshRollups(db.sql);
	const past = {
		from: new Date(Date.UTC(2020, 0, 1)),
		to: new Date(Date.UTC(2020, 1, 1)),
		metrics: ['served'],
	};
	const quarters = await centerHistory(db.sql, ordinal('b'), { ...past, step: '15m' });
	const hours = await placeHistory(db.sql, places.get('south') ?? -1, { ...past, step: '1h' });
	expect(quarters).toHaveLength(300);
	expect(hours).toHaveLength(75);
	expect(hours.reduce((total, { served }) => total + Number(served), 0)).toBe(300);
});

test('two nodes that refresh at the same time do the work once', async () => {
	const items = all
		.slice(0, 200)
		.map((reading, i) => aReading({ ...reading, id: `again ${i}`, bodyHash: reading.bodyHash }));
	await ingestReadings(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });
	const [before] = await db.sql<{
		n: number;
	}>`select sum(n) as n from rollup_1m where bucket >= ${from}`;
	await Promise.all([refreshRollups(db.sql), refreshRollups(db.sql), refreshRollups(db.sql)]);
	await refreshRollups(db.sql);
	for (const tier of ['rollup_15m', 'rollup_1h']) {
		const [row] = await db.sql<{ n: number }>`
			select sum(n) as n from ${db.sql.driver(tier)} where bucket >= date_bin('1 hour', ${from}::timestamptz, '2000-01-01 00:00:00+00')`;
		expect(Number(row?.n)).toBe(Number(before?.n));
	}
});

test('contact centers roll up the same way', async () => {
	const items = Array.from({ length: 120 }, (_, i) =>
		aContactReading({
			id: `k${i}`,
			at: after(-i * 30),
			callsWaiting: i % 7,
			offered: 2,
			answerWaitMaxSeconds: i,
		}),
	);
	await ingestContactReadings(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });
	await refreshRollups(db.sql);
	for (const step of ['1m', '15m', '1h', 'raw'] as const) {
		const points = await contactHistory(db.sql, 1, { from, to, step, metrics: CONTACT_METRICS });
		expect(points.reduce((total, { offered }) => total + Number(offered), 0)).toBe(240);
		expect(
			Math.max(...points.map(({ answerWaitMaxSeconds }) => Number(answerWaitMaxSeconds))),
		).toBe(119);
	}
});

function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value * 100) / 100;
}
