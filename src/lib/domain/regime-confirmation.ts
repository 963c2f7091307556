import type { RegimeSubject } from './regime.ts';

/** What one person may order alone (reliability.md §5, `regime.request`). */
const ALONE = { centers: 10, aheadMs: 30 * 60_000 } as const;

/**
 * Whether a second person must confirm a decision: it affects more than one city or ten centers, or begins in less than
 * half an hour. Centers outside cities count as a place each.
 */
export function needsSecondPerson(
	affected: readonly Pick<RegimeSubject, 'kind' | 'id' | 'cityId'>[],
	startsAt: Date,
	now: Date,
): boolean {
	const places = new Set(affected.map(({ cityId, kind, id }) => cityId ?? `${kind} ${id}`));
	const isSoon = startsAt.getTime() - now.getTime() < ALONE.aheadMs;
	return affected.length > ALONE.centers || places.size > 1 || isSoon;
}
