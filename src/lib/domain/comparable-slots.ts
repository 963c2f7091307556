const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** How far back a quarter of an hour is compared. Source: domain.md D7. */
const BACK = { weeks: 8, days: 14 } as const;

/**
 * Starts of the quarters of an hour that one is compared with, newest first: on the same weekday of the last eight weeks,
 * with those beside it, and at the same time of the last fourteen days. Zones keep their offset over so few weeks; a change
 * of it shifts the older ones by an hour, and the baseline sorts them by their own wall clock.
 */
export function comparableSlots(nowMs: number): Date[] {
	const slot = Math.floor(nowMs / QUARTER_MS) * QUARTER_MS;
	const starts = new Set<number>();
	for (let week = 1; week <= BACK.weeks; week++) {
		for (const beside of [-1, 0, 1]) starts.add(slot - week * 7 * DAY_MS + beside * QUARTER_MS);
	}
	for (let day = 1; day <= BACK.days; day++) starts.add(slot - day * DAY_MS);
	return [...starts].sort((a, b) => b - a).map((ms) => new Date(ms));
}

/** The quarter of an hour that holds an instant, counted from 1970. */
export function quarterOf(nowMs: number): number {
	return Math.floor(nowMs / QUARTER_MS);
}
