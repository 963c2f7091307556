import type { Calendar } from '../../src/lib/domain/calendar.ts';
import { safeCapacity, type Center } from '../../src/lib/domain/directory.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { bookStateAt, drawBook, type BookState, type DayBook } from './bookings.ts';
import {
	createCenterDay,
	noFlows,
	type CenterDay,
	type CenterState,
	type Flows,
} from './center-day.ts';
import { demandOf, type Demand } from './demand.ts';
import { createDoor } from './door.ts';
import { openHours, type OpenHours } from './hours.ts';
import { dayFactor } from './likeness.ts';
import { localDayAt, type LocalDay } from './local-time.ts';
import { createRandom, traitOf } from './random.ts';
import { createStaffing } from './staffing.ts';
import type { Strain } from './strain.ts';
import { centerTermsOn, type DayTerms } from './terms.ts';
import { drawVisitors } from './visitor.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * People at which the doors close for walk-ins, over the safe capacity: most centers keep it, a few
 * let more in. Where a center is overrun part of the hall is taken, so that a queue stands outside
 * [I].
 */
const DOOR_LIMIT = { least: 0.95, spread: 0.15, overrun: 0.7 } as const;
/**
 * Before opening and after closing a center still counts as busy for this long: people outside,
 * last visitors inside.
 */
const AROUND_HOURS_MS = { before: 15 * MINUTE_MS, after: 90 * MINUTE_MS } as const;
/** Days in which a slot can be booked, today included, and where the next working day is looked for. */
const BOOK_DAYS = { open: 4, looked: 12 } as const;

/** What of a directory entry the model needs. */
export type ModeledCenter = Pick<
	Center,
	| 'id'
	| 'cityId'
	| 'regionId'
	| 'class'
	| 'type'
	| 'hallM2'
	| 'windows'
	| 'opensAt'
	| 'closesAt'
	| 'timezone'
>;

/** What all centers of a network share. */
export interface NetworkFacts {
	seed: string;
	scenario: Scenario;
	/** How many days later than its own dates the scenario is played. */
	shiftDays: number;
	/** Holidays, by region. */
	calendar: Calendar;
	/** Stretch of calm demand, from `calibrate`. */
	scale: number;
	/** What is wrong at a center on a date. */
	strainOf(centerId: string, date: string): Strain;
}

/** One center over any number of days; time only goes forward. */
export interface CenterModel {
	/**
	 * Plays up to an instant (Unix ms). Days in between are played too, unless over a day lies
	 * between.
	 */
	advance(to: number): void;
	/** The state at the last instant. A closed center shows zeros. */
	state(): CenterState;
	/** What happened since the last call. */
	takeFlows(): Flows;
	/** What its booking system shows at the last instant, and refusals since the last call. */
	takeBookings(): BookState & { bookingsRefused: number };
	/** Whether anything can happen at the last instant: around its hours. */
	isActive(): boolean;
	/** Visitors who are still here. */
	present(): { outside: number; waiting: number; inService: number };
}

/** A day before it is played: everything about it that depends on center and date only. */
interface PlannedDay {
	day: LocalDay;
	hours: OpenHours | null;
	strain: Strain;
	demand: Demand;
	terms: DayTerms;
	/** How busy the day is; 1 on average. */
	level: number;
}

interface Played extends PlannedDay {
	play: CenterDay | null;
}

const CLOSED: CenterState = {
	occupancy: 0,
	queueLength: 0,
	bookedWaiting: 0,
	walkInWaiting: 0,
	queueOutside: 0,
	longestWaitSeconds: 0,
	windowsOpen: 0,
	windowsServing: 0,
};

/** Makes the model of one center: the same seed, center, scenario and date always give the same day. */
export function createCenterModel(center: ModeledCenter, facts: NetworkFacts): CenterModel {
	const { seed, scenario, shiftDays, calendar, scale } = facts;
	const capacity = safeCapacity(center.hallM2);
	let now = -Infinity;
	let current: Played | null = null;
	let carried = noFlows();
	let books: { date: string; list: DayBook[] } | null = null;
	let refusalsTakenAt = -Infinity;

	function plan(at: number): PlannedDay {
		const day = localDayAt(center.timezone, at);
		const terms = centerTermsOn(scenario, center, day.date, shiftDays);
		// What a scenario does to a center is all that is wrong there.
		const strain = terms.isChanged ? 'none' : facts.strainOf(center.id, day.date);
		return {
			day,
			hours: openHours(center, day, calendar, terms.closesAt),
			strain,
			demand: demandOf(center, { strain, weekday: day.weekday, scale }),
			terms,
			level: dayFactor(seed, center.id, day.date),
		};
	}

	function bookOf(planned: PlannedDay & { hours: OpenHours }, moved: number): DayBook {
		const random = createRandom(`${seed}/${center.id}/${planned.day.date}/book`);
		return drawBook(planned.demand, { ...planned, midnight: planned.day.startsAt, moved }, random);
	}

	function doorLimit(strain: Strain): number | null {
		if (capacity === null) return null;
		const usual = DOOR_LIMIT.least + DOOR_LIMIT.spread * traitOf(`${center.id}/door`);
		return Math.max(2, Math.round(capacity * (strain === 'overrun' ? DOOR_LIMIT.overrun : usual)));
	}

	function playOf(planned: PlannedDay, moved: number): CenterDay | null {
		const { day, hours, strain, demand, terms } = planned;
		if (hours === null) return null;
		const midnight = day.startsAt;
		const termsAt = (at: number) => terms.at((at - midnight) / MINUTE_MS);
		const random = (part: string) => createRandom(`${seed}/${center.id}/${day.date}/${part}`);
		const book = bookOf({ ...planned, hours }, moved);
		return createCenterDay({
			...drawVisitors(demand, { ...planned, hours, midnight, book }, random('visitors')),
			hours,
			staffing: createStaffing(demand, strain, midnight, terms, random('staff')),
			door: createDoor({ opensAt: hours.opensAt, limit: doorLimit(strain), capacity, termsAt }),
			termsAt,
		});
	}

	/** How many people of the last working day before were booked into this one; its own moved ones are left out. */
	function movedInto({ day, hours }: PlannedDay): number {
		if (hours === null) return 0;
		for (let ago = 1; ago <= BOOK_DAYS.looked; ago++) {
			const before = plan(day.startsAt - (ago - 0.5) * DAY_MS);
			const play = playOf(before, 0);
			if (play === null) continue;
			play.advance(before.day.endsAt - 1);
			return play.takeFlows().movedToNextDay;
		}
		return 0;
	}

	function begin(at: number): Played {
		const planned = plan(at);
		return { ...planned, play: playOf(planned, movedInto(planned)) };
	}

	/** The books that are open at the last instant: those of today and the next working days. */
	function openBooks(): DayBook[] {
		const date = current?.day.date ?? '';
		if (books?.date !== date) {
			const list: DayBook[] = [];
			for (let ahead = 0; list.length < BOOK_DAYS.open && ahead < BOOK_DAYS.looked; ahead++) {
				const planned = plan(current!.day.startsAt + (ahead + 0.5) * DAY_MS);
				const { hours } = planned;
				if (hours !== null) list.push(bookOf({ ...planned, hours }, 0));
			}
			books = { date, list };
		}
		return books.list;
	}

	return {
		advance(to) {
			if (to <= now) return;
			if (current === null) current = begin(to);
			while (to >= current.day.endsAt) {
				current.play?.advance(current.day.endsAt - 1);
				carried = added(carried, current.play?.takeFlows());
				const isLongPause = to - current.day.endsAt > DAY_MS;
				current = begin(isLongPause ? to : current.day.endsAt);
			}
			current.play?.advance(to);
			now = to;
		},
		state: () => current?.play?.state() ?? CLOSED,
		takeFlows() {
			const taken = added(carried, current?.play?.takeFlows());
			carried = noFlows();
			return taken;
		},
		takeBookings() {
			const open = openBooks();
			const isNew = (madeAt: number) => madeAt > refusalsTakenAt && madeAt <= now;
			const refused = open.flatMap(({ refusedAt }) => refusedAt).filter(isNew).length;
			const bookingsRefused = refusalsTakenAt === -Infinity ? 0 : refused;
			refusalsTakenAt = now;
			return { ...bookStateAt(open, now), bookingsRefused };
		},
		isActive() {
			const hours = current?.hours;
			if (!hours) return false;
			return (
				now >= hours.opensAt - AROUND_HOURS_MS.before &&
				now < hours.closesAt + AROUND_HOURS_MS.after
			);
		},
		present: () => current?.play?.present() ?? { outside: 0, waiting: 0, inService: 0 },
	};
}

function added(one: Flows, other: Flows | undefined): Flows {
	if (!other) return one;
	const sum = noFlows();
	for (const key of Object.keys(sum) as (keyof Flows)[]) sum[key] = one[key] + other[key];
	return sum;
}
