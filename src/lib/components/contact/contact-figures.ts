import type { RowView } from '$lib/client/live-board.svelte.ts';
import { LOAD } from '$lib/domain/load.ts';
import { FRESHNESS, LEVELS, type Freshness, type Level } from '$lib/domain/row.ts';

/** Targets of the contact center, presets of domain.md E; service level and lost calls are industry habits, not norms. */
export const CONTACT_TARGETS = {
	/** Calls answered within the target time over answered and lost ones. */
	answeredShare: 0.8,
	/** Lost calls over offered ones. */
	lostShare: 0.05,
	/** Operators on calls over operators on shift: above this for long, people burn out. */
	busyShare: 0.88,
} as const;

/** A share with what it was counted from. */
export interface CountedShare {
	part: number;
	whole: number;
	/** Null where `whole` is too small for a share to mean anything: show the counts. */
	share: number | null;
}

/** What the strip says of the pool or of one site. */
export interface ContactFigures {
	level: Level;
	freshness: Freshness;
	/** Fresh or late: the figures are of now. */
	isReporting: boolean;
	/** Unix seconds; null when nothing was ever heard. */
	at: number | null;
	waiting: number | null;
	longestSeconds: number | null;
	busy: number | null;
	onShift: number | null;
	seconded: number | null;
	busyShare: number | null;
	answered: CountedShare | null;
	lost: CountedShare | null;
}

function counted(part: number | null, whole: number | null): CountedShare | null {
	if (part === null || whole === null || whole === 0) return null;
	return { part, whole, share: whole < LOAD.offeredAtLeast ? null : part / whole };
}

/** The figures of one row. Without a row, or when it went silent, nothing is known. */
export function contactFigures(row: RowView<'k'> | null): ContactFigures {
	const freshness = FRESHNESS[row?.freshness ?? 0] ?? 'never';
	const isReporting = freshness === 'fresh' || freshness === 'late';
	const live = isReporting ? row : null;
	const busy = live?.operatorsBusy ?? null;
	const onShift = live?.operatorsOnShift ?? null;
	const handled =
		live?.answered == null || live.abandoned === null ? null : live.answered + live.abandoned;
	return {
		level: LEVELS[row?.level ?? 0] ?? 'unknown',
		freshness,
		isReporting,
		at: row?.at ?? null,
		waiting: live?.callsWaiting ?? null,
		longestSeconds: live?.longestWaitSeconds ?? null,
		busy,
		onShift,
		seconded: live?.operatorsSeconded ?? null,
		busyShare: busy === null || !onShift ? null : busy / onShift,
		answered: counted(live?.answeredInTarget ?? null, handled),
		lost: counted(live?.abandoned ?? null, live?.offered ?? null),
	};
}

/** Whether a share misses its target and is drawn as such. */
export function misses(share: CountedShare | null, target: { atLeast?: number; atMost?: number }) {
	if (share?.share == null) return false;
	if (target.atLeast !== undefined && share.share < target.atLeast) return true;
	return target.atMost !== undefined && share.share > target.atMost;
}
