import type { CenterMinute } from './reading.ts';

/** One minute in ms: the finest roll-up. */
export const MINUTE_MS = 60_000;

/** Windows over the minute rows. */
const MINUTE_WINDOWS = {
	/** Flows of the detail and contact rows (realtime.md §2.3). */
	flowMs: 15 * MINUTE_MS,
	/** The trend compares the last such stretch with the one that ended so long before it. */
	trendMs: 5 * MINUTE_MS,
} as const;

/** When a difference of mean queue lengths is a trend: more than people's coming and going in pairs. */
const TREND = {
	peopleAtLeast: 2,
	shareAtLeast: 0.1,
} as const;

/** Minute rows of one center or site by the start of the minute (ms); of two versions the higher batch wins. */
export type Minutes<M> = Map<number, M>;

/** Takes a minute row in; false when it is not newer than what is known. */
export function putMinute<M extends { bucket: Date; batch: number }>(
	minutes: Minutes<M>,
	minute: M,
): boolean {
	const start = minute.bucket.getTime();
	const known = minutes.get(start);
	if (known !== undefined && known.batch >= minute.batch) return false;
	minutes.set(start, minute);
	return true;
}

/** Start of the minute that holds an instant (both ms). */
export function minuteOf(atMs: number): number {
	return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** Start of the oldest minute that any window still needs; `floorMs` as in domain/freshness.ts. */
export function oldestMinuteNeeded(nowMs: number, floorMs: number): number {
	const { flowMs, trendMs } = MINUTE_WINDOWS;
	return minuteOf(nowMs) - Math.max(flowMs, 3 * Math.max(trendMs, floorMs), floorMs);
}

/** Drops what no window needs any more. */
export function forgetMinutes<M>(minutes: Minutes<M>, nowMs: number, floorMs: number): void {
	const oldest = oldestMinuteNeeded(nowMs, floorMs);
	for (const start of minutes.keys()) if (start < oldest) minutes.delete(start);
}

/** Minute rows of the last 15 min (at least `floorMs`), the running minute included. */
export function flowMinutes<M>(minutes: Minutes<M>, nowMs: number, floorMs: number): M[] {
	return minutesBetween(minutes, nowMs, flowWindowMs(floorMs), 0);
}

/** Minute rows that touch the last `lengthMs` (at least `floorMs`), the running minute included. */
export function minutesTouching<M>(
	minutes: Minutes<M>,
	nowMs: number,
	lengthMs: number,
	floorMs: number,
): M[] {
	return minutesBetween(minutes, nowMs, Math.max(lengthMs, floorMs) + MINUTE_MS, 0);
}

/** Length of the flow window in ms. */
export function flowWindowMs(floorMs: number): number {
	return Math.max(MINUTE_WINDOWS.flowMs, floorMs);
}

/** Sum of a figure over minute rows; null without any row. */
export function sumOf<M>(rows: readonly M[], figure: (row: M) => number): number | null {
	if (rows.length === 0) return null;
	let sum = 0;
	for (const row of rows) sum += figure(row);
	return sum;
}

/**
 * Where the queue is going: 1 longer, −1 shorter, 0 neither; the mean of the last 5 min against that of 10–15 min ago.
 * Null when either stretch has no measured queue.
 */
export function trendOf(
	minutes: Minutes<Pick<CenterMinute, 'queueSum' | 'queueN'>>,
	nowMs: number,
	floorMs: number,
): number | null {
	const stretch = Math.max(MINUTE_WINDOWS.trendMs, floorMs);
	const recent = meanQueue(minutesBetween(minutes, nowMs, stretch, 0));
	const earlier = meanQueue(minutesBetween(minutes, nowMs, 3 * stretch, 2 * stretch));
	if (recent === null || earlier === null) return null;
	const difference = recent - earlier;
	const least = Math.max(TREND.peopleAtLeast, TREND.shareAtLeast * earlier);
	return Math.abs(difference) < least ? 0 : Math.sign(difference);
}

/** Rows of the minutes in (now − from, now − to], counted in whole minutes. */
function minutesBetween<M>(minutes: Minutes<M>, nowMs: number, from: number, to: number): M[] {
	const current = minuteOf(nowMs);
	const rows: M[] = [];
	for (const [start, row] of minutes) {
		if (start > current - from && start <= current - to) rows.push(row);
	}
	return rows;
}

function meanQueue(rows: readonly Pick<CenterMinute, 'queueSum' | 'queueN'>[]): number | null {
	let sum = 0;
	let n = 0;
	for (const row of rows) {
		sum += row.queueSum;
		n += row.queueN;
	}
	return n === 0 ? null : sum / n;
}
