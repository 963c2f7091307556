import type { CauseCandidate } from './cause.ts';
import type { Actor } from './change.ts';
import type { Figures, FindingKind, IncidentKind, Instant, Subject } from './finding.ts';
import type { LeverUse } from './lever.ts';
import { worseOf, type Severity } from './severity.ts';

/*
 * An incident is plain JSON: the store keeps it as it is, the wire carries it as it is. Every change makes a new one with
 * the next revision. Instants are of the operations clock.
 */

/** The life of an incident, in order. */
export const INCIDENT_STATES = [
	'open',
	'acknowledged',
	'mitigating',
	'resolved',
	'reviewed',
] as const;
/** Where an incident stands. */
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** An incident that comes back within so many minutes after it was resolved is the same one, reopened. */
export const REOPEN_WITHIN_MINUTES = 60;

/** Where an incident is: the smallest place that holds all of its members. */
export interface IncidentPlace {
	kind: 'center' | 'city' | 'region' | 'nation' | 'contact';
	id: string;
}

/** One kind of finding at one member. */
export interface Sign {
	kind: FindingKind;
	since: Instant;
	/** Null while it lasts. */
	clearedAt: Instant | null;
	severity: Severity;
	/** The worst since it was raised. */
	peak: Severity;
	figures: Figures;
	/** Its data stopped: it stays, with the last known figures. */
	isUnconfirmed: boolean;
}

/** A center (or 1414) with its part in an incident. At most one open incident has it as a member, per kind. */
export interface Member extends Subject {
	joinedAt: Instant;
	/** All of its signs have cleared; null while one lasts. */
	clearedAt: Instant | null;
	severity: Severity;
	peak: Severity;
	signs: readonly Sign[];
	/** Somebody resolved the incident while its signs lasted: they reopen it only when they get worse or come back. */
	isSetAside: boolean;
}

/** What stands in the timeline. */
type TimelineCode =
	| 'opened'
	| 'member_joined'
	| 'member_cleared'
	| 'severity_changed'
	| 'escalated'
	| 'acknowledged'
	| 'assigned'
	| 'handed_over'
	| 'note'
	| 'lever_used'
	| 'lever_looked_at'
	| 'severity_set'
	| 'severity_released'
	| 'causes_found'
	| 'cause_confirmed'
	| 'cause_rejected'
	| 'cause_named'
	| 'cause_unknown'
	| 'resolved'
	| 'reopened'
	| 'reviewed'
	| 'merged'
	| 'merged_away'
	| 'split'
	| 'split_off';

/** One thing that happened, newest last. */
export interface TimelineEntry {
	at: Instant;
	by: Actor;
	code: TimelineCode;
	/** What it is about: ids, figures, codes. */
	about: Readonly<Record<string, string | number | null>>;
	/** In a person's words. */
	text: string | null;
}

/** A severity that a person set; it holds until released. */
interface SeverityOverride {
	severity: Severity;
	reason: string;
	by: Actor;
	at: Instant;
}

/** What people handle: findings that belong together, with everything that was done about them. */
export interface Incident {
	/** The same on every node that sees the same findings. */
	id: string;
	/** From 1, one more with every change. */
	revision: number;
	kind: IncidentKind;
	state: IncidentState;
	place: IncidentPlace;
	/** Regions of its members, in order; none for 1414. */
	regionIds: readonly string[];
	/** In order of their joining. */
	members: readonly Member[];
	/** By the members that have not cleared; where all have, the last. Shown unless somebody set another. */
	measured: Severity;
	/** The worst it ever was, by measurement or by hand. */
	peak: Severity;
	override: SeverityOverride | null;
	openedAt: Instant;
	/** Who works on it; null until acknowledged. */
	owner: Actor | null;
	acknowledgedAt: Instant | null;
	resolvedAt: Instant | null;
	reviewedAt: Instant | null;
	/** Every candidate with its verdict, the likeliest first. */
	causes: readonly CauseCandidate[];
	/** A person looked and found no cause. */
	isCauseUnknown: boolean;
	levers: readonly LeverUse[];
	timeline: readonly TimelineEntry[];
	/** The incident that took it in. */
	mergedInto: string | null;
	/** The incident that it was split from. */
	splitFrom: string | null;
	/** Who changed it last, and when. */
	changedBy: Actor;
	changedAt: Instant;
}

/** The severity to show and to act on. */
export function severityOf({
	override,
	measured,
}: Pick<Incident, 'override' | 'measured'>): Severity {
	return override?.severity ?? measured;
}

/** Whether somebody still has to act on it. */
export function isOpen({ state }: Pick<Incident, 'state'>): boolean {
	return state !== 'resolved' && state !== 'reviewed';
}

/** The smallest place that holds all of some subjects. */
export function placeOf(subjects: readonly Subject[]): IncidentPlace {
	const [first] = subjects;
	if (!first) throw new Error('an incident without members has no place');
	const isShared = (of: (subject: Subject) => string | null) =>
		subjects.every((subject) => of(subject) !== null && of(subject) === of(first));
	if (subjects.every(({ kind }) => kind === 'contact')) return { kind: 'contact', id: first.id };
	if (subjects.length === 1) return { kind: 'center', id: first.id };
	if (isShared(({ cityId }) => cityId)) return { kind: 'city', id: first.cityId ?? '' };
	if (isShared(({ regionId }) => regionId)) return { kind: 'region', id: first.regionId ?? '' };
	return { kind: 'nation', id: 'nation' };
}

/** Regions of some subjects, each once, in order. */
export function regionsOf(subjects: readonly Subject[]): string[] {
	return [...new Set(subjects.flatMap(({ regionId }) => regionId ?? []))].sort();
}

/** The next revision of an incident, with entries at the end of its timeline. */
export function revised(
	incident: Incident,
	change: Partial<Incident>,
	by: Actor,
	at: Instant,
	entries: readonly Omit<TimelineEntry, 'at' | 'by'>[],
): Incident {
	const next = { ...incident, ...change };
	return {
		...next,
		revision: incident.revision + 1,
		peak: worseOf(next.peak, severityOf(next)),
		timeline: [...incident.timeline, ...entries.map((entry) => ({ at, by, ...entry }))],
		changedBy: by,
		changedAt: at,
	};
}
