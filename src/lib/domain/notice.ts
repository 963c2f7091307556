import type { Aspect, Decision, Regime, RegimeSubject, RegimeValues } from './regime.ts';
import { periodIn } from './regime-period.ts';
import { coverOf } from './regime-scope.ts';
import { stateOf } from './regime-state.ts';
import { stretchAt, type RegimeStretch } from './regime-stretch.ts';

/** Where a visit is booked [S0, S3 of domain.md]. */
export const BOOKING_CHANNELS = {
	site: 'egov.kz',
	messenger: 'Telegram',
	bot: 'eGovKzBot2.0',
	phone: '1414',
} as const;

/** One thing that a limit of a regime can be about. */
type LimitAspect = Exclude<Aspect, 'admission'>;

/** One statement of a public text; its words are made from it alone. */
export type NoticePart =
	| { kind: 'admission'; admission: RegimeValues['admission'] }
	/** Spared by these decisions. */
	| { kind: 'exempt'; decisionIds: string[] }
	/** When all of it holds: wall clock of the center; null: without a bound. */
	| { kind: 'period'; from: Date | null; until: Date | null; timezone: string }
	| { kind: 'limit'; limit: Partial<Pick<RegimeValues, LimitAspect>> }
	/** How to book: where nobody is served without. */
	| { kind: 'channels' }
	/** The decision that this is about. */
	| { kind: 'basis'; decisionId: string };

/** What the door of one center says of a decision. */
export interface DoorSign {
	subject: RegimeSubject;
	/** The instant whose regime it tells. */
	at: Date;
	parts: NoticePart[];
}

/**
 * The signs of a decision for every center that it covers or spares, and for those of the decisions that it ends. Each
 * tells the regime that the resolver gives: at its start, and at `now` while it is in force.
 */
export function doorSigns(
	decision: Decision,
	input: { subjects: readonly RegimeSubject[]; decisions: readonly Decision[]; now: Date },
): DoorSign[] {
	const { subjects, decisions, now } = input;
	return subjects.flatMap((subject) => {
		const start = subject.kind === 'center' ? startFor(decision, subject, decisions) : null;
		if (!start) return [];
		const at = start <= now && stateOf(decision, now) === 'in_force' ? now : start;
		const parts = partsOf(stretchAt(subject, at, decisions), subject.timezone, decision.id);
		return [{ subject, at, parts }];
	});
}

/** When a decision first concerns a subject: by a measure of its own, or by ending another decision; null: never. */
function startFor(
	decision: Decision,
	subject: RegimeSubject,
	decisions: readonly Decision[],
): Date | null {
	const own = startsOf(decision, subject);
	const ended = decisions.flatMap((other) =>
		other.repealed?.by === decision.id && startsOf(other, subject).length > 0
			? [other.repealed.at]
			: [],
	);
	const [first] = [...own, ...ended].sort((a, b) => a.getTime() - b.getTime());
	return first ?? null;
}

function startsOf({ measures }: Decision, subject: RegimeSubject): Date[] {
	return measures.flatMap((measure) => {
		const { from } = periodIn(measure.period, subject.timezone);
		const { outcome } = coverOf(measure, subject, from);
		return outcome === 'covers' || outcome === 'exempt' ? [from] : [];
	});
}

function partsOf(
	{ regime, from, until }: RegimeStretch,
	timezone: string,
	decisionId: string,
): NoticePart[] {
	const { admission, trace } = regime;
	const exempt = trace.filter(({ outcome }) => outcome === 'exempt');
	return [
		{ kind: 'admission', admission },
		...(exempt.length > 0
			? [
					{
						kind: 'exempt' as const,
						decisionIds: [...new Set(exempt.map((one) => one.decisionId))],
					},
				]
			: []),
		{ kind: 'period', from, until, timezone },
		...limitParts(regime),
		...(admission === 'booking_only' ? [{ kind: 'channels' as const }] : []),
		{ kind: 'basis', decisionId },
	];
}

function limitParts(regime: Regime): NoticePart[] {
	const { intakeHours, issueHours, bookingUntil, groups, capacity, services } = regime;
	return [
		...(intakeHours ? [{ intakeHours }] : []),
		...(issueHours ? [{ issueHours }] : []),
		...(bookingUntil !== null ? [{ bookingUntil }] : []),
		...(groups ? [{ groups }] : []),
		...(capacity ? [{ capacity }] : []),
		...(services === 'not_online' ? [{ services }] : []),
	].map((limit) => ({ kind: 'limit', limit }));
}
