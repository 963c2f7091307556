import type { Decision, RegimeSubject } from './regime.ts';
import { boundariesOf, periodIn } from './regime-period.ts';
import { coverOf } from './regime-scope.ts';

/** What one person may order alone (reliability.md §5, `regime.request`). */
const ALONE = { centers: 10, aheadMs: 30 * 60_000 } as const;

/**
 * Whether a second person must confirm a decision: it reaches more than one city or ten centers, or begins in less than
 * half an hour. Centers outside cities count as a place each.
 */
export function needsSecondPerson(
	decision: Decision,
	subjects: readonly RegimeSubject[],
	now: Date,
): boolean {
	const covered = subjects.filter((subject) =>
		decision.measures.some((measure) => {
			const { from } = periodIn(measure.period, subject.timezone);
			return coverOf(measure, subject, from).outcome === 'covers';
		}),
	);
	const places = new Set(covered.map(({ cityId, kind, id }) => cityId ?? `${kind} ${id}`));
	const [start] = boundariesOf(decision);
	const isSoon = !start || start.getTime() - now.getTime() < ALONE.aheadMs;
	return covered.length > ALONE.centers || places.size > 1 || isSoon;
}
