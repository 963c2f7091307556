import type { Figures } from '../finding.ts';
import { isCurrent } from '../freshness.ts';
import type { LevelLimits } from '../load.ts';
import type { Hours } from '../opening.ts';
import { columnOf, STATE_BITS, type Row } from '../row.ts';
import { workingDaysUntil, type ZoneClock } from './place-clock.ts';
import type { CenterSight, ContactSight, UsualSlot } from './sight.ts';

const D = Object.fromEntries(
	(
		[
			'freshness',
			'state',
			'occupancy',
			'capacity',
			'queueLength',
			'queueOutside',
			'waitSeconds',
			'longestWaitSeconds',
			'windowsServing',
			'windowsOpen',
			'arrivalsBooked',
			'arrivalsWalkIn',
			'turnedAway',
			'movedToNextDay',
			'nextFreeSlotAt',
			'slotsFree',
			'slotsTotal',
			'bookingsRefused',
		] as const
	).map((name) => [name, columnOf('d', name)]),
) as Record<string, number>;

const K = {
	freshness: columnOf('k', 'freshness'),
	callsWaiting: columnOf('k', 'callsWaiting'),
	operatorsOnShift: columnOf('k', 'operatorsOnShift'),
	offered: columnOf('k', 'offered'),
	abandoned: columnOf('k', 'abandoned'),
};

/** What a sight is made of beside the center's `d` row. */
export interface SightContext {
	nowMs: number;
	clock: ZoneClock;
	/** Hours of today; null: closed all day; undefined: unknown. */
	hours: Hours | null | undefined;
	isBookingOnly: boolean;
	/** People that a rule lets in; null: no such rule. */
	peopleByRule: number | null;
	usual: UsualSlot | null;
	isSurging: boolean;
	lately: { arrivals: number; usual: number } | null;
	surge: Figures;
	/** Readings in a row that are too strange to act on. */
	suspectReadings: number;
	/** Two of them came within the last hour. */
	wasSuspect: boolean;
	limits: LevelLimits;
}

/** One center at one instant, from its `d` row on the Board. */
export function centerSight(row: Row, context: SightContext): CenterSight {
	const at = (name: string): number | null => row[D[name] ?? -1] ?? null;
	const { nowMs, clock, hours, peopleByRule } = context;
	const state = at('state') ?? 0;
	const freshness = at('freshness') ?? 0;
	const isNotMoving = (state & STATE_BITS.notMoving) !== 0;
	const isSuspect = (state & STATE_BITS.suspect) !== 0;
	const isOpen =
		hours === undefined
			? null
			: hours !== null && clock.minutes >= hours.opens && clock.minutes < hours.closes;
	const area = at('capacity');
	const booked = at('arrivalsBooked');
	const walkIns = at('arrivalsWalkIn');
	return {
		nowMs,
		freshness,
		isTrusted: isCurrent(freshness) && !isNotMoving && !isSuspect && !context.wasSuspect,
		isOpen,
		minutesOpen: isOpen && hours ? clock.minutes - hours.opens : null,
		isNotMoving,
		isSuspect,
		suspectReadings: context.suspectReadings,
		occupancy: at('occupancy'),
		capacity:
			area === null || peopleByRule === null
				? (area ?? peopleByRule)
				: Math.min(area, peopleByRule),
		queueLength: at('queueLength'),
		queueOutside: at('queueOutside'),
		// Estimated by windows that serve, never by those that are merely open (domain.md D5).
		waitSeconds: at('windowsServing') === null ? null : at('waitSeconds'),
		longestWaitSeconds: at('longestWaitSeconds'),
		windowsServing: at('windowsServing'),
		windowsOpen: at('windowsOpen'),
		arrivals: booked === null && walkIns === null ? null : (booked ?? 0) + (walkIns ?? 0),
		walkIns,
		lately: context.lately,
		turnedAway: at('turnedAway'),
		movedToNextDay: at('movedToNextDay'),
		daysToSlot: daysToSlot(at('nextFreeSlotAt'), at('slotsTotal'), nowMs, clock),
		bookingsRefused: at('bookingsRefused'),
		isBookingOnly: context.isBookingOnly,
		usual: context.usual,
		isSurging: context.isSurging,
		surge: context.surge,
		limits: context.limits,
	};
}

/** Without a free slot in books that have slots it is Infinity. */
function daysToSlot(
	slotSeconds: number | null,
	slotsTotal: number | null,
	nowMs: number,
	clock: ZoneClock,
): number | null {
	if (slotSeconds !== null) return workingDaysUntil(slotSeconds * 1000, nowMs, clock);
	return slotsTotal === null || slotsTotal === 0 ? null : Infinity;
}

/** 1414, all of it or one site, from its `k` row. */
export function contactSight(row: Row, nowMs: number, limits: LevelLimits): ContactSight {
	return {
		nowMs,
		freshness: row[K.freshness] ?? 0,
		isOpen: null,
		minutesOpen: null,
		callsWaiting: row[K.callsWaiting] ?? null,
		operatorsOnShift: row[K.operatorsOnShift] ?? null,
		offered: row[K.offered] ?? null,
		abandoned: row[K.abandoned] ?? null,
		limits,
	};
}
