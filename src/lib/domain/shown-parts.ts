import {
	freshnessWithin,
	isCurrent,
	NEVER,
	nextChangeAt,
	type SilenceLimits,
} from './freshness.ts';

/** When something was observed (ms), and how long its feed may be silent. */
export interface Aged {
	atMs: number;
	limits: SilenceLimits;
}

/** What of several parts is shown at an instant. */
export interface Shown {
	/** Code of the worst part that is shown. */
	freshness: number;
	/** Observation of the oldest part that is shown, ms; null when there is none at all. */
	atMs: number | null;
	/** Part by part: a figure past its own limit is not shown while others are within theirs. */
	parts: boolean[];
	/** First instant (ms) at which time alone changes this answer. */
	dueAt: number;
}

/**
 * Which parts of a state to show, each having its own age. While any is current, those past their limits are left out.
 * When all are past, the last picture stays (with its age): the newest part and what was current beside it.
 */
export function shownParts(parts: readonly (Aged | null)[], nowMs: number): Shown {
	const known = parts.filter((part) => part !== null);
	if (known.length === 0) {
		return { freshness: NEVER, atMs: null, parts: parts.map(() => false), dueAt: Infinity };
	}
	const current = known.some((part) => isCurrentAt(part, nowMs));
	const seenFrom = current ? nowMs : Math.max(...known.map((part) => part.atMs));
	let worst = NEVER;
	let oldest = Infinity;
	let dueAt = Infinity;
	const shown = parts.map((part) => {
		if (part === null) return false;
		dueAt = Math.min(dueAt, nextChangeAt(part.atMs, nowMs, part.limits));
		if (!isCurrentAt(part, seenFrom)) return false;
		worst = Math.max(worst, freshnessWithin(nowMs - part.atMs, part.limits));
		oldest = Math.min(oldest, part.atMs);
		return true;
	});
	return { freshness: worst, atMs: oldest, parts: shown, dueAt };
}

function isCurrentAt(part: Aged, atMs: number): boolean {
	return isCurrent(freshnessWithin(atMs - part.atMs, part.limits));
}
