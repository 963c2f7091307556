import { ASPECTS, type Aspect, type Decision, type Period, type RegimeSubject } from './regime.ts';
import { NO_RULE, isSameValue } from './regime-content.ts';
import { boundariesOf, periodInForce } from './regime-period.ts';
import { resolve } from './regime-resolve.ts';
import { coverOf } from './regime-scope.ts';
import { speaksOf } from './regime-stretch.ts';

/** What holds at the centers of one place at an instant, counted. */
export interface PlaceRule {
	/** Centers that serve booked visitors only. */
	booking: number;
	/** Centers that a rule in force spares. */
	exempt: number;
	/** What is limited at any center, besides admission. */
	limits: Aspect[];
	/** The decisions behind it, those of the admission first. */
	decisionIds: string[];
}

/** One side of the rules of a place over some days. */
export interface RuleBar {
	/** `admission`: booking only. */
	aspect: Aspect;
	/** `waiting`: drafted; `unconfirmed`: reported, but not by the act itself. Neither is in force. */
	kind: 'rule' | 'waiting' | 'unconfirmed';
	/** Within the days shown. */
	from: Date;
	until: Date;
	/** It goes on after the days shown. */
	goesOn: boolean;
	/** How many centers of the place it is for. */
	centers: number;
	decisionIds: string[];
}

/** The rules of one place: what holds now, what comes, and the days around. */
export interface PlaceBoard {
	centers: number;
	now: PlaceRule;
	/** The next change of what visitors meet; null: none is known. */
	coming: { at: Date; rule: PlaceRule } | null;
	bars: RuleBar[];
	/** Decisions that are reported for the place at this time and not applied. */
	unconfirmed: string[];
}

/** What a board of one place is made from. */
export interface PlaceBoardInput {
	/** The centers of the place. */
	subjects: readonly RegimeSubject[];
	/** As known now. */
	decisions: readonly Decision[];
	/** Drafts that wait for a second person, as the decisions that they would be. */
	drafts: readonly Decision[];
	now: Date;
	/** The days shown. */
	days: Period & { until: Date };
}

/** The board of one place. */
export function placeBoard(input: PlaceBoardInput): PlaceBoard {
	const { subjects, now, days } = input;
	const about = (decisions: readonly Decision[]) =>
		decisions.filter((decision) => subjects.some((subject) => speaksOf(decision, subject)));
	const decisions = about(input.decisions);
	const edges = decisions.flatMap(boundariesOf).sort((a, b) => a.getTime() - b.getTime());
	const rule = ruleAt(subjects, decisions, now);
	const change = edges.find(
		(edge) => edge > now && isAnother(ruleAt(subjects, decisions, edge), rule),
	);
	const unconfirmed = decisions.flatMap((decision) =>
		draftBars(decision, subjects, days, 'unconfirmed'),
	);
	return {
		centers: subjects.length,
		now: rule,
		coming: change ? { at: change, rule: ruleAt(subjects, decisions, change) } : null,
		bars: [
			...ruleBars(subjects, decisions, days, edges),
			...about(input.drafts).flatMap((draft) => draftBars(draft, subjects, days, 'waiting')),
			...unconfirmed,
		],
		unconfirmed: [
			...new Set(
				unconfirmed
					.filter(({ from, until, goesOn }) => from <= now && (now < until || goesOn))
					.flatMap(({ decisionIds }) => decisionIds),
			),
		],
	};
}

/** Whether visitors meet another rule: that nobody has to be spared any more changes nothing for them. */
function isAnother(a: PlaceRule, b: PlaceRule): boolean {
	return !isSameValue({ ...a, exempt: 0 }, { ...b, exempt: 0 });
}

function ruleAt(
	subjects: readonly RegimeSubject[],
	decisions: readonly Decision[],
	at: Date,
): PlaceRule {
	const regimes = subjects.map((subject) => resolve(subject, at, decisions));
	const limits = ASPECTS.filter(
		(aspect) =>
			aspect !== 'admission' &&
			regimes.some((regime) => !isSameValue(regime[aspect], NO_RULE[aspect])),
	);
	const behind = (aspect: Aspect) => regimes.flatMap(({ decidedBy }) => decidedBy[aspect] ?? []);
	return {
		booking: regimes.filter(({ admission }) => admission === 'booking_only').length,
		exempt: regimes.filter(({ exempt }) => exempt).length,
		limits,
		decisionIds: [...new Set([...behind('admission'), ...limits.flatMap(behind)])],
	};
}

/** What is in force over the days, side by side; equal neighbors are one bar. */
function ruleBars(
	subjects: readonly RegimeSubject[],
	decisions: readonly Decision[],
	days: PlaceBoardInput['days'],
	edges: readonly Date[],
): RuleBar[] {
	const starts = [days.from, ...edges.filter((edge) => edge > days.from && edge < days.until)];
	const bars: RuleBar[] = [];
	starts.forEach((from, i) => {
		const until = starts[i + 1] ?? days.until;
		if (from.getTime() === until.getTime()) return;
		const regimes = subjects.map((subject) => resolve(subject, from, decisions));
		for (const aspect of ASPECTS) {
			const held = regimes.filter((regime) => !isSameValue(regime[aspect], NO_RULE[aspect]));
			if (held.length === 0) continue;
			const decisionIds = [...new Set(held.flatMap(({ decidedBy }) => decidedBy[aspect] ?? []))];
			const last = bars.findLast((bar) => bar.aspect === aspect);
			const isSame =
				last?.until.getTime() === from.getTime() &&
				last.centers === held.length &&
				isSameValue(last.decisionIds, decisionIds);
			const goesOn = until.getTime() === days.until.getTime();
			if (isSame) Object.assign(last, { until, goesOn });
			else
				bars.push({ aspect, kind: 'rule', from, until, goesOn, centers: held.length, decisionIds });
		}
	});
	return bars;
}

/** What a decision would be for, or is reported to be for, measure by measure. */
function draftBars(
	decision: Decision,
	subjects: readonly RegimeSubject[],
	days: PlaceBoardInput['days'],
	kind: 'waiting' | 'unconfirmed',
): RuleBar[] {
	const outcome = kind === 'waiting' ? 'covers' : 'unconfirmed';
	return decision.measures.flatMap((measure) => {
		const meant = subjects.filter(
			(subject) => coverOf(measure, subject, measure.period.from).outcome === outcome,
		);
		const [first] = meant;
		const period = first && periodInForce(decision, measure, first.timezone);
		const isShown =
			period && period.from < days.until && (period.until === null || period.until > days.from);
		if (!isShown) return [];
		const goesOn = period.until === null || period.until > days.until;
		return ASPECTS.filter((aspect) => measure.content[aspect] !== undefined).map(
			(aspect): RuleBar => ({
				aspect,
				kind,
				from: period.from < days.from ? days.from : period.from,
				until: goesOn || !period.until ? days.until : period.until,
				goesOn,
				centers: meant.length,
				decisionIds: [decision.id],
			}),
		);
	});
}
