import type { Severity } from './severity.ts';

/** An instant as JSON carries it: RFC 3339 in UTC with milliseconds, so that texts compare as instants do. */
export type Instant = string;

/** The text of an instant. */
export function instantOf(at: Date | number): Instant {
	return new Date(at).toISOString();
}

/** What people handle as one thing; each has its signs. */
export const INCIDENT_KINDS = ['crowding', 'access', 'feed', 'contact'] as const;
/**
 * `crowding`: too many people for the hall, the windows or the street · `access`: people who come without being served,
 * or find no booking · `feed`: figures that are missing or wrong · `contact`: calls to 1414 that nobody answers in time.
 */
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** The kind of incident that each kind of finding belongs to. */
export const KIND_OF_FINDING = {
	hall_over_cap: 'crowding',
	queue_surge: 'crowding',
	long_wait: 'crowding',
	queue_outside: 'crowding',
	turned_away: 'access',
	arrivals_under_booking: 'access',
	booking_drought: 'access',
	feed_silent: 'feed',
	feed_frozen: 'feed',
	feed_absurd: 'feed',
	contact_overload: 'contact',
	contact_abandonment: 'contact',
} as const satisfies Record<string, IncidentKind>;

/** What one detector looks for. */
export type FindingKind = keyof typeof KIND_OF_FINDING;
/** Every kind of finding, in the order in which signs are shown. */
export const FINDING_KINDS = Object.keys(KIND_OF_FINDING) as FindingKind[];

/** What a finding or a member of an incident is about: a center, a site of 1414, or (`pool`) all of 1414. */
export interface Subject {
	kind: 'center' | 'contact';
	id: string;
	cityId: string | null;
	/** Null for what belongs to no region. */
	regionId: string | null;
}

/** The id that stands for the one queue of all sites of 1414. */
export const POOL_ID = 'pool';

/** One text per subject, for maps and for the order of members. */
export function subjectKey({ kind, id }: Pick<Subject, 'kind' | 'id'>): string {
	return `${kind}:${id}`;
}

/** Figures by name, as they were measured; null where one was not. Units as in readings, shares 0…1. */
export type Figures = Readonly<Record<string, number | null>>;

/**
 * What a detector says now: raised, and not cleared yet. What is not among the findings of a tick has cleared; a finding
 * whose data stopped stays.
 */
export interface Finding {
	kind: FindingKind;
	subject: Subject;
	/** Since when its condition holds. */
	since: Instant;
	/** By the figures of now. */
	severity: Severity;
	figures: Figures;
	/** Nothing was measured lately: the figures are the last known ones. */
	isUnconfirmed: boolean;
}
