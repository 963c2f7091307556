import type { TermsNow } from './terms.ts';
import type { Visitor } from './visitor.ts';

const MINUTE_MS = 60_000;

/** People that a hall holds shoulder to shoulder, over its safe capacity: where entry is free, nobody fits beyond [I]. */
const STANDING_ROOM = 1.7;

/** The door of one center on one day. */
export interface Door {
	/** Who of those outside goes in now, and who stays; `inside` people are in already. */
	letIn(
		outside: readonly Visitor[],
		inside: number,
		at: number,
	): { entering: Visitor[]; staying: Visitor[] };
	/** When the next group may go in; Infinity where people are not let in by groups. */
	nextGroupAt(at: number): number;
	/** Whether the hall is being treated: nobody goes in, nobody is called. */
	isTreated(at: number): boolean;
}

/**
 * Makes the door. `limit` is how many people the house lets in, `capacity` the safe one; null where the hall is unknown
 * and takes everybody. Booked visitors go in at once, walk-ins while there is room; by groups, so many people in each
 * interval, booked ones first.
 */
export function createDoor(options: {
	opensAt: number;
	limit: number | null;
	capacity: number | null;
	termsAt: (at: number) => TermsNow;
}): Door {
	const { opensAt, limit, capacity, termsAt } = options;
	let interval = -1;
	let places = 0;

	function intervalOf(at: number, everyMinutes: number): number {
		return Math.floor((at - opensAt) / (everyMinutes * MINUTE_MS));
	}

	function isTreated(at: number): boolean {
		const pause = termsAt(at).groups?.sanitaryBreak;
		if (!pause || at < opensAt) return false;
		const sinceBreak = ((at - opensAt) / MINUTE_MS) % pause.everyMinutes;
		return sinceBreak >= pause.everyMinutes - pause.minutes;
	}

	function byGroups(outside: readonly Visitor[], at: number, people: number, every: number) {
		if (intervalOf(at, every) !== interval) {
			interval = intervalOf(at, every);
			places = people;
		}
		const ordered = outside.toSorted((one, other) => Number(other.isBooked) - Number(one.isBooked));
		const entering: Visitor[] = [];
		for (const visitor of ordered) {
			// A group is filled in order: nobody slips past a pair that does not fit.
			if (visitor.people > places) break;
			places -= visitor.people;
			entering.push(visitor);
		}
		const gone = new Set(entering);
		return { entering, staying: outside.filter((visitor) => !gone.has(visitor)) };
	}

	return {
		isTreated,
		nextGroupAt(at) {
			const every = termsAt(at).groups?.everyMinutes;
			if (every === undefined) return Infinity;
			return opensAt + (intervalOf(at, every) + 1) * every * MINUTE_MS;
		},
		letIn(outside, inside, at) {
			if (isTreated(at)) return { entering: [], staying: [...outside] };
			const { groups, isEntryFree } = termsAt(at);
			if (groups) return byGroups(outside, at, groups.people, groups.everyMinutes);
			const most = isEntryFree && capacity !== null ? capacity * STANDING_ROOM : limit;
			const entering: Visitor[] = [];
			const staying: Visitor[] = [];
			let people = inside;
			for (const visitor of outside) {
				const hasRoom = most === null || people + visitor.people <= most;
				// An empty hall takes anybody, however small it is.
				if (visitor.isBooked || hasRoom || people === 0) {
					people += visitor.people;
					entering.push(visitor);
				} else {
					staying.push(visitor);
				}
			}
			return { entering, staying };
		},
	};
}
