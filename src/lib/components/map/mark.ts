import { STATE_BITS } from '$lib/domain/row.ts';

/**
 * What a center looks like on the map, from the least to the most urgent: the index is the rank by which marks are
 * drawn (worst last), spread (worst first) and offered in the chooser (worst first).
 */
export const MARK_KINDS = ['closed', 'calm', 'unknown', 'busy', 'crowded', 'critical'] as const;
/** Look of one center. */
export type MarkKind = (typeof MARK_KINDS)[number];

/** Rank of a look, 0 … 5; see {@link MARK_KINDS}. */
export const RANK = Object.fromEntries(MARK_KINDS.map((kind, rank) => [kind, rank])) as Record<
	MarkKind,
	number
>;

const LEVEL_UNKNOWN = 0;
const LEVEL_CALM = 1;
const KIND_BY_LEVEL: readonly MarkKind[] = ['unknown', 'calm', 'busy', 'crowded', 'critical'];
const FRESH_LATE = 2;

/** A look and whether the hollow clock of late data sits beside it. */
export interface Mark {
	kind: MarkKind;
	/** Data is late: the level stays, a hollow clock is added (ui.md §6). */
	isLate: boolean;
}

/**
 * Look of a center from the codes of its row (realtime.md §2.3); a code outside the table counts as unknown. A closed
 * center is a small hollow dot and not silent; where it still reports people beyond calm, the level is shown.
 */
export function markOf(level: number | null, freshness: number | null, state: number | null): Mark {
	const code = level ?? LEVEL_UNKNOWN;
	const isClosed = ((state ?? 0) & STATE_BITS.closed) !== 0;
	if (isClosed && code <= LEVEL_CALM) return { kind: 'closed', isLate: false };
	const kind = KIND_BY_LEVEL[code] ?? 'unknown';
	return { kind, isLate: kind !== 'unknown' && freshness === FRESH_LATE };
}

/** Bits of the rule in the code of a status row. */
export function ruleOfStatus(status: number): number {
	return status >> 9;
}

/** The same for a row of the status table (`l`), whose one code packs level, freshness, severity and regime. */
export function markOfStatus(status: number | null): Mark {
	if (status === null) return { kind: 'unknown', isLate: false };
	return markOf(status & 7, (status >> 3) & 7, 0);
}
