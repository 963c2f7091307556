import type { RowView } from '$lib/client/live-board.svelte.ts';
import type { ContactCounts } from '$lib/domain/contact-hours.ts';
import { LOAD } from '$lib/domain/load.ts';
import { wilson, type Proportion } from '$lib/domain/proportion.ts';
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
	/** In which the true share lies 95 times of 100; null where there is no share. */
	range: Proportion | null;
}

/** The shares of calls in a window. */
export interface CallShares {
	/** Answered within the target time, of answered and lost ones. */
	answered: CountedShare | null;
	/** Lost, of offered ones. */
	lost: CountedShare | null;
}

/** What is said of the pool or of one site. The shares are of the last 15 minutes. */
export interface ContactFigures extends CallShares {
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
}

function counted(part: number | null, whole: number | null): CountedShare | null {
	if (part === null || whole === null || whole === 0) return null;
	const range = whole < LOAD.offeredAtLeast ? null : wilson(part, whole);
	return { part, whole, share: range?.share ?? null, range };
}

/** The shares of counted calls. */
export function callShares(counts: ContactCounts | null | undefined): CallShares {
	const {
		offered = null,
		answered = null,
		answeredInTarget = null,
		abandoned = null,
	} = counts ?? {};
	const handled = answered === null || abandoned === null ? null : answered + abandoned;
	return { answered: counted(answeredInTarget, handled), lost: counted(abandoned, offered) };
}

/** The figures of one row. Without a row, or when it went silent, nothing is known. */
export function contactFigures(row: RowView<'k'> | null): ContactFigures {
	const freshness = FRESHNESS[row?.freshness ?? 0] ?? 'never';
	const isReporting = freshness === 'fresh' || freshness === 'late';
	const live = isReporting ? row : null;
	const busy = live?.operatorsBusy ?? null;
	const onShift = live?.operatorsOnShift ?? null;
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
		...callShares(live),
	};
}

/** Whether a share misses its target and is drawn as such. */
export function misses(share: CountedShare | null, target: { atLeast?: number; atMost?: number }) {
	if (share?.share == null) return false;
	if (target.atLeast !== undefined && share.share < target.atLeast) return true;
	return target.atMost !== undefined && share.share > target.atMost;
}
