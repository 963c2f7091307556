import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLOW_FIGURES, QUEUE_FIGURES, type CenterPresent } from '$lib/domain/reading.ts';
import { WAIT_LIMITS_SECONDS, waitBucket } from '$lib/domain/rollup.ts';
import { ingestReadings, type CheckedReading } from '$lib/server/store/ingest.ts';
import { readPresent } from '$lib/server/store/present.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { after, aReading, NOW } from '../support/reading-builders.ts';

/*
 * I3 and I2 of the reliability reference: whatever the order, the grouping and the repetition in which readings arrive,
 * the store ends in one state, and that state is the one a plain model computes from the set.
 */

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.drop());

const small = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null, freq: 2 });
const drawn = fc
	.record({
		feedId: fc.integer({ min: 1, max: 2 }),
		seconds: fc.integer({ min: 0, max: 12 }).map((steps) => steps * 13),
		occupancy: small,
		queueLength: small,
		longestWaitSeconds: fc.option(fc.constantFrom(30, 60, 61, 1200, 8000), { nil: null }),
		windowsServing: small,
		queueOutside: small,
		served: small,
		arrivalsWalkIn: small,
		suspect: fc.boolean(),
	})
	.chain((reading) =>
		// Most feeds measure one part only: a door counter, a queue system, a camera.
		fc.constantFrom('all', 'occupancy', 'queue', 'outside', 'nothing').map((measures) => {
			const parts = ['occupancy', 'queue', 'outside'].filter((part) => part !== measures);
			const without = measures === 'all' ? [] : parts;
			return {
				...reading,
				...(without.includes('occupancy') && { occupancy: null }),
				...(without.includes('queue') && {
					queueLength: null,
					longestWaitSeconds: null,
					windowsServing: null,
				}),
				...(without.includes('outside') && { queueOutside: null }),
			};
		}),
	);
const scenario = fc.array(drawn, { minLength: 1, maxLength: 12 }).chain((readings) =>
	fc.record({
		readings: fc.constant(readings),
		/** Positions in the order of arrival; some come again. */
		order: fc
			.tuple(
				fc.shuffledSubarray(
					readings.map((_, i) => i),
					{ minLength: readings.length },
				),
				fc.array(fc.nat(readings.length - 1), { maxLength: 8 }),
			)
			.chain(([all, again]) => {
				const sends = [...all, ...again];
				return fc
					.shuffledSubarray(
						sends.map((_, i) => i),
						{ minLength: sends.length },
					)
					.map((places) => places.map((place) => sends[place] ?? 0));
			}),
		/** Where a new batch begins. */
		cuts: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
	}),
);

let run = 0;

test(
	'any order, grouping and repetition of any readings ends in the state of the model',
	{ timeout: 120_000 },
	async () => {
		await fc.assert(
			fc.asyncProperty(scenario, async ({ readings, order, cuts }) => {
				const center = ++run;
				const set = readings.map(({ seconds, ...says }, i) =>
					aReading({ ...says, id: `${center}-${(i * 7) % 10}-${i}`, center, at: after(seconds) }),
				);
				const batches: CheckedReading[][] = [[]];
				order.forEach((position, i) => {
					if (cuts[i % cuts.length]) batches.push([]);
					const reading = set[position];
					if (reading) batches.at(-1)?.push(reading);
				});
				const stored: string[] = [];
				for (const items of batches.filter((batch) => batch.length > 0)) {
					const { outcomes } = await ingestReadings(db.sql, {
						items,
						receivedAt: NOW,
						presentAfter: after(-86_400),
					});
					outcomes.forEach((outcome, i) => {
						const item = items[i];
						if (item && outcome.startsWith('stored')) stored.push(`${item.feedId}/${item.id}`);
						else expect(outcome).toBe('duplicate');
					});
				}
				expect(stored.sort()).toEqual(set.map(({ feedId, id }) => `${feedId}/${id}`).sort());
				expect(await presentOf(center)).toEqual(modelPresent(set));
				expect(await minutesOf(center)).toEqual(modelMinutes(set));
			}),
			{ numRuns: 300 },
		);
	},
);

async function presentOf(
	center: number,
): Promise<Omit<CenterPresent, 'batch' | 'cadenceSeconds'>[]> {
	const { present } = await readPresent(db.sql, NOW);
	return present
		.filter((row) => row.center === center)
		.sort((a, b) => a.feed - b.feed)
		.map(({ batch: _, cadenceSeconds: __, ...row }) => row);
}

/** What the set means, computed in the plainest way. */
function modelPresent(set: readonly CheckedReading[]) {
	return [1, 2].flatMap((feed) => {
		const own = set.filter((reading) => reading.feedId === feed);
		const occupancy = newest(own, ['occupancy']);
		const queue = newest(own, QUEUE_FIGURES);
		const outside = newest(own, ['queueOutside']);
		const parts = [occupancy, queue, outside].filter((part) => part !== null);
		const first = own[0];
		if (parts.length === 0 || !first) return [];
		return [
			{
				center: first.center,
				feed,
				occupancy: occupancy?.part ?? null,
				queue: queue?.part ?? null,
				outside: outside?.part ?? null,
				suspect: parts.some((part) => part.suspect),
				unchangedSince: new Date(Math.max(...parts.map((part) => part.unchangedSince))),
			},
		];
	});
}

function newest(own: readonly CheckedReading[], names: readonly (keyof CheckedReading)[]) {
	const figures = (reading: CheckedReading) =>
		Object.fromEntries(names.map((name) => [name, reading[name]]));
	const measured = own
		.filter((reading) => names.some((name) => reading[name] !== null))
		.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
	const last = measured.at(-1);
	if (!last) return null;
	const said = JSON.stringify(figures(last));
	const others = measured.filter((reading) => JSON.stringify(figures(reading)) !== said);
	const since = others.length > 0 ? others : measured.slice(0, 1);
	return {
		part: { at: last.at, id: last.id, ...figures(last) },
		suspect: last.suspect,
		unchangedSince: Math.max(...since.map(({ at }) => at.getTime())),
	};
}

interface MinuteState {
	bucket: number;
	n: number;
	queue: (number | null)[];
	occupancy: (number | null)[];
	outside: (number | null)[];
	waits: number[];
	waitMax: number | null;
	flows: (number | null)[];
}

async function minutesOf(center: number): Promise<MinuteState[]> {
	const rows = await db.sql<Record<string, number | null> & { bucket: Date }>`
		select * from rollup_1m where center = ${center} order by bucket`;
	return rows.map((row) => ({
		bucket: row.bucket.getTime(),
		n: row.n ?? 0,
		queue: [row.queueSum, row.queueN, row.queueMin, row.queueMax] as (number | null)[],
		occupancy: [row.occupancySum, row.occupancyN, row.occupancyMin, row.occupancyMax] as (
			number | null
		)[],
		outside: [row.outsideSum, row.outsideN, row.outsideMin, row.outsideMax] as (number | null)[],
		waits: [...WAIT_LIMITS_SECONDS, 'Over'].map((limit) => row[`wait${limit}`] ?? 0),
		waitMax: row.waitMax ?? null,
		flows: FLOW_FIGURES.map((name) => row[name] ?? null),
	}));
}

function modelMinutes(set: readonly CheckedReading[]): MinuteState[] {
	const buckets = [...new Set(set.map(({ at }) => Math.floor(at.getTime() / 60_000) * 60_000))];
	return buckets
		.sort((a, b) => a - b)
		.map((bucket) => {
			const own = set.filter(({ at }) => Math.floor(at.getTime() / 60_000) * 60_000 === bucket);
			const values = (name: keyof CheckedReading) =>
				own
					.map((reading) => reading[name])
					.filter((value): value is number => typeof value === 'number');
			const sum = (list: number[]) => (list.length === 0 ? null : list.reduce((a, b) => a + b, 0));
			const measured = (name: keyof CheckedReading) => {
				const list = values(name);
				return [
					sum(list),
					list.length,
					list.length === 0 ? null : Math.min(...list),
					list.length === 0 ? null : Math.max(...list),
				];
			};
			const waits = values('longestWaitSeconds');
			return {
				bucket,
				n: own.length,
				queue: measured('queueLength'),
				occupancy: measured('occupancy'),
				outside: measured('queueOutside'),
				waits: Array.from(
					{ length: WAIT_LIMITS_SECONDS.length + 1 },
					(_, i) => waits.filter((wait) => waitBucket(wait) === i).length,
				),
				waitMax: waits.length === 0 ? null : Math.max(...waits),
				flows: FLOW_FIGURES.map((name) => sum(values(name))),
			};
		});
}
