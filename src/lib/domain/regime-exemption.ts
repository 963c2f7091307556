import { periodInForce } from './regime-period.ts';
import type { Decision, Measure, RegimeSubject } from './regime.ts';
import { coverOf } from './regime-scope.ts';

/** Places of the measures that cover a subject from an instant on, or will once they begin; empty where none does. */
export function coveringMeasures(decision: Decision, subject: RegimeSubject, at: Date): number[] {
	return decision.measures.flatMap((measure, i) => {
		const period = periodInForce(decision, measure, subject.timezone);
		if (!period || (period.until !== null && period.until <= at)) return [];
		const from = period.from > at ? period.from : at;
		return coverOf(measure, subject, from).outcome === 'covers' ? [i] : [];
	});
}

/** Whether an exemption ends after it begins, and while each of these measures is in force. */
export function isExemptible(
	decision: Decision,
	measures: readonly number[],
	{ from, until }: { from: Date; until: Date },
	timezone: string,
): boolean {
	const periods = measures.flatMap((i) => {
		const measure = decision.measures[i];
		return (measure && periodInForce(decision, measure, timezone)) ?? [];
	});
	return periods.every((period) => {
		const isLate = period.until !== null && until > period.until;
		return until > from && until > period.from && !isLate;
	});
}

/** A decision with one more spared center in some of its measures. */
export function withExemption(
	decision: Decision,
	measures: readonly number[],
	center: Measure['exemptions']['centers'][number],
): Decision {
	return {
		...decision,
		measures: decision.measures.map((measure, i) => {
			if (!measures.includes(i)) return measure;
			const { exemptions } = measure;
			return {
				...measure,
				exemptions: { ...exemptions, centers: [...exemptions.centers, center] },
			};
		}),
	};
}
