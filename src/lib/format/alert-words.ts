import type { Locale, Name } from '../domain/directory.ts';
import type { Step } from '../domain/dispatch.ts';
import type { FindingKind, IncidentKind } from '../domain/finding.ts';
import { m } from '../paraglide/messages.js';
import { formatMoment, zoneLabel } from './date.ts';
import { formatNumber } from './number.ts';

/** Places that a message names; the others are counted. */
const PLACES_NAMED = 6;

const SUBJECTS = {
	opened: m.alert_subject_opened,
	reopened: m.alert_subject_reopened,
	worsened: m.alert_subject_worsened,
	escalated: m.alert_subject_escalated,
	assigned: m.alert_subject_assigned,
} as const;

const KINDS = {
	crowding: m.alert_kind_crowding,
	access: m.alert_kind_access,
	feed: m.alert_kind_feed,
	contact: m.alert_kind_contact,
} as const satisfies Record<IncidentKind, unknown>;

const SIGNS = {
	hall_over_cap: m.sign_hall_over_cap,
	queue_surge: m.sign_queue_surge,
	long_wait: m.sign_long_wait,
	queue_outside: m.sign_queue_outside,
	turned_away: m.sign_turned_away,
	arrivals_under_booking: m.sign_arrivals_under_booking,
	booking_drought: m.sign_booking_drought,
	feed_silent: m.sign_feed_silent,
	feed_frozen: m.sign_feed_frozen,
	feed_absurd: m.sign_feed_absurd,
	contact_overload: m.sign_contact_overload,
	contact_abandonment: m.sign_contact_abandonment,
} as const satisfies Record<FindingKind, unknown>;

/** What happens, in words: `crowding`. */
export function kindWord(kind: IncidentKind, locale: Locale): string {
	return KINDS[kind]({}, { locale });
}

/** A sign in words: `hall over its limit`. */
export function signWord(sign: FindingKind, locale: Locale): string {
	return SIGNS[sign]({}, { locale });
}

/** What a message tells of an incident. */
export interface AlertFacts {
	kind: IncidentKind;
	severity: number;
	place: Name;
	/** Its members; empty where the place says it all. */
	members: readonly Name[];
	memberCount: number;
	signs: readonly FindingKind[];
	openedAt: Date;
	/** IANA zone of the place. */
	timezone: string;
	/** Page of the incident. */
	url: string;
}

/** A message in words; in an exercise subject and text say so. Null facts: a test. */
export function alertText(
	step: Step,
	facts: AlertFacts | null,
	{ locale, isExercise }: { locale: Locale; isExercise: boolean },
): { subject: string; text: string } {
	const options = { locale };
	const subject = subjectOf(step, facts, locale);
	const lines = facts ? linesOf(facts, locale) : [m.alert_test_text({}, options)];
	if (!isExercise) return { subject, text: lines.join('\n') };
	return {
		subject: m.alert_exercise({ subject }, options),
		text: [m.alert_exercise_note({}, options), ...lines].join('\n'),
	};
}

function subjectOf(step: Step, facts: AlertFacts | null, locale: Locale): string {
	const options = { locale };
	if (!facts || step === 'test') return m.alert_subject_test({}, options);
	const kind = KINDS[facts.kind]({}, options);
	const place = facts.place[locale];
	if (step === 'resolved') return m.alert_subject_resolved({ kind, place }, options);
	const severity = formatNumber(facts.severity, locale);
	return SUBJECTS[step]({ severity, kind, place }, options);
}

function linesOf(facts: AlertFacts, locale: Locale): string[] {
	const { members, memberCount, signs, openedAt, timezone, url } = facts;
	const options = { locale };
	const named = members.slice(0, PLACES_NAMED).map((name) => name[locale]);
	const rest = memberCount - named.length;
	const list = named.join('; ');
	const places =
		rest > 0 ? m.alert_more_places({ places: list, n: formatNumber(rest, locale) }, options) : list;
	const moment = formatMoment(openedAt, timezone, locale);
	const words = signs.map((sign) => SIGNS[sign]({}, options)).join('; ');
	return [
		m.alert_since({ moment, zone: zoneLabel(openedAt, timezone) }, options),
		...(signs.length > 0 ? [m.alert_signs({ signs: words }, options)] : []),
		...(memberCount > 1 ? [m.alert_places({ places }, options)] : []),
		m.alert_link({ url }, options),
	];
}
