import type { LevelLimits } from '../load.ts';
import type { Figures, FindingKind } from '../finding.ts';
import type { Band } from '../surge.ts';
import type { Measure, Steps } from './track.ts';

/** One center at one instant as the detectors look at it; null is not measured. Counts are people or calls. */
export interface CenterSight {
	nowMs: number;
	/** Code of its freshness (domain/freshness.ts). */
	freshness: number;
	/** Its figures count: fresh or late, moving, and not suspect lately. */
	isTrusted: boolean;
	/** By the plan; null where its hours are unknown. */
	isOpen: boolean | null;
	/** Since it opened today; null while closed or unknown. */
	minutesOpen: number | null;
	/** Its figures stand still. */
	isNotMoving: boolean;
	/** Its figures are, or lately were, too strange to act on. */
	isSuspect: boolean;
	/** So many readings in a row were. */
	suspectReadings: number;
	occupancy: number | null;
	/** People that the hall may hold: by its area, or by a stricter rule in force. */
	capacity: number | null;
	queueLength: number | null;
	queueOutside: number | null;
	/** Expected, of somebody who joins now. */
	waitSeconds: number | null;
	/** So far, of those who still wait. */
	longestWaitSeconds: number | null;
	windowsServing: number | null;
	windowsOpen: number | null;
	/** Of the last quarter of an hour. */
	arrivals: number | null;
	walkIns: number | null;
	/** Of the last hour as far as it is known, and what is usual in it; null: not known. */
	lately: { arrivals: number; usual: number } | null;
	turnedAway: number | null;
	movedToNextDay: number | null;
	/** Working days until the next free slot; Infinity where none is in the books; null where it is not known. */
	daysToSlot: number | null;
	bookingsRefused: number | null;
	isBookingOnly: boolean;
	/** What is usual in this quarter of an hour; null where it is not known. */
	usual: UsualSlot | null;
	/** Its last whole quarters of an hour had too many people (domain/surge.ts). */
	isSurging: boolean;
	surge: Figures;
	limits: LevelLimits;
}

/** What is usual at a center in one quarter of an hour of its week. */
export interface UsualSlot {
	arrivals: Band | null;
	walkIns: Band | null;
	/** People waiting, mean of the slot. */
	queue: Band | null;
	/** Windows serving, mean of the slot. */
	windows: Band | null;
	/** From its own slots of this weekday; with those beside them; or from centers like it. */
	basis: 'own' | 'pooled' | 'profile';
}

/** 1414, all sites or one, at one instant. */
export interface ContactSight {
	nowMs: number;
	freshness: number;
	isOpen: boolean | null;
	minutesOpen: number | null;
	callsWaiting: number | null;
	operatorsOnShift: number | null;
	/** Of the last quarter of an hour. */
	offered: number | null;
	abandoned: number | null;
	limits: LevelLimits;
}

/** One thing to look for: pure, of one sight; what holds and for how long is followed by domain/detectors/track.ts. */
export interface Detector<S> {
	kind: FindingKind;
	/** Steps under some limits of the levels; asked once per limits. */
	steps: (limits: LevelLimits) => Steps;
	/** Null: nothing is measured. */
	measure: (sight: S) => Measure | null;
}

/** A minute in ms. */
export const MINUTE_MS = 60_000;

/** Until so many minutes after opening nobody wonders about people who waited for it. */
const OPENING_MINUTES = 5;

/** Whether something about people may be raised now: open, and not only just. */
export function isServing({ isOpen, minutesOpen }: CenterSight): boolean {
	return isOpen !== false && (minutesOpen === null || minutesOpen >= OPENING_MINUTES);
}
