import type { ContactMinuteCounts } from '../../domain/contact-hours.ts';
import type { HistoryQuery } from '../../domain/history.ts';
import { CONTACT_FLOW_FIGURES, FLOW_FIGURES } from '../../domain/reading.ts';
import {
	centerPoint,
	contactPoint,
	placePoint,
	waitBucket,
	WAIT_LIMITS_SECONDS,
	type HistoryPoint,
	type Measured,
	type PlaceTotal,
} from '../../domain/rollup.ts';
import type { Sql } from './connect.ts';

/** Rows of one answer at most; a chart shows far fewer. */
const MOST_POINTS = 10_000;

type Cell = number | null;
type Figures = Record<string, Cell>;
type FigureRow = Figures & { at: Date };

/** A center's past: readings (`raw`) or buckets from `from` (inclusive) to `to` (exclusive), in order of time. */
export async function centerHistory(
	sql: Sql,
	center: number,
	query: HistoryQuery,
): Promise<HistoryPoint[]> {
	const { from, to, step, metrics } = query;
	if (step === 'raw') {
		const readings = await sql<FigureRow>`
			select at, occupancy, queue_length, booked_waiting, walk_in_waiting, longest_wait_seconds,
			       windows_open, windows_serving, queue_outside, arrivals_booked, arrivals_walk_in, served,
			       no_shows, left_without_service, turned_away, moved_to_next_day
			  from reading where center = ${center} and at >= ${from} and at < ${to}
			 order by at, feed, id limit ${MOST_POINTS}`;
		return readings.map((row) => readingPoint(row, metrics));
	}
	const rows = await sql<FigureRow>`
		select bucket as at, n, occupancy_sum, occupancy_n, occupancy_min, occupancy_max,
		       queue_sum, queue_n, queue_min, queue_max, outside_sum, outside_n, outside_min, outside_max,
		       booked_waiting_sum, booked_waiting_n, walk_in_waiting_sum, walk_in_waiting_n,
		       windows_open_sum, windows_open_n, windows_serving_sum, windows_serving_n,
		       arrivals_booked, arrivals_walk_in, served, no_shows,
		       left_without_service, turned_away, moved_to_next_day,
		       wait_max, wait_60, wait_120, wait_300, wait_600, wait_900, wait_1200, wait_1800, wait_2400,
		       wait_3600, wait_5400, wait_7200, wait_over
		  from ${sql.driver(`rollup_${step}`)}
		 where center = ${center} and bucket >= ${from} and bucket < ${to}
		 order by bucket limit ${MOST_POINTS}`;
	return rows.map((row) => centerPoint(centerRollup(row), metrics));
}

/** A contact-center site's past, as `centerHistory`. */
export async function contactHistory(
	sql: Sql,
	contactCenter: number,
	query: HistoryQuery,
): Promise<HistoryPoint[]> {
	const { from, to, step, metrics } = query;
	const rows =
		step === 'raw'
			? await sql<FigureRow>`
				select at, 1 as n, calls_waiting as calls_waiting_sum, (calls_waiting is not null)::integer as calls_waiting_n,
				       calls_waiting as calls_waiting_min, calls_waiting as calls_waiting_max,
				       operators_on_shift as operators_on_shift_sum,
				       (operators_on_shift is not null)::integer as operators_on_shift_n,
				       operators_busy as operators_busy_sum, (operators_busy is not null)::integer as operators_busy_n,
				       operators_seconded as operators_seconded_sum,
				       (operators_seconded is not null)::integer as operators_seconded_n,
				       longest_wait_seconds as longest_wait_max, offered, answered, answered_in_target, abandoned,
				       handle_seconds, answer_wait_seconds, answer_wait_max_seconds
				  from contact_reading where contact_center = ${contactCenter} and at >= ${from} and at < ${to}
				 order by at, feed, id limit ${MOST_POINTS}`
			: await sql<FigureRow>`
				select bucket as at, n, calls_waiting_sum, calls_waiting_n, calls_waiting_min, calls_waiting_max,
				       operators_on_shift_sum, operators_on_shift_n, operators_busy_sum, operators_busy_n,
				       operators_seconded_sum, operators_seconded_n, longest_wait_max,
				       offered, answered, answered_in_target, abandoned,
				       handle_seconds, answer_wait_seconds, answer_wait_max_seconds
				  from ${sql.driver(`rollup_contact_${step}`)}
				 where contact_center = ${contactCenter} and bucket >= ${from} and bucket < ${to}
				 order by bucket limit ${MOST_POINTS}`;
	return rows.map((row) =>
		contactPoint(
			{
				at: row.at,
				readings: row.n ?? 0,
				callsWaiting: measured(row, 'callsWaiting'),
				operatorsOnShift: measured(row, 'operatorsOnShift'),
				operatorsBusy: measured(row, 'operatorsBusy'),
				operatorsSeconded: measured(row, 'operatorsSeconded'),
				longestWaitMax: row.longestWaitMax ?? null,
				flows: figuresOf(row, CONTACT_FLOW_FIGURES),
			},
			metrics,
		),
	);
}

/** What every contact-center site counted minute by minute since an instant. */
export function contactMinutes(sql: Sql, from: Date): Promise<ContactMinuteCounts[]> {
	return sql<ContactMinuteCounts>`
		select contact_center, bucket as at, offered, answered, answered_in_target, abandoned
		  from rollup_contact_1m
		 where bucket >= ${from}
		 order by bucket, contact_center limit ${MOST_POINTS}`;
}

/** A place's past by quarter hours or hours: it reads points, not points times centers. */
export async function placeHistory(
	sql: Sql,
	place: number,
	query: Omit<HistoryQuery, 'step'> & { step: '15m' | '1h' },
): Promise<HistoryPoint[]> {
	const { from, to, step, metrics } = query;
	const rows = await sql<FigureRow>`
		select bucket as at, n, reporting, occupancy_total, occupancy_centers, occupancy_worst,
		       queue_total, queue_centers, queue_worst, outside_total, outside_centers, outside_worst,
		       arrivals_booked, arrivals_walk_in, served, no_shows,
		       left_without_service, turned_away, moved_to_next_day,
		       wait_max, wait_60, wait_120, wait_300, wait_600, wait_900, wait_1200, wait_1800, wait_2400,
		       wait_3600, wait_5400, wait_7200, wait_over
		  from ${sql.driver(`rollup_place_${step}`)}
		 where place = ${place} and bucket >= ${from} and bucket < ${to}
		 order by bucket limit ${MOST_POINTS}`;
	return rows.map((row) =>
		placePoint(
			{
				at: row.at,
				readings: row.n ?? 0,
				reporting: row.reporting ?? 0,
				occupancy: totalOf(row, 'occupancy'),
				queueLength: totalOf(row, 'queue'),
				queueOutside: totalOf(row, 'outside'),
				...waitsOf(row),
				flows: figuresOf(row, FLOW_FIGURES),
			},
			metrics,
		),
	);
}

function centerRollup(row: FigureRow) {
	return {
		at: row.at,
		readings: row.n ?? 0,
		occupancy: measured(row, 'occupancy'),
		queueLength: measured(row, 'queue'),
		queueOutside: measured(row, 'outside'),
		bookedWaiting: measured(row, 'bookedWaiting'),
		walkInWaiting: measured(row, 'walkInWaiting'),
		windowsOpen: measured(row, 'windowsOpen'),
		windowsServing: measured(row, 'windowsServing'),
		...waitsOf(row),
		flows: figuresOf(row, FLOW_FIGURES),
	};
}

/** A single reading is a bucket of one. */
function readingPoint(row: FigureRow, metrics: readonly string[]): HistoryPoint {
	const single = (figure: string): Measured => {
		const value = row[figure] ?? null;
		return { sum: value, n: value === null ? 0 : 1, min: value, max: value };
	};
	const wait = row.longestWaitSeconds ?? null;
	const waits = Array.from({ length: WAIT_LIMITS_SECONDS.length + 1 }, (_, bucket) =>
		wait !== null && waitBucket(wait) === bucket ? 1 : 0,
	);
	return centerPoint(
		{
			at: row.at,
			readings: 1,
			occupancy: single('occupancy'),
			queueLength: single('queueLength'),
			queueOutside: single('queueOutside'),
			bookedWaiting: single('bookedWaiting'),
			walkInWaiting: single('walkInWaiting'),
			windowsOpen: single('windowsOpen'),
			windowsServing: single('windowsServing'),
			waits,
			waitMax: wait,
			flows: figuresOf(row, FLOW_FIGURES),
		},
		metrics,
	);
}

function measured(row: Figures, name: string): Measured {
	return {
		sum: row[`${name}Sum`] ?? null,
		n: row[`${name}N`] ?? 0,
		min: row[`${name}Min`] ?? null,
		max: row[`${name}Max`] ?? null,
	};
}

function totalOf(row: Figures, name: string): PlaceTotal {
	return {
		total: row[`${name}Total`] ?? null,
		centers: row[`${name}Centers`] ?? 0,
		worst: row[`${name}Worst`] ?? null,
	};
}

function waitsOf(row: Figures): { waits: number[]; waitMax: Cell } {
	const names = [...WAIT_LIMITS_SECONDS.map((limit) => `wait${limit}`), 'waitOver'];
	return {
		waits: names.map((name) => row[name] ?? 0),
		waitMax: row.waitMax ?? null,
	};
}

function figuresOf<K extends string>(row: Figures, names: readonly K[]): Record<K, Cell> {
	return Object.fromEntries(names.map((name) => [name, row[name] ?? null])) as Record<K, Cell>;
}
