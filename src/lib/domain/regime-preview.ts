import type { CoverCode, Decision, Regime, RegimeSubject, RegimeValues } from './regime.ts';
import { ASPECTS, type Aspect } from './regime.ts';
import { isSameValue } from './regime-content.ts';
import type { NewDecision } from './regime-history.ts';
import { periodIn } from './regime-period.ts';
import { resolve } from './regime-resolve.ts';
import { coverOf } from './regime-scope.ts';

/** What a decision would do at one center or site of 1414. */
interface PreviewedSubject {
	kind: RegimeSubject['kind'];
	id: string;
	/** When it begins there. */
	at: Date;
	was: RegimeValues;
	will: RegimeValues;
	/** What would be another than it was; empty where an act in force says the same already, or a higher one more. */
	changes: Aspect[];
	/** Other decisions that it replaces there, or ends. */
	overrides: string[];
}

/** Whom a decision would spare, or not reach. */
interface SparedSubject {
	kind: RegimeSubject['kind'];
	id: string;
	because: CoverCode;
	/** Of a single exemption. */
	reason: string | null;
	until: Date | null;
}

/** What a decision would do, center by center. */
export interface RegimePreview {
	affected: PreviewedSubject[];
	exempt: SparedSubject[];
	/** Reported, but not by the act: shown, not applied. */
	unconfirmed: SparedSubject[];
}

/**
 * What a proposed decision would do beside the decisions that are known: each subject that it covers, at the instant it
 * begins there, and each that it spares. Where it only repeals, the subjects of what it repeals.
 */
export function previewOf(
	proposed: Pick<NewDecision, 'decision' | 'repeals'>,
	known: readonly Decision[],
	subjects: readonly RegimeSubject[],
): RegimePreview {
	const { decision } = proposed;
	const others = known.filter(({ id }) => id !== decision.id);
	const after = afterRepeals(proposed, others);
	const preview: RegimePreview = { affected: [], exempt: [], unconfirmed: [] };
	for (const subject of subjects) {
		const at = beginsAt(proposed, others, subject);
		if (at) {
			const was = resolve(subject, at, others);
			const will = resolve(subject, at, [...after, decision]);
			preview.affected.push(previewedSubject(subject, at, was, will, decision.id));
			continue;
		}
		const spared = sparedSubject(decision, subject);
		if (spared) preview[spared.outcome].push(spared.subject);
	}
	return preview;
}

/**
 * What another version of a known decision would do from now on: subjects at which something would be another than it was.
 */
export function previewOfVersion(
	next: Decision,
	known: readonly Decision[],
	subjects: readonly RegimeSubject[],
	now: Date,
): RegimePreview {
	const after = known.map((one) => (one.id === next.id ? next : one));
	const affected = subjects.flatMap((subject) => {
		const starts = next.measures.flatMap((measure) => {
			const { from } = periodIn(measure.period, subject.timezone);
			return coverOf(measure, subject, from).outcome === 'none' ? [] : [from.getTime()];
		});
		if (starts.length === 0) return [];
		const at = new Date(Math.max(Math.min(...starts), now.getTime()));
		const was = resolve(subject, at, known);
		const will = resolve(subject, at, after);
		const previewed = previewedSubject(subject, at, was, will, next.id);
		return previewed.changes.length > 0 ? [previewed] : [];
	});
	return { affected, exempt: [], unconfirmed: [] };
}

/** Decisions as they will be once a proposed one is entered. */
export function afterRepeals(
	{ decision, repeals }: Pick<NewDecision, 'decision' | 'repeals'>,
	known: readonly Decision[],
): Decision[] {
	return known.map((other) => {
		const repeal = repeals.find(({ id }) => id === other.id);
		return repeal ? { ...other, repealed: { at: repeal.at, by: decision.id } } : other;
	});
}

/** When a decision begins at a subject that it covers, or that it frees by a repeal; null: never. */
function beginsAt(
	{ decision, repeals }: Pick<NewDecision, 'decision' | 'repeals'>,
	others: readonly Decision[],
	subject: RegimeSubject,
): Date | null {
	const starts = decision.measures.flatMap((measure) => {
		const { from } = periodIn(measure.period, subject.timezone);
		return coverOf(measure, subject, from).outcome === 'covers' ? [from] : [];
	});
	const ends = repeals.flatMap(({ id, at }) => {
		const repealed = others.find((other) => other.id === id);
		const isFreed = repealed?.measures.some(
			(measure) => coverOf(measure, subject, at).outcome === 'covers',
		);
		return isFreed ? [at] : [];
	});
	const [first] = [...starts, ...ends].sort((a, b) => a.getTime() - b.getTime());
	return first ?? null;
}

function previewedSubject(
	{ kind, id }: RegimeSubject,
	at: Date,
	was: Regime,
	will: Regime,
	decisionId: string,
): PreviewedSubject {
	const overrides = will.trace.flatMap(({ decisionId: other, by, aspects }) => [
		...(by === decisionId ? [other] : []),
		...aspects.flatMap((one) =>
			one.outcome === 'superseded' && one.by === decisionId ? [other] : [],
		),
	]);
	return {
		kind,
		id,
		at,
		was: valuesOf(was),
		will: valuesOf(will),
		changes: ASPECTS.filter((aspect) => !isSameValue(was[aspect], will[aspect])),
		overrides: [...new Set(overrides)],
	};
}

function sparedSubject(decision: Decision, subject: RegimeSubject) {
	for (const measure of decision.measures) {
		const { from } = periodIn(measure.period, subject.timezone);
		const { outcome, because } = coverOf(measure, subject, from);
		if (outcome !== 'exempt' && outcome !== 'unconfirmed') continue;
		const single =
			because === 'exempt_center'
				? measure.exemptions.centers.find(({ id }) => id === subject.id)
				: undefined;
		const { kind, id } = subject;
		const { reason = null, until = null } = single ?? {};
		return { outcome, subject: { kind, id, because, reason, until } };
	}
	return null;
}

function valuesOf(regime: Regime): RegimeValues {
	const { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services } = regime;
	return { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services };
}
