import { WAITING, walkInWait } from '../../src/lib/domain/waiting.ts';
import { loadAt, windowsFor, type Demand } from './demand.ts';
import type { Random } from './random.ts';
import { HELD_WAIT_MINUTES, type Strain } from './strain.ts';
import type { DayTerms } from './terms.ts';

const MINUTE_MS = 60_000;

/** How windows are staffed [I]. */
const STAFFING = {
	/** Lunch in two shifts, minutes of the local day, and the share of windows that stay. */
	lunchFrom: 12 * 60 + 30,
	lunchTo: 14 * 60,
	lunchShare: 0.8,
	/** The same where lunch is not organized. */
	emptyLunchShare: 0.35,
	/** From this minute of the day strained centers too use every clerk, to be done at closing. */
	catchUpFrom: 16 * 60 + 45,
	/** Windows that a calm center opens at least, if it has so many. */
	leastWindows: 3,
	/** The least part of its load that a strained center staffs. */
	leastShareOfLoad: 0.6,
	/** A manager opens a further window above this expected wait. */
	openAboveSeconds: 12 * 60,
	/** Share of windows whose clerk is away for a moment. */
	pausedShare: 0.04,
} as const;

/** What the manager sees at a review. */
interface HallView {
	/** Visitors waiting, outside included. */
	waiting: number;
	windowsOpen: number;
	/** Booked visitors who came lately. */
	bookedPerMinute: number;
	/** Open windows without a visitor. */
	idle: number;
}

/** Decides at each review how many windows are open and how many of them are away for a moment. */
export interface Staffing {
	/**
	 * Mean time at a window, for the clerk at the door who tells people whether it makes sense to
	 * wait.
	 */
	serviceMs: number;
	review(at: number, hall: HallView): { windowsOpen: number; windowsPaused: number };
}

/**
 * Staffing of one center on one day. Calm centers follow the expected load and open a further
 * window when people wait; strained ones hold a wait that is too long. `midnight` is the instant
 * from which minutes of the day count.
 */
export function createStaffing(
	demand: Demand,
	strain: Strain,
	midnight: number,
	terms: DayTerms,
	random: Random,
): Staffing {
	const heldWait = strain === 'none' || strain === 'lunch' ? null : HELD_WAIT_MINUTES[strain];

	/** Windows that can be staffed at all. */
	function most(minute: number): number {
		return Math.max(1, Math.round(demand.windows * terms.at(minute).windows));
	}

	function planned(minute: number): number {
		if (terms.at(minute).isReinforced) return most(minute);
		// Half an hour ahead, so that windows open before the people come.
		const load = Math.max(loadAt(demand, minute), loadAt(demand, minute + 30));
		const least = Math.min(STAFFING.leastWindows, demand.windows);
		return Math.min(most(minute), Math.max(least, windowsFor(load)));
	}

	/** A calm center follows its plan, and opens a further window when people wait. */
	function followPlan(minute: number, isLunch: boolean, hall: HallView): number {
		const plan = planned(minute);
		if (isLunch && strain === 'lunch') {
			return Math.max(1, Math.round(plan * STAFFING.emptyLunchShare));
		}
		const there = most(minute);
		const limit = isLunch ? Math.max(1, Math.ceil(there * STAFFING.lunchShare)) : there;
		const wait = walkInWait(0, hall.waiting, hall.bookedPerMinute, hall.windowsOpen) ?? 0;
		const isWaiting = wait > STAFFING.openAboveSeconds;
		// Further windows stay open until they have nothing to do.
		const kept = hall.idle >= 2 ? hall.windowsOpen - 1 : hall.windowsOpen;
		return Math.min(limit, Math.max(plan, isWaiting ? hall.windowsOpen + 1 : kept));
	}

	/**
	 * A strained center holds a wait that is too long: as many clerks as make it so for the queue
	 * there is, so the queue settles where they equal the load. Wait by queue length: (Q+1)·S/(c −
	 * booked load) = held.
	 */
	function holdWait(minute: number, held: number, hall: HallView): number {
		const serviceMinutes = WAITING.serviceSeconds / 60;
		const forBooked = hall.bookedPerMinute * serviceMinutes;
		const forWalkIns = ((hall.waiting + 1) * serviceMinutes) / held;
		const least = Math.max(1, Math.round(loadAt(demand, minute) * STAFFING.leastShareOfLoad));
		return Math.min(most(minute), Math.max(least, Math.round(forBooked + forWalkIns)));
	}

	function staffed(at: number, hall: HallView): number {
		const minute = (at - midnight) / MINUTE_MS;
		if (heldWait !== null && minute < STAFFING.catchUpFrom) return holdWait(minute, heldWait, hall);
		const isLunch = minute >= STAFFING.lunchFrom && minute < STAFFING.lunchTo;
		return followPlan(minute, isLunch, hall);
	}

	return {
		serviceMs: demand.serviceMinutes * MINUTE_MS,
		review(at, hall) {
			const windowsOpen = staffed(at, hall);
			let windowsPaused = 0;
			for (let i = 0; i < windowsOpen; i++) {
				if (random.chance(STAFFING.pausedShare)) windowsPaused++;
			}
			// Never the last one.
			return { windowsOpen, windowsPaused: Math.min(windowsPaused, windowsOpen - 1) };
		},
	};
}
