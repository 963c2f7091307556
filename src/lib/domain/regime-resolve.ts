import {
	ACT_LEVELS,
	ASPECTS,
	type ActLevel,
	type Aspect,
	type AspectCode,
	type AspectVerdict,
	type Decision,
	type Measure,
	type Period,
	type Regime,
	type RegimeSubject,
	type RegimeValues,
	type TraceEntry,
} from './regime.ts';
import {
	capacityLimit,
	isSameValue,
	NO_RULE,
	plainContent,
	STRICTER,
	type FullContent,
} from './regime-content.ts';
import { isWithinPeriod, periodIn, periodInForce } from './regime-period.ts';
import { coverOf, type Cover } from './regime-scope.ts';

/** A measure that covers the subject at the instant. */
interface Claim {
	decision: Decision;
	measure: number;
	content: Measure['content'];
	cover: Cover;
	from: Date;
	verdicts: AspectVerdict[];
}

const OUTCOMES = [
	'applies',
	'superseded',
	'overruled',
	'exempt',
	'unconfirmed',
	'repealed',
	'canceled',
] as const satisfies TraceEntry['outcome'][];

/**
 * The one regime of a subject at an instant, with its trace: every measure of a period that holds the instant and that
 * speaks of the subject. Total: any decisions in any order give one answer. Per aspect, the latest act of a level wins
 * (then the narrower scope, then the later start); a lower level may only tighten (design.md §6).
 */
export function resolve(subject: RegimeSubject, at: Date, decisions: Iterable<Decision>): Regime {
	const claims: Claim[] = [];
	const beside: TraceEntry[] = [];
	for (const decision of decisions) {
		decision.measures.forEach((measure, index) => {
			const period = periodIn(measure.period, subject.timezone);
			if (!isWithinPeriod(period, at)) return;
			const cover = coverOf(measure, subject, at);
			if (cover.outcome === 'none') return;
			if (cover.outcome !== 'covers') {
				if (isInForce(decision, measure, subject, at))
					beside.push(entryOf(decision, index, cover.outcome, cover.because));
			} else if (!isInForce(decision, measure, subject, at)) {
				beside.push(endedEntry(decision, index, at));
			} else {
				const content = plainContent(measure.content);
				const { from } = period;
				claims.push({ decision, measure: index, content, cover, from, verdicts: [] });
			}
		});
	}
	claims.sort(byRank);

	const values: FullContent = { ...NO_RULE };
	const decidedBy: Partial<Record<Aspect, string>> = {};
	for (const aspect of ASPECTS) settle(aspect, claims, values, decidedBy);

	const trace = [...claims.map(claimEntry), ...beside].sort(inTraceOrder);
	const first = ASPECTS.find((aspect) => decidedBy[aspect] !== undefined);
	return {
		at,
		...regimeValues(values, subject),
		exempt: trace.some(({ outcome }) => outcome === 'exempt'),
		decisionId: (first && decidedBy[first]) ?? null,
		decidedBy,
		trace,
	};
}

/** The values that a trace alone gives: what applied, the highest level first. */
export function valuesOfTrace(
	trace: readonly TraceEntry[],
	subject: Pick<RegimeSubject, 'hallM2'>,
): RegimeValues {
	const values: FullContent = { ...NO_RULE };
	const entries = [...trace].sort((a, b) => levelRank(a.level) - levelRank(b.level));
	for (const { aspects } of entries) {
		for (const { aspect, value, outcome } of aspects) {
			if (outcome === 'applies') narrow(values, aspect, value);
		}
	}
	return regimeValues(values, subject);
}

function regimeValues(
	{ capacity, ...values }: FullContent,
	{ hallM2 }: Pick<RegimeSubject, 'hallM2'>,
): RegimeValues {
	return { ...values, capacity: capacity && capacityLimit(capacity, hallM2) };
}

function narrow(values: FullContent, aspect: Aspect, value: unknown): void {
	const stricter = STRICTER[aspect] as (a: unknown, b: unknown) => unknown;
	Object.assign(values, { [aspect]: stricter(values[aspect], value) });
}

/** Settles one aspect: level by level, the winner of each tightens what the higher ones left. */
function settle(
	aspect: Aspect,
	claims: readonly Claim[],
	values: FullContent,
	decidedBy: Partial<Record<Aspect, string>>,
): void {
	for (const level of ACT_LEVELS) {
		const rivals = claims.filter(
			({ decision, content }) => decision.level === level && content[aspect] !== undefined,
		);
		const winner = rivals.at(-1);
		if (!winner) continue;
		for (const rival of rivals.slice(0, -1)) {
			rival.verdicts.push({
				aspect,
				value: rival.content[aspect],
				outcome: 'superseded',
				because: whyBefore(rival, winner),
				by: winner.decision.id,
			});
		}
		const value = winner.content[aspect];
		const higher = decidedBy[aspect] ?? null;
		const before = values[aspect];
		narrow(values, aspect, value);
		const verdict = againstHigher(before, value, values[aspect]);
		const runnerUp = rivals.at(-2);
		winner.verdicts.push({
			aspect,
			value,
			...(higher !== null
				? { ...verdict, by: higher }
				: {
						outcome: 'applies',
						because: runnerUp ? whyBefore(runnerUp, winner) : 'only_rule',
						by: runnerUp?.decision.id ?? null,
					}),
		});
		if (higher === null || !isSameValue(before, values[aspect])) {
			decidedBy[aspect] = winner.decision.id;
		}
	}
}

function againstHigher(
	higher: unknown,
	own: unknown,
	result: unknown,
): Pick<AspectVerdict, 'outcome' | 'because'> {
	if (isSameValue(own, higher)) return { outcome: 'applies', because: 'same_as_higher_level' };
	if (isSameValue(result, higher)) return { outcome: 'overruled', because: 'may_not_loosen' };
	const because = isSameValue(result, own) ? 'tightens_higher_level' : 'tightens_in_part';
	return { outcome: 'applies', because };
}

/** The stronger claim of a level comes later. */
function byRank(a: Claim, b: Claim): number {
	return (
		compare(a.decision.act.date, b.decision.act.date) ||
		a.cover.narrowness - b.cover.narrowness ||
		a.from.getTime() - b.from.getTime() ||
		compare(a.decision.id, b.decision.id) ||
		a.measure - b.measure
	);
}

/** Why of two claims of a level the second wins. */
function whyBefore(a: Claim, b: Claim): AspectCode {
	if (a.decision.act.date !== b.decision.act.date) return 'later_act';
	if (a.cover.narrowness !== b.cover.narrowness) return 'narrower_scope';
	return a.from.getTime() === b.from.getTime() ? 'ambiguous' : 'later_start';
}

function isInForce(
	decision: Decision,
	measure: Measure,
	{ timezone }: RegimeSubject,
	at: Date,
): boolean {
	const period: Period | null = periodInForce(decision, measure, timezone);
	return period !== null && isWithinPeriod(period, at);
}

function claimEntry({ decision, measure, cover, verdicts }: Claim): TraceEntry {
	const applied = verdicts.some(({ outcome }) => outcome === 'applies');
	const [lost] = verdicts;
	if (applied || !lost) {
		return { ...entryOf(decision, measure, 'applies', cover.because), aspects: verdicts };
	}
	const { outcome, because, by } = lost;
	return { ...entryOf(decision, measure, outcome, because, by), aspects: verdicts };
}

function endedEntry(decision: Decision, measure: number, at: Date): TraceEntry {
	const { repealed, canceledAt } = decision;
	return repealed && repealed.at <= at && !(canceledAt && canceledAt < repealed.at)
		? entryOf(decision, measure, 'repealed', 'repealed', repealed.by)
		: entryOf(decision, measure, 'canceled', 'canceled');
}

function entryOf(
	decision: Decision,
	measure: number,
	outcome: TraceEntry['outcome'],
	because: TraceEntry['because'],
	by: string | null = null,
): TraceEntry {
	const { id, level } = decision;
	return { decisionId: id, measure, level, outcome, because, by, aspects: [] };
}

/** What applies first, the lowest level before the higher ones, then by id. */
function inTraceOrder(a: TraceEntry, b: TraceEntry): number {
	return (
		OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) ||
		levelRank(b.level) - levelRank(a.level) ||
		compare(a.decisionId, b.decisionId) ||
		a.measure - b.measure
	);
}

function levelRank(level: ActLevel): number {
	return ACT_LEVELS.indexOf(level);
}

function compare(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
