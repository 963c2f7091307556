/** How far from the operations clock an observation may lie (contract.md §3). */
const TIME_WINDOW = {
	/** Older needs the right `backfill` and never touches the present picture. */
	pastMs: 24 * 3600 * 1000,
	/** Tolerated clock skew of a feed. */
	futureMs: 60 * 1000,
} as const;

/** Where an observation lies: `present` may change the picture, `history` only the past, the others are refused. */
export type TimeVerdict = 'present' | 'history' | 'too_old' | 'ahead';

/**
 * Judges the time of an observation. `floorMs` is the least length of any window (two real seconds of an exercise);
 * `mayBackfill`: the feed has the right `backfill`.
 */
export function judgeTime(
	at: Date,
	now: Date,
	options: { floorMs: number; mayBackfill: boolean },
): TimeVerdict {
	const age = now.getTime() - at.getTime();
	if (-age > Math.max(TIME_WINDOW.futureMs, options.floorMs)) return 'ahead';
	if (age <= Math.max(TIME_WINDOW.pastMs, options.floorMs)) return 'present';
	return options.mayBackfill ? 'history' : 'too_old';
}

/** From when on an observation may change the present picture. */
export function presentAfter(now: Date, floorMs: number): Date {
	return new Date(now.getTime() - Math.max(TIME_WINDOW.pastMs, floorMs));
}
