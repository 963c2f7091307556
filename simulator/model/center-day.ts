import type { FlowFigures } from '../../src/lib/domain/reading.ts';
import type { Door } from './door.ts';
import type { OpenHours } from './hours.ts';
import type { Staffing } from './staffing.ts';
import type { TermsNow } from './terms.ts';
import type { DayVisitors, Visitor } from './visitor.ts';

const MINUTE_MS = 60_000;

/** Rules of the house [I]. */
const HOUSE = {
	/** How often the manager looks at the hall. */
	reviewMs: 3 * MINUTE_MS,
	/** Arrivals of so long ago say how many booked visitors come now. */
	recentMs: 15 * MINUTE_MS,
	/** Booked visitors who still wait at closing are served for this long. */
	overtimeMs: 30 * MINUTE_MS,
	/**
	 * Under booking-only, walk-ins who find no free window: this share waits for a given time today, this share is booked
	 * for the next day, the others are turned away.
	 */
	unbookedWaitShare: 0.3,
	unbookedMovedShare: 0.45,
} as const;

/** What counts over time, every figure measured. */
export type Flows = { [F in keyof FlowFigures]: number };

/** What a center shows at an instant, every figure measured. */
export interface CenterState {
	/** People inside: waiting in the hall and at the windows, companions included. */
	occupancy: number;
	/** Tickets waiting in the hall. */
	queueLength: number;
	bookedWaiting: number;
	walkInWaiting: number;
	/** People in front of the doors, companions included. */
	queueOutside: number;
	longestWaitSeconds: number;
	windowsOpen: number;
	windowsServing: number;
}

/** What a day is made of before it begins. */
interface DayPlan extends DayVisitors {
	hours: OpenHours;
	staffing: Staffing;
	door: Door;
	termsAt: (at: number) => TermsNow;
}

/** One day of one center, played forward event by event. */
export interface CenterDay {
	/** Plays up to an instant (Unix ms); an earlier one changes nothing. */
	advance(to: number): void;
	/** The state at the last instant that was played. */
	state(): CenterState;
	/** What happened since the last call. */
	takeFlows(): Flows;
	/** Visitors (not people) who are still here: outside, in the hall, at a window. */
	present(): { outside: number; waiting: number; inService: number };
}

/** Nothing happened. */
export function noFlows(): Flows {
	return {
		arrivalsBooked: 0,
		arrivalsWalkIn: 0,
		served: 0,
		noShows: 0,
		leftWithoutService: 0,
		turnedAway: 0,
		movedToNextDay: 0,
	};
}

/**
 * Plays one day: people come, wait outside while the hall is full, take a ticket, booked visitors
 * are called first (without interrupting anybody), some give up. At closing whoever stands outside
 * is turned away, waiting walk-ins are moved to the next day, booked ones are served for half an
 * hour more. The result does not depend on the steps in which it is advanced.
 */
export function createCenterDay(plan: DayPlan): CenterDay {
	const { visitors, noShowsAt, hours, staffing, door, termsAt } = plan;
	const endsAt = hours.closesAt + HOUSE.overtimeMs;
	let now = -Infinity;
	let nextVisitor = 0;
	let nextNoShow = 0;
	let nextReview = hours.opensAt;
	let hasClosed = false;
	let hasEnded = false;
	let windowsOpen = 0;
	let windowsPaused = 0;
	let outside: Visitor[] = [];
	let booked: Visitor[] = [];
	let walkIns: Visitor[] = [];
	let atWindow: { until: number; people: number }[] = [];
	let inside = 0;
	let isTreated = false;
	let recentBooked: number[] = [];
	let flows = noFlows();

	function nextEventAt(): number {
		let at = nextVisitor < visitors.length ? visitors[nextVisitor]!.at : Infinity;
		if (nextNoShow < noShowsAt.length) at = Math.min(at, noShowsAt[nextNoShow]!);
		if (!hasClosed) at = Math.min(at, nextReview, hours.closesAt);
		else if (!hasEnded) at = Math.min(at, endsAt);
		if (!hasClosed && outside.length > 0) at = Math.min(at, door.nextGroupAt(now));
		for (const { until } of atWindow) if (until < at) at = until;
		for (const queue of [outside, booked, walkIns]) {
			for (const { leavesAt } of queue) if (leavesAt < at) at = leavesAt;
		}
		return at;
	}

	function play(at: number): void {
		finishServices(at);
		giveUp(at);
		while (nextNoShow < noShowsAt.length && noShowsAt[nextNoShow]! <= at) {
			flows.noShows++;
			nextNoShow++;
		}
		if (!hasClosed && at >= nextReview) review(at);
		while (nextVisitor < visitors.length && visitors[nextVisitor]!.at <= at) {
			arrive(visitors[nextVisitor++]!, at);
		}
		if (!hasClosed && at >= hours.closesAt) close();
		if (!hasEnded && at >= endsAt) end();
		letIn(at);
		call(at);
	}

	function finishServices(at: number): void {
		if (!atWindow.some(({ until }) => until <= at)) return;
		atWindow = atWindow.filter(({ until, people }) => {
			if (until > at) return true;
			inside -= people;
			flows.served++;
			return false;
		});
	}

	function giveUp(at: number): void {
		const stays = (isInside: boolean) => (visitor: Visitor) => {
			if (visitor.leavesAt > at) return true;
			flows.leftWithoutService++;
			if (isInside) inside -= visitor.people;
			return false;
		};
		const isDue = ({ leavesAt }: Visitor) => leavesAt <= at;
		if (outside.some(isDue)) outside = outside.filter(stays(false));
		if (booked.some(isDue)) booked = booked.filter(stays(true));
		if (walkIns.some(isDue)) walkIns = walkIns.filter(stays(true));
	}

	function review(at: number): void {
		recentBooked = recentBooked.filter((came) => came > at - HOUSE.recentMs);
		({ windowsOpen, windowsPaused } = staffing.review(at, {
			waiting: booked.length + walkIns.length + outside.length,
			windowsOpen,
			bookedPerMinute: recentBooked.length / (HOUSE.recentMs / MINUTE_MS),
			idle: Math.max(0, windowsOpen - atWindow.length),
		}));
		nextReview += HOUSE.reviewMs;
	}

	function arrive(visitor: Visitor, at: number): void {
		if (visitor.isBooked) {
			flows.arrivalsBooked++;
			recentBooked.push(at);
		} else {
			flows.arrivalsWalkIn++;
		}
		if (hasClosed) {
			flows.turnedAway++;
		} else if (visitor.isBooked || at < hours.opensAt) {
			outside.push(visitor);
		} else if (cannotBeServedToday(at)) {
			flows.movedToNextDay++;
		} else if (termsAt(at).isBookingOnly && !hasFreeWindow()) {
			register(visitor);
		} else {
			outside.push(visitor);
		}
	}

	/** A walk-in under booking-only is registered on the spot: no service without a time. */
	function register(visitor: Visitor): void {
		if (visitor.resolve < HOUSE.unbookedWaitShare) outside.push(visitor);
		else if (visitor.resolve < HOUSE.unbookedWaitShare + HOUSE.unbookedMovedShare) {
			flows.movedToNextDay++;
		} else flows.turnedAway++;
	}

	function hasFreeWindow(): boolean {
		return booked.length + walkIns.length === 0 && atWindow.length < windowsOpen - windowsPaused;
	}

	function cannotBeServedToday(at: number): boolean {
		const ahead = booked.length + walkIns.length + outside.length;
		const waitMs = (ahead / Math.max(1, windowsOpen)) * staffing.serviceMs;
		return ahead > 0 && at + waitMs > hours.closesAt;
	}

	function letIn(at: number): void {
		if (hasClosed || at < hours.opensAt || outside.length === 0) return;
		const { entering, staying } = door.letIn(outside, inside, at);
		for (const visitor of entering) {
			inside += visitor.people;
			(visitor.isBooked ? booked : walkIns).push(visitor);
		}
		outside = staying;
	}

	function call(at: number): void {
		isTreated = !hasClosed && door.isTreated(at);
		if (isTreated) return;
		const serving = hasClosed ? windowsOpen : windowsOpen - windowsPaused;
		while (at >= hours.opensAt && atWindow.length < serving) {
			const visitor = booked.shift() ?? walkIns.shift();
			if (!visitor) return;
			atWindow.push({ until: at + visitor.serviceMs, people: visitor.people });
			// A place in the queue became a place at a window: the number inside is the same.
		}
	}

	function close(): void {
		hasClosed = true;
		flows.turnedAway += outside.length;
		flows.movedToNextDay += walkIns.length;
		for (const { people } of walkIns) inside -= people;
		outside = [];
		walkIns = [];
	}

	function end(): void {
		hasEnded = true;
		flows.movedToNextDay += booked.length;
		for (const { people } of booked) inside -= people;
		booked = [];
		windowsOpen = 0;
	}

	return {
		advance(to) {
			for (let at = nextEventAt(); at <= to; at = nextEventAt()) {
				play(at);
				now = at;
			}
			now = Math.max(now, to);
		},
		state() {
			// After closing a window is open only as long as somebody is at it or still to be called.
			const needed = hasClosed
				? Math.min(windowsOpen, atWindow.length + booked.length)
				: windowsOpen;
			const open = Math.max(needed, atWindow.length);
			let waitsFrom = now;
			let queueOutside = 0;
			for (const queue of [booked, walkIns]) {
				for (const visitor of queue) waitsFrom = Math.min(waitsFrom, visitor.waitsFrom);
			}
			for (const visitor of outside) queueOutside += visitor.people;
			return {
				occupancy: inside,
				queueLength: booked.length + walkIns.length,
				bookedWaiting: booked.length,
				walkInWaiting: walkIns.length,
				queueOutside,
				longestWaitSeconds: Math.max(0, Math.floor((now - waitsFrom) / 1000)),
				windowsOpen: open,
				windowsServing: Math.max(
					atWindow.length,
					isTreated ? 0 : hasClosed ? open : open - windowsPaused,
					0,
				),
			};
		},
		takeFlows() {
			const taken = flows;
			flows = noFlows();
			return taken;
		},
		present: () => ({
			outside: outside.length,
			waiting: booked.length + walkIns.length,
			inService: atWindow.length,
		}),
	};
}
