/** What one site counted in one minute; a null figure was not counted. */
export interface ContactMinuteCounts {
	/** Ordinal of the site. */
	contactCenter: number;
	/** Start of the minute. */
	at: Date;
	offered: number | null;
	answered: number | null;
	answeredInTarget: number | null;
	abandoned: number | null;
}

/** Names of what is counted. */
const COUNTED = ['offered', 'answered', 'answeredInTarget', 'abandoned'] as const;

/** Sums over a window; null where nothing was counted. */
export type ContactCounts = Record<(typeof COUNTED)[number], number | null>;

/** Calls of all sites in one stretch of time. */
export interface CallsPoint {
	/** Start of the stretch, Unix ms. */
	at: number;
	offered: number | null;
	answered: number | null;
}

/** Ordinal of the pool of all sites: the queue is one. */
const POOL = 0;

const plus = (a: number | null, b: number | null): number | null =>
	a === null || b === null ? (a ?? b) : a + b;

/** Sums of the minutes from an instant on, by ordinal; 0 is the pool. Counts add up, shares and percentiles never do. */
export function countsSince(
	minutes: readonly ContactMinuteCounts[],
	from: Date,
): Map<number, ContactCounts> {
	const sums = new Map<number, ContactCounts>();
	for (const minute of minutes) {
		if (minute.at < from) continue;
		for (const ordinal of [POOL, minute.contactCenter]) {
			const known = sums.get(ordinal);
			const sum = Object.fromEntries(
				COUNTED.map((name) => [name, plus(known?.[name] ?? null, minute[name])]),
			) as ContactCounts;
			sums.set(ordinal, sum);
		}
	}
	return sums;
}

/** Offered and answered calls of all sites in whole stretches of `stepMs` before `to`, oldest first; `from` begins one. */
export function callsByStep(
	minutes: readonly ContactMinuteCounts[],
	from: Date,
	to: Date,
	stepMs: number,
): CallsPoint[] {
	const points: CallsPoint[] = [];
	for (let at = from.getTime(); at + stepMs <= to.getTime(); at += stepMs) {
		points.push({ at, offered: null, answered: null });
	}
	for (const minute of minutes) {
		const point = points[Math.floor((minute.at.getTime() - from.getTime()) / stepMs)];
		if (!point) continue;
		point.offered = plus(point.offered, minute.offered);
		point.answered = plus(point.answered, minute.answered);
	}
	return points;
}
