import type { Decision, Regime, RegimeSubject, RegimeValues } from './regime.ts';
import { isSameValue } from './regime-content.ts';
import { boundariesOf } from './regime-period.ts';
import { resolve } from './regime-resolve.ts';
import { coverOf } from './regime-scope.ts';

/** How long a regime holds without a change: of what visitors meet, and of being spared. */
export interface RegimeStretch {
	regime: Regime;
	/** Null: as long as rules are known. */
	from: Date | null;
	/** No more at this instant; null: until further notice. */
	until: Date | null;
}

/** The regime of a subject at an instant and the longest time around it in which it stays the same. */
export function stretchAt(
	subject: RegimeSubject,
	at: Date,
	decisions: Iterable<Decision>,
): RegimeStretch {
	const about = [...decisions].filter((decision) => speaksOf(decision, subject));
	const regime = resolve(subject, at, about);
	const isSame = (instant: Date) => isSameRule(resolve(subject, instant, about), regime);
	const edges = about.flatMap(boundariesOf).sort((a, b) => a.getTime() - b.getTime());
	const until = edges.find((edge) => edge > at && !isSame(edge)) ?? null;
	const from = edges.findLast((edge) => edge <= at && !isSame(new Date(edge.getTime() - 1)));
	return { regime, from: from ?? null, until };
}

/** Whether any measure of a decision covers a subject, spares it or names it without confirmation, whenever that is. */
export function speaksOf(decision: Decision, subject: RegimeSubject): boolean {
	return decision.measures.some(
		(measure) => coverOf(measure, subject, measure.period.from).outcome !== 'none',
	);
}

function isSameRule(a: Regime, b: Regime): boolean {
	return a.exempt === b.exempt && isSameValue(valuesOf(a), valuesOf(b));
}

/** A regime without its time and reasons. */
export function valuesOf(regime: RegimeValues): RegimeValues {
	const { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services } = regime;
	return { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services };
}
