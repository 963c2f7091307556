import type { CauseCandidate, CauseKind } from '../domain/cause.ts';
import type { Locale } from '../domain/directory.ts';
import type { IncidentState } from '../domain/incident.ts';
import type { Lever } from '../domain/lever.ts';
import type { Severity } from '../domain/severity.ts';
import { m } from '../paraglide/messages.js';
import { formatNumber } from './number.ts';

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;

const SEVERITIES: Record<Severity, Words> = {
	1: m.severity_1,
	2: m.severity_2,
	3: m.severity_3,
	4: m.severity_4,
};

const STATES: Record<IncidentState, Words> = {
	open: m.incident_state_open,
	acknowledged: m.incident_state_acknowledged,
	mitigating: m.incident_state_mitigating,
	resolved: m.incident_state_resolved,
	reviewed: m.incident_state_reviewed,
};

const CAUSES: Record<CauseKind, Words> = {
	rule_started: m.cause_kind_rule_started,
	rule_ended: m.cause_kind_rule_ended,
	exemption_ended: m.cause_kind_exemption_ended,
	rule_in_force: m.cause_kind_rule_in_force,
	holiday: m.cause_kind_holiday,
	upstream_outage: m.cause_kind_upstream_outage,
	rumor: m.cause_kind_rumor,
	influx: m.cause_kind_influx,
	staffing: m.cause_kind_staffing,
	feed_error: m.cause_kind_feed_error,
	other: m.cause_kind_other,
};

const STRENGTHS: Record<CauseCandidate['strength'], Words> = {
	strong: m.cause_strong,
	weak: m.cause_weak,
	unlikely: m.cause_unlikely,
};

const LEVERS: Record<Lever, Words> = {
	open_windows: m.lever_open_windows,
	staff_from_neighbor: m.lever_staff_from_neighbor,
	extra_hours: m.lever_extra_hours,
	virtual_tickets: m.lever_virtual_tickets,
	redirect: m.lever_redirect,
	message_to_citizens: m.lever_message_to_citizens,
	small_groups: m.lever_small_groups,
	second_operators: m.lever_second_operators,
	call_feed_owner: m.lever_call_feed_owner,
};

const DID: Readonly<Record<string, Words>> = {
	opened: m.did_opened,
	member_joined: m.did_member_joined,
	member_cleared: m.did_member_cleared,
	severity_changed: m.did_severity_changed,
	escalated: m.did_escalated,
	acknowledged: m.did_acknowledged,
	assigned: m.did_assigned,
	handed_over: m.did_handed_over,
	note: m.did_note,
	lever_used: m.did_lever_used,
	lever_looked_at: m.did_lever_looked_at,
	severity_set: m.did_severity_set,
	severity_released: m.did_severity_released,
	causes_found: m.did_causes_found,
	cause_confirmed: m.did_cause_confirmed,
	cause_rejected: m.did_cause_rejected,
	cause_named: m.did_cause_named,
	cause_unknown: m.did_cause_unknown,
	resolved: m.did_resolved,
	reopened: m.did_reopened,
	reviewed: m.did_reviewed,
	merged: m.did_merged,
	merged_away: m.did_merged_away,
	split: m.did_split,
	split_off: m.did_split_off,
};

/** A severity as number and word: `1 · critical`. */
export function severityText(severity: Severity, locale: Locale): string {
	const word = SEVERITIES[severity]({}, { locale });
	return m.incident_severity_word({ n: formatNumber(severity, locale), word }, { locale });
}

/** Where an incident stands, in a word or two. */
export function incidentStateWord(state: IncidentState, locale: Locale): string {
	return STATES[state]({}, { locale });
}

/** Reasons of a rule that began by loosening what held before. */
const LOOSENING = ['booking_lifted', 'groups_ended', 'more_inside', 'more_services'];

/** A cause in words: those of the person who named it, else what kind it is; a decision that lifts a rule is called so. */
export function causeText(
	{ kind, text, reasons }: Pick<CauseCandidate, 'kind' | 'text' | 'reasons'>,
	locale: Locale,
) {
	const isLifting = kind === 'rule_started' && reasons.some(({ code }) => LOOSENING.includes(code));
	return text ?? CAUSES[isLifting ? 'rule_ended' : kind]({}, { locale });
}

/** How strongly a cause is tied to an incident. */
export function strengthWord(strength: CauseCandidate['strength'], locale: Locale): string {
	return STRENGTHS[strength]({}, { locale });
}

/** A lever of the catalog; null for one that is not in it. */
export function leverWord(lever: unknown, locale: Locale): string | null {
	const known = Object.entries(LEVERS).find(([name]) => name === lever);
	return known ? known[1]({}, { locale }) : null;
}

/** What somebody did, by the code of the timeline. */
export function didWord(code: string, locale: Locale): string {
	return DID[code]?.({}, { locale }) ?? code;
}
