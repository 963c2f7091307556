import {
	ASPECTS,
	type Aspect,
	type Decision,
	type RegimeSubject,
	type RegimeValues,
} from './regime.ts';
import { isSameValue } from './regime-content.ts';
import { boundariesOf, periodInForce } from './regime-period.ts';
import { resolve } from './regime-resolve.ts';
import { speaksOf, valuesOf } from './regime-stretch.ts';

/** How a rule changed: one began, one ended, or a center is spared no more. */
type RuleChangeKind = 'rule_started' | 'rule_ended' | 'exemption_ended';

/** An instant at which the regime of a subject becomes another, and the decision behind it. */
export interface RuleChange {
	kind: RuleChangeKind;
	decisionId: string;
	at: Date;
	was: RegimeValues;
	will: RegimeValues;
	/** What is another than it was. */
	aspects: readonly Aspect[];
}

/** Every change of a subject's regime in (from, to], in order of time; `decisions` as they are known. */
export function ruleChangesOf(
	subject: RegimeSubject,
	decisions: readonly Decision[],
	from: Date,
	to: Date,
): RuleChange[] {
	const about = decisions.filter((decision) => speaksOf(decision, subject));
	const edges = about
		.flatMap((decision) => boundariesOf(decision).map((at) => ({ decision, at })))
		.filter(({ at }) => at > from && at <= to)
		.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.decision.id < b.decision.id ? -1 : 1));
	const changes: RuleChange[] = [];
	for (const { decision, at } of edges) {
		if (changes.some((change) => change.at.getTime() === at.getTime())) continue;
		const was = resolve(subject, new Date(at.getTime() - 1), about);
		const will = resolve(subject, at, about);
		const aspects = ASPECTS.filter((aspect) => !isSameValue(was[aspect], will[aspect]));
		if (aspects.length === 0) continue;
		const behind =
			decidingAt(was.decidedBy, will.decidedBy, aspects, about, subject, at) ?? decision;
		changes.push({
			kind: kindOf(behind, subject, at),
			decisionId: behind.id,
			at,
			was: valuesOf(was),
			will: valuesOf(will),
			aspects,
		});
	}
	return changes;
}

/** The decision that begins at the instant, else the one that ends there. */
function decidingAt(
	was: Partial<Record<Aspect, string>>,
	will: Partial<Record<Aspect, string>>,
	aspects: readonly Aspect[],
	about: readonly Decision[],
	subject: RegimeSubject,
	at: Date,
): Decision | undefined {
	const ids = aspects.flatMap((aspect) => [will[aspect], was[aspect]]);
	const involved = ids.flatMap((id) => about.find((decision) => decision.id === id) ?? []);
	return (
		involved.find((decision) => kindOf(decision, subject, at) === 'rule_started') ?? involved[0]
	);
}

function kindOf(decision: Decision, { timezone }: RegimeSubject, at: Date): RuleChangeKind {
	const periods = decision.measures.flatMap(
		(measure) => periodInForce(decision, measure, timezone) ?? [],
	);
	const isAt = (edge: Date | null) => edge?.getTime() === at.getTime();
	if (periods.some(({ from }) => isAt(from))) return 'rule_started';
	return periods.some(({ until }) => isAt(until)) ? 'rule_ended' : 'exemption_ended';
}
