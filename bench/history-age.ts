import { ingestReadings } from '../src/lib/server/store/ingest.ts';
import { startBenchPostgres, type BenchDatabase } from './database.ts';
import { growthLine } from './law.ts';
import type { Goal } from './pairs.ts';
import { checked, createReadingSource } from './readings.ts';
import { createEndings, type Subject } from './subject.ts';

const CENTERS = 350;
/** Readings of one day of history; the fresh tables hold one day. */
const PER_DAY = 20_000;
const ROWS = 1000;
/** Statements of one measurement. */
const STATEMENTS = 3;
const DAY_MS = 24 * 3_600_000;

const tenTimes: Goal = {
	id: 'G19',
	measured: 'ingest statement of 1,000 rows, 10 × history',
	yardstick: 'fresh tables',
	unit: 'µs/row',
	bound: 'at_most',
	floor: 1.2,
	aim: 1.05,
};

const moreReadings = growthLine({
	id: 'L1',
	measured: 'ingest statement of 1,000 readings',
	unit: 'ms',
	counts: true,
});

const olderHistory = growthLine({
	id: 'L6',
	measured: 'ingest statement of 1,000 rows, 20 days of history',
	unit: 'µs/row',
	counts: false,
});

/** The ingest statement on databases with one, ten and twenty days of history behind them. */
export const historySubject: Subject = {
	goals: [tenTimes, moreReadings, olderHistory],
	open: async () => {
		const endings = createEndings();
		try {
			const server = await startBenchPostgres();
			endings.add(() => server.close());
			const [fresh, old, older] = await Promise.all(
				[1, 10, 20].map(async (days) => {
					const database = await server.open(`days_${days}`);
					await inventHistory(database, days);
					return writerOf(database, `days-${days}`);
				}),
			);
			if (!fresh || !old || !older) throw new Error('a database is missing');
			const perRow = (write: Writer) => async () => ((await write(ROWS)) * 1000) / ROWS;
			return {
				contests: [
					{ goal: tenTimes, ours: perRow(old), yardstick: perRow(fresh) },
					{ goal: moreReadings, ours: () => fresh(ROWS), yardstick: () => fresh(ROWS / 2) },
					{ goal: olderHistory, ours: perRow(older), yardstick: perRow(old) },
				],
				close: () => endings.close(),
			};
		} catch (error) {
			await endings.close();
			throw error;
		}
	},
};

/** Fills the days before now as ingest would have: readings, their keys, and a minute row per reading. */
async function inventHistory({ driver }: BenchDatabase, days: number): Promise<void> {
	const now = new Date();
	for (let day = days; day >= 1; day--) {
		const from = new Date(now.getTime() - day * DAY_MS);
		await driver`
			select ensure_days_of('{reading,rollup_1m}', array[${from}::timestamptz, ${from}::timestamptz + interval '1 day'], ${now})`;
		await driver`
			with observed as (
				select i, 1 + i % ${CENTERS} as center, ${from}::timestamptz + i * interval '1 day' / ${PER_DAY} as at
				  from generate_series(0, ${PER_DAY - 1}) as i
			), keys as (
				insert into reading_key (feed, position, received_at, id, body_hash)
				select 1, i, at, 'old-' || ${day}::text || '-' || i, sha256(i::text::bytea) from observed
			), minutes as (
				insert into rollup_1m (bucket, center, n, batch, occupancy_n, queue_n, outside_n, booked_waiting_n,
					walk_in_waiting_n, windows_open_n, windows_serving_n, wait_60, wait_120, wait_300, wait_600, wait_900,
					wait_1200, wait_1800, wait_2400, wait_3600, wait_5400, wait_7200, wait_over)
				select date_bin('1 minute', at, '2000-01-01 00:00:00+00'), center, 1, 0, 1, 1, 1, 1, 1, 1, 1,
					0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from observed
				on conflict do nothing
			)
			insert into reading (at, center, feed, batch, occupancy, queue_length, suspect, id)
			select at, center, 1, 0, 10, 5, false, 'old-' || ${day}::text || '-' || i from observed`;
	}
	await driver`vacuum analyze`;
}

/** Writes so many readings in one statement, a few times; mean ms of a statement. */
type Writer = (rows: number) => Promise<number>;

function writerOf({ store }: BenchDatabase, name: string): Writer {
	const ids = Array.from({ length: CENTERS }, (_, i) => `center-${i + 1}`);
	const ordinals = new Map(ids.map((id, i) => [id, i + 1]));
	const source = createReadingSource(ids, name);
	return async (rows) => {
		let ms = 0;
		for (let statement = 0; statement < STATEMENTS; statement++) {
			const now = new Date();
			const items = source
				.next(rows, now)
				.map((reading) => checked(reading, ordinals.get(reading.centerId) ?? 0, 1));
			const startedAt = performance.now();
			await ingestReadings(store.sql, {
				items,
				receivedAt: now,
				presentAfter: new Date(now.getTime() - DAY_MS),
			});
			ms += performance.now() - startedAt;
		}
		return ms / STATEMENTS;
	};
}
