import { wrongField } from './instant.ts';
import type { Role } from './permission.ts';

/** Nobody is told of incidents of a place, or of some kinds of them there, for a time; they open and show as always. */
export interface Silence {
	/** A place's name as a scope: `nation`, `region:KZ-75`, `city:almaty`, `center:almaty-almaly`, `contact`. */
	scope: string;
	/** Kinds of incidents; null: all. */
	kinds: readonly string[] | null;
	/** Operations clock; a planned one starts later. */
	startsAt: Date;
	endsAt: Date;
}

/** Limits of silences. */
const SILENCE = {
	/** A duty officer's (reliability.md §5), ms. */
	officerMs: 4 * 3_600_000,
	/** Anybody's: longer works are entered again, ms. */
	longestMs: 14 * 24 * 3_600_000,
	/** How far ahead one is planned, ms. */
	aheadMs: 60 * 24 * 3_600_000,
	/** A start may lie so far back: the form was open for a while, ms. */
	backMs: 10 * 60_000,
	reasonLength: { least: 3, most: 500 },
} as const;

/** Until when nobody is told of an incident; null: people are told. Silences that follow one another count as one. */
export function silencedUntil(
	silences: readonly Silence[],
	incident: { scopes: readonly string[]; kind: string },
	at: Date,
): Date | null {
	const covering = silences.filter(
		({ scope, kinds }) =>
			incident.scopes.includes(scope) && (kinds === null || kinds.includes(incident.kind)),
	);
	const endAfter = (from: Date) =>
		covering
			.filter(({ startsAt, endsAt }) => startsAt <= from && endsAt > from)
			.reduce<Date | null>((last, { endsAt }) => (last && last > endsAt ? last : endsAt), null);
	let until: Date | null = null;
	for (let end = endAfter(at); end !== null; end = endAfter(end)) until = end;
	return until;
}

/** Refuses a silence that is too long for its author, too far ahead or without a reason: `invalid` at the field. */
export function checkSilence(
	silence: Silence & { reason: string },
	{ role, now }: { role: Role; now: Date },
): void {
	const { startsAt, endsAt, reason } = silence;
	const lengthMs = endsAt.getTime() - startsAt.getTime();
	const aheadMs = startsAt.getTime() - now.getTime();
	const longestMs = role === 'duty_officer' ? SILENCE.officerMs : SILENCE.longestMs;
	if (!(lengthMs > 0)) throw wrongField('endsAt', 'end_before_start', 'It ends after it starts');
	if (endsAt <= now) throw wrongField('endsAt', 'past', 'It ends in the future');
	if (lengthMs > longestMs) {
		throw wrongField('endsAt', 'too_long', `It lasts at most ${longestMs / 3_600_000} h`);
	}
	if (aheadMs > SILENCE.aheadMs)
		throw wrongField('startsAt', 'too_far', 'It starts within 60 days');
	if (aheadMs < -SILENCE.backMs) throw wrongField('startsAt', 'past', 'It starts now or later');
	const { least, most } = SILENCE.reasonLength;
	const length = reason.trim().length;
	if (length < least || length > most) {
		throw wrongField('reason', 'length', `The reason has ${least} to ${most} characters`);
	}
}
