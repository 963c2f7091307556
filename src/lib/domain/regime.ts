import type { ActFile } from './act-file.ts';
import type { CenterClass, CenterType, Name } from './directory.ts';

/** Whose act it is, the highest first: a lower level may tighten what a higher one set and never loosen it. */
export const ACT_LEVELS = ['nation', 'region', 'city', 'center'] as const;
/** Level of the authority behind an act. */
export type ActLevel = (typeof ACT_LEVELS)[number];

/** What a measure can speak of; each is resolved by itself. The order is that of the store's numbers: only append. */
export const ASPECTS = [
	'admission',
	'intakeHours',
	'issueHours',
	'bookingUntil',
	'groups',
	'capacity',
	'services',
] as const;
/** One side of a regime. */
export type Aspect = (typeof ASPECTS)[number];

/** Wall clock of the center `HH:MM`, from `opensAt` until before `closesAt`; null: the center's own. */
export interface RegimeHours {
	opensAt: string | null;
	/** Up to `24:00`. */
	closesAt: string | null;
	/** Weekdays 1 Monday … 7 Sunday; null: the days on which the center works anyway. Empty: closed. */
	days: readonly number[] | null;
}

/** Admission in small groups, with pauses in which the hall is treated; a figure that the act does not tell is null. */
export interface GroupAdmission {
	people: number | null;
	everyMinutes: number | null;
	/** Null: no pauses. */
	disinfection: { everyMinutes: number | null; minutes: number | null } | null;
}

/** A limit of people inside: stated, or by the distance that they keep (domain.md D6). Null: not stated. */
export interface CapacityRule {
	maxPeople: number | null;
	distanceM: number | null;
}

/**
 * What a measure says. An aspect that is absent is not spoken of; null takes a limit away: own hours, no cut-off, no
 * groups, no limit of people.
 */
export interface MeasureContent {
	admission?: 'open' | 'booking_only';
	/** Hours in which applications are taken. */
	intakeHours?: RegimeHours | null;
	/** Hours in which results are handed out. */
	issueHours?: RegimeHours | null;
	/** A booking is good for arrivals until this wall clock, `HH:MM`. */
	bookingUntil?: string | null;
	groups?: GroupAdmission | null;
	capacity?: CapacityRule | null;
	/** `not_online`: only services that cannot be had online. */
	services?: 'all' | 'not_online';
}

/** One line of a scope. `isConfirmed` false: reported, but not by the act itself; shown, never applied. */
export type ScopeEntry = { isConfirmed: boolean } & (
	| { kind: 'nation' }
	| { kind: 'region'; id: string }
	| { kind: 'city'; id: string; regionId: string }
	| { kind: 'center'; id: string; regionId: string }
	/** A site of the contact center 1414. */
	| { kind: 'contact'; id: string }
);

/** Whom a measure is for. */
interface MeasureScope {
	entries: readonly ScopeEntry[];
	/** Only centers of these classes or types, unless they are named themselves; null: all. */
	classes: readonly CenterClass[] | null;
	types: readonly CenterType[] | null;
}

/** Whom a measure spares. */
interface Exemptions {
	/** A named city or center is not spared by its class. */
	classes: readonly CenterClass[];
	/** A named center is not spared by its type. */
	types: readonly CenterType[];
	/** Single centers, named or not. */
	centers: readonly ExemptCenter[];
}

/** One spared center. */
interface ExemptCenter {
	id: string;
	reason: string;
	/** The exemption begins; null: with the measure. */
	from: Date | null;
	/** The exemption ends; null: with the measure. */
	until: Date | null;
}

/** Half-open: in force at `from`, no more at `until`; null: until repealed. */
export interface Period {
	from: Date;
	until: Date | null;
}

/** A period as it was meant: by a wall clock, which is another instant in another zone. */
export interface MeasurePeriod extends Period {
	/** IANA zone by which `from` and `until` were entered. */
	timezone: string;
	/** Zones in which the same wall clock is another instant. */
	inZones: Readonly<Record<string, Period>>;
}

/** One measure of a decision. */
export interface Measure {
	scope: MeasureScope;
	exemptions: Exemptions;
	period: MeasurePeriod;
	content: MeasureContent;
}

/** The legal basis of a decision. */
export interface Act {
	issuer: Name;
	/** As printed behind the sign №; null where the source does not tell. */
	number: string | null;
	/** `YYYY-MM-DD`: of two acts of one level the later one wins. */
	date: string;
	/** The day of the report stands in for the act's own, which is not known. */
	isDatedByReport: boolean;
	title: Name;
	/** Where it can be read. */
	source: string;
	/** Its text, attached; null: it is not. */
	file: ActFile | null;
	/** What about the entry no source confirms; null where all of it is stated. */
	uncertain: string | null;
}

/** A legal act with its measures, as one version of it tells. */
export interface Decision {
	id: string;
	/** Grows with every change. */
	revision: number;
	level: ActLevel;
	act: Act;
	measures: readonly Measure[];
	/** Why it was entered, in the words of whoever did. */
	reason: string | null;
	/** It was in force, or known, before it was entered. */
	isEnteredLate: boolean;
	/** By a later act, from an instant on. */
	repealed: { at: Date; by: string } | null;
	/** It was put in force at once by one person; null: it was not. */
	emergency: {
		/** Until when another person must have countersigned it. */
		countersignDueAt: Date;
		/** Null: nobody has. It stays in force all the same. */
		countersignedAt: Date | null;
	} | null;
	/** Taken back; before its start it never comes into force. */
	canceledAt: Date | null;
}

/** What a rule can be for: a center, or a site of 1414. */
export interface RegimeSubject {
	kind: 'center' | 'contact';
	id: string;
	cityId: string | null;
	regionId: string | null;
	class: CenterClass | null;
	type: CenterType | null;
	timezone: string;
	hallM2: number | null;
}

/** A limit of people inside with everything it was computed from (domain.md D6, square packing). */
export interface CapacityLimit extends CapacityRule {
	/** The smaller of the stated one and that by distance; null where the hall is unknown and none is stated. */
	people: number | null;
	hallM2: number | null;
	usableShare: number;
	peopleByDistance: number | null;
}

/** Why a measure covers a subject or does not; words are made elsewhere. */
export type CoverCode =
	| 'named_center'
	| 'named_city'
	/** By the class the city or center would be spared. */
	| 'named_beats_class_exemption'
	| 'in_scope'
	| 'unconfirmed'
	| 'exempt_class'
	| 'exempt_type'
	| 'exempt_center'
	/** Spared by its class, and outside the named places of its region anyway. */
	| 'not_in_scope_exempt_class'
	| 'not_in_scope';

/** Why one aspect of a measure that covers a subject counts or does not. */
export type AspectCode =
	/** No other measure speaks of it. */
	| 'only_rule'
	/** Wins over an earlier or wider one of its level, or loses against a later or narrower one. */
	| 'later_act'
	| 'narrower_scope'
	| 'later_start'
	/** Precedence cannot tell; the store refuses such acts. */
	| 'ambiguous'
	| 'tightens_higher_level'
	/** Only as far as it tightens. */
	| 'tightens_in_part'
	| 'may_not_loosen'
	| 'same_as_higher_level';

/** What became of one aspect of a measure. */
export interface AspectVerdict {
	aspect: Aspect;
	/** As the measure says it. */
	value: unknown;
	outcome: 'applies' | 'superseded' | 'overruled';
	because: AspectCode;
	/** The other decision where one is concerned. */
	by: string | null;
}

/** What became of one measure at an instant. */
export interface TraceEntry {
	decisionId: string;
	/** Place of the measure in its decision, from 0. */
	measure: number;
	level: ActLevel;
	/** `applies` where any aspect does; `superseded`, `overruled` where none does. */
	outcome:
		'applies' | 'superseded' | 'overruled' | 'exempt' | 'unconfirmed' | 'repealed' | 'canceled';
	because: CoverCode | AspectCode | 'repealed' | 'canceled';
	/** The other decision where one is concerned. */
	by: string | null;
	/** Empty where the measure does not cover the subject. */
	aspects: readonly AspectVerdict[];
}

/** How a center admits visitors. */
export interface RegimeValues {
	admission: 'open' | 'booking_only';
	/** Null: the center's own hours. */
	intakeHours: RegimeHours | null;
	issueHours: RegimeHours | null;
	bookingUntil: string | null;
	groups: GroupAdmission | null;
	capacity: CapacityLimit | null;
	services: 'all' | 'not_online';
}

/** The regime in force at an instant, and why (contract.md §4). */
export interface Regime extends RegimeValues {
	at: Date;
	/** A measure in force spares this center. */
	exempt: boolean;
	/** The decision behind the admission, else behind the first other aspect; null: no rule. */
	decisionId: string | null;
	/** The decision behind each aspect that has one. */
	decidedBy: Partial<Record<Aspect, string>>;
	/** Everything in force that speaks of the subject, the strongest first. */
	trace: readonly TraceEntry[];
}
