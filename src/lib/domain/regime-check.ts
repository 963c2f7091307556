import type { Calendar } from './calendar.ts';
import type { Directory } from './directory.ts';
import { isWorkingDay, minutesOf, type LocalTimeOf } from './opening.ts';
import type { NewDecision } from './regime-history.ts';
import { overlapsOf } from './regime-overlap.ts';
import { periodInForce, periodIn } from './regime-period.ts';
import { afterRepeals, previewOf } from './regime-preview.ts';
import {
	ACT_LEVELS,
	type Decision,
	type Measure,
	type RegimeHours,
	type RegimeSubject,
} from './regime.ts';
import { centerSubject, contactSubject, coverOf } from './regime-scope.ts';

/** What is wrong with one field of a proposed decision; words are made by `reason`. */
export interface ProposalProblem {
	/** Such as `act.date`, `measures.0.period.until`, `repeals.0`. */
	path: string;
	reason:
		| 'missing'
		| 'too_long'
		| 'reason_short'
		| 'date'
		| 'time'
		| 'unclear_hour'
		| 'no_measures'
		| 'no_content'
		| 'scope_empty'
		| 'no_centers'
		| 'unknown_place'
		| 'outside_regions'
		| 'exemption_outside'
		| 'exemption_period'
		| 'not_covered'
		| 'end_before_start'
		| 'start_past'
		| 'start_future'
		| 'hours_order'
		| 'too_far'
		| 'closed_day'
		| 'changes_nothing'
		| 'overlap'
		| 'repeals_unknown'
		| 'repeals_higher_level'
		| 'repeals_ended';
	/** The other decision where one is concerned. */
	by: string | null;
}

/** Limits of what is typed: characters, and how far ahead a start may lie. */
const LIMITS = { textCharacters: 2000, aheadMs: 90 * 24 * 3_600_000 } as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a proposal is held against. */
export interface ProposalSurroundings {
	/** Decisions as known now. */
	known: readonly Decision[];
	directory: Directory;
	calendar: Calendar;
	localTime: LocalTimeOf;
	/** Operations clock. */
	now: Date;
	/** It begins when it is confirmed, on whatever day. */
	isAtOnce?: boolean;
	/** It is urgent: its act may have no source yet. */
	isUrgent?: boolean;
}

/**
 * Everything that is wrong with a proposed decision, field by field; empty where it can be entered. A start in the past is
 * refused unless it is entered as in force since then. What depends on the store's moment is checked there again.
 */
export function checkProposal(
	proposed: NewDecision,
	around: ProposalSurroundings,
): ProposalProblem[] {
	const { decision, repeals } = proposed;
	const { directory } = around;
	const subjects = [
		...directory.centers.map(centerSubject),
		...directory.contactCenters.map(contactSubject),
	];
	const problems = [
		...actProblems(decision, around.isUrgent ?? false),
		...decision.measures.flatMap((measure, i) =>
			measureProblems(measure, decision, subjects, around).map(({ path, ...problem }) => ({
				...problem,
				path: `measures.${i}.${path}`,
			})),
		),
		...repealProblems(decision, repeals, around),
	];
	if (decision.measures.length === 0 && repeals.length === 0) {
		problems.push(problem('measures', 'no_measures'));
	}
	if (problems.length > 0) return problems;
	const [overlap] = overlapsOf(decision, afterRepeals(proposed, around.known), subjects);
	if (overlap) return [problem('measures', 'overlap', overlap.decisionId)];
	const { affected } = previewOf(proposed, around.known, subjects);
	return affected.every(({ changes, overrides }) => changes.length + overrides.length === 0)
		? [problem('measures', 'changes_nothing')]
		: [];
}

function problem(
	path: string,
	reason: ProposalProblem['reason'],
	by: string | null = null,
): ProposalProblem {
	return { path, reason, by };
}

function actProblems({ act, reason }: Decision, isUrgent: boolean): ProposalProblem[] {
	const texts: [path: string, text: string][] = [
		['act.issuer.kk', act.issuer.kk],
		['act.issuer.ru', act.issuer.ru],
		['act.title.kk', act.title.kk],
		['act.title.ru', act.title.ru],
		['act.source', act.source],
		['reason', reason ?? ''],
	];
	const day = new Date(`${act.date}T00:00:00.000Z`);
	const isDate =
		DATE.test(act.date) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(act.date);
	return [
		...texts.flatMap(([path, text]) => {
			const mayLack = (isUrgent || act.file !== null) && path === 'act.source';
			if (text.trim() === '') return mayLack ? [] : [problem(path, 'missing')];
			return text.length > LIMITS.textCharacters ? [problem(path, 'too_long')] : [];
		}),
		...(isDate ? [] : [problem('act.date', 'date')]),
	];
}

function measureProblems(
	measure: Measure,
	decision: Decision,
	subjects: readonly RegimeSubject[],
	{ directory, calendar, localTime, now, isAtOnce = false }: ProposalSurroundings,
): ProposalProblem[] {
	const { scope, exemptions, period, content } = measure;
	const problems: ProposalProblem[] = [];
	const add = (...given: Parameters<typeof problem>) => void problems.push(problem(...given));

	const isKnown = (kind: string, id: string) => {
		if (kind === 'center') return directory.centers.some((one) => one.id === id);
		if (kind === 'contact') return directory.contactCenters.some((one) => one.id === id);
		return directory.places.some((one) => one.kind === kind && one.id === id);
	};
	if (scope.entries.length === 0) add('scope', 'scope_empty');
	scope.entries.forEach((entry, i) => {
		if (entry.kind !== 'nation' && !isKnown(entry.kind, entry.id))
			add(`scope.entries.${i}`, 'unknown_place');
	});
	const unsparing = { ...measure, exemptions: { classes: [], types: [], centers: [] } };
	const within = subjects.filter(
		(subject) => coverOf(unsparing, subject, period.from).outcome === 'covers',
	);
	const covered = within.filter(
		(subject) => coverOf(measure, subject, period.from).outcome === 'covers',
	);
	if (problems.length === 0 && covered.length === 0) add('scope', 'no_centers');
	if (Object.keys(content).length === 0) add('content', 'no_content');
	if ([content.intakeHours, content.issueHours].some(areReversed)) add('content', 'hours_order');

	exemptions.centers.forEach(({ id, reason, until }, i) => {
		const path = `exemptions.centers.${i}`;
		if (!within.some((subject) => subject.kind === 'center' && subject.id === id))
			add(path, isKnown('center', id) ? 'exemption_outside' : 'unknown_place');
		if (reason.trim() === '') add(`${path}.reason`, 'missing');
		const isOver =
			until !== null && (until <= period.from || (period.until && until > period.until));
		if (isOver) add(`${path}.until`, 'exemption_period');
	});

	const zones = [period, ...Object.values(period.inZones)];
	if (zones.some(({ from, until }) => until !== null && until <= from))
		add('period.until', 'end_before_start');
	if (!decision.isEnteredLate && zones.some(({ from }) => from < now))
		add('period.from', 'start_past');
	if (decision.isEnteredLate && zones.every(({ from }) => from > now))
		add('period.from', 'start_future');
	if (period.from.getTime() - now.getTime() > LIMITS.aheadMs) add('period.from', 'too_far');
	const isOff = ({ timezone, regionId }: RegimeSubject) => {
		const { from } = periodIn(period, timezone);
		const { date, weekday } = localTime(timezone, from.getTime());
		return !isWorkingDay(weekday, calendar(regionId ?? '', date));
	};
	if (!decision.isEnteredLate && !isAtOnce && covered.length > 0 && covered.every(isOff))
		add('period.from', 'closed_day');
	return problems;
}

function areReversed(hours: RegimeHours | null | undefined): boolean {
	if (!hours?.opensAt || !hours.closesAt) return false;
	return minutesOf(hours.closesAt) <= minutesOf(hours.opensAt);
}

function repealProblems(
	decision: Decision,
	repeals: NewDecision['repeals'],
	{ known, now }: ProposalSurroundings,
): ProposalProblem[] {
	return repeals.flatMap(({ id, at }, i): ProposalProblem[] => {
		const old = known.find((one) => one.id === id);
		const path = `repeals.${i}`;
		if (!old) return [problem(path, 'repeals_unknown', id)];
		if (ACT_LEVELS.indexOf(decision.level) > ACT_LEVELS.indexOf(old.level))
			return [problem(path, 'repeals_higher_level', id)];
		const isOver = old.measures.every((measure) =>
			[measure.period.timezone, ...Object.keys(measure.period.inZones)].every((zone) => {
				const period = periodInForce(old, measure, zone);
				return period === null || (period.until !== null && period.until <= at);
			}),
		);
		if (old.repealed || isOver) return [problem(path, 'repeals_ended', id)];
		if (decision.measures.length > 0) return [];
		if (at < now && !decision.isEnteredLate) return [problem(`${path}.at`, 'start_past')];
		const isFar = at.getTime() - now.getTime() > LIMITS.aheadMs;
		return isFar ? [problem(`${path}.at`, 'too_far')] : [];
	});
}
