import type { Calendar } from './calendar.ts';
import type { CauseKind, CauseReason } from './cause.ts';
import type { Figures } from './finding.ts';
import type { Decision, RegimeSubject } from './regime.ts';

/** What is seen of one center now, as far as causes ask for it; null where it is not known. */
export interface CenterEvidence {
	/** It is crowded: a finding of crowding or access is raised. */
	isMoved: boolean;
	/** Arrivals over what is usual, and how many spreads above it. */
	arrivalsShare: number | null;
	arrivalsZ: number | null;
	/** Walk-ins among the arrivals of now and as usual, 0…1. */
	walkInShare: number | null;
	usualWalkInShare: number | null;
	/** Windows serving over what is usual. */
	windowsShare: number | null;
	/** Windows serving over those that exist. */
	staffedShare: number | null;
	/** Its figures are wrong or missing: suspect, standing still, or not current. */
	isFeedBad: boolean;
}

/** Everything that a search for causes may look at, at one instant. */
export interface CauseContext {
	nowMs: number;
	/** Local date `YYYY-MM-DD` of a zone now. */
	dateOf: (timezone: string) => string;
	/** Every center of the directory. */
	centers: readonly RegimeSubject[];
	/** Decisions as they are known now. */
	decisions: readonly Decision[];
	calendar: Calendar;
	/** Null where nothing is known of a center. */
	evidenceOf: (centerId: string) => CenterEvidence | null;
	/** Calls to 1414 over what is usual; null where it is not known. */
	callsShare: number | null;
	/** 1414 is overloaded or loses calls. */
	isContactTroubled: boolean;
	/** Whom a change of rules concerned and whom not: remembered as long as the decisions are the same. */
	reach: Map<string, ChangeReach>;
}

/** Centers whose regime a decision changed at an instant, and those near them that it did not. */
export interface ChangeReach {
	changed: readonly RegimeSubject[];
	exempt: readonly RegimeSubject[];
}

/** The centers of a directory as searches look them up. */
interface CenterIndex {
	byId: ReadonlyMap<string, RegimeSubject>;
	byCity: ReadonlyMap<string | null, readonly RegimeSubject[]>;
}

const indexes = new WeakMap<readonly RegimeSubject[], CenterIndex>();

/** The index of a list of centers; made once for each list. */
export function indexOf(centers: readonly RegimeSubject[]): CenterIndex {
	let index = indexes.get(centers);
	if (!index) {
		const byId = new Map(centers.map((center) => [center.id, center]));
		const byCity = Map.groupBy(centers, ({ cityId }) => cityId);
		indexes.set(centers, (index = { byId, byCity }));
	}
	return index;
}

/** What all centers together show. */
export interface WideView {
	/** Centers with much fewer windows than usual, among those of which that is known. */
	slow: number;
	slowCities: number;
	slowShare: number;
	/** Centers with far more arrivals than usual, the same way. */
	risen: number;
	risenShare: number;
	/** Centers whose figures are wrong or missing. */
	badFeeds: number;
	badFeedCities: number;
}

/** A cause before it is ranked. */
export interface RawCause {
	kind: CauseKind;
	/** What tells it from others of its kind; empty where there is only one. */
	name: string;
	decisionId: string | null;
	atMs: number | null;
	/** How strongly things speak for it, 0…1. */
	score: number;
	reasons: CauseReason[];
}

/** A reason for a cause. */
export function forIt(code: string, figures: Figures = {}): CauseReason {
	return { code, isAgainst: false, figures };
}

/** A reason against it. */
export function againstIt(code: string, figures: Figures = {}): CauseReason {
	return { code, isAgainst: true, figures };
}

/** Mean of the known ones; null where none is. */
export function meanOf(values: readonly (number | null | undefined)[]): number | null {
	const known = values.filter((value) => value !== null && value !== undefined);
	if (known.length === 0) return null;
	return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Rounded to hundredths, as figures of reasons are kept. */
export function hundredths(value: number | null): number | null {
	return value === null ? null : Math.round(value * 100) / 100;
}
