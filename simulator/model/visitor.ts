import type { DayBook } from './bookings.ts';
import { CROWD_SHAPE, QUARTER_MINUTES, WALK_IN_SHAPE, heightAt } from './day-shape.ts';
import { NO_SHOW_SHARE, SERVICE_CV, visitsOf, type Demand } from './demand.ts';
import type { OpenHours } from './hours.ts';
import { quarterFactors } from './likeness.ts';
import type { Random } from './random.ts';
import type { DayTerms } from './terms.ts';

const MINUTE_MS = 60_000;

/** How people behave [I]. */
const HABITS = {
	/** When a missed booking is given up, after its slot. */
	noShowAfterMs: 10 * MINUTE_MS,
	/** Booked visitors come a little early. */
	earlyMinutes: 3,
	earlySpreadMinutes: 4,
	/** Share of visitors that bring a companion: people are not tickets. */
	companionShare: 0.12,
	/**
	 * Minutes until a waiting visitor gives up: mean and coefficient of variation. Booked ones hold
	 * out longer.
	 */
	patienceMinutes: 85,
	bookedPatienceMinutes: 150,
	patienceCv: 0.5,
	/** Services are never shorter than this. */
	leastServiceMs: 90_000,
} as const;

/**
 * One person with a matter to settle, as decided before the day begins: nothing here depends on how
 * the day goes.
 */
export interface Visitor {
	/** When they come, Unix ms. */
	at: number;
	isBooked: boolean;
	/** From when their waiting counts: the slot of a booked visitor who came early, else `at`. */
	waitsFrom: number;
	/** When they give up if nobody has called them, Unix ms. */
	leavesAt: number;
	serviceMs: number;
	/** People, companion included. */
	people: number;
	/** A number in [0, 1) that decides what they do where they cannot be served as they are. */
	resolve: number;
}

/**
 * Everybody who comes on one day in order of coming, and the instants at which missed bookings are
 * noticed.
 */
export interface DayVisitors {
	visitors: Visitor[];
	noShowsAt: number[];
}

/** What the people of a day are drawn from. */
interface ExpectedDay {
	hours: OpenHours;
	/** The instant from which minutes of the day count. */
	midnight: number;
	terms: DayTerms;
	/** How busy the day is; 1 on average. */
	level: number;
	book: DayBook;
}

/**
 * Draws the people of one day: walk-ins as a Poisson process whose rate wanders from quarter hour to
 * quarter hour, and whoever keeps the bookings of the book.
 */
export function drawVisitors(demand: Demand, day: ExpectedDay, random: Random): DayVisitors {
	const { hours, midnight, terms, level, book } = day;
	const visitors: Visitor[] = [];
	const noShowsAt: number[] = [];

	function add(at: number, isBooked: boolean, waitsFrom: number): void {
		const patience = isBooked ? HABITS.bookedPatienceMinutes : HABITS.patienceMinutes;
		visitors.push({
			at,
			isBooked,
			waitsFrom,
			leavesAt: Math.round(
				Math.max(waitsFrom, hours.opensAt) +
					random.lognormal(patience, HABITS.patienceCv) * MINUTE_MS,
			),
			serviceMs: Math.max(
				HABITS.leastServiceMs,
				Math.round(random.lognormal(demand.serviceMinutes, SERVICE_CV) * MINUTE_MS),
			),
			people: random.chance(HABITS.companionShare) ? 2 : 1,
			resolve: random.next(),
		});
	}

	function walkInsPerMinute(minute: number): number {
		const { crowd, walkIns } = terms.at(minute);
		if (crowd === null) return demand.walkInsPerMinute * walkIns * heightAt(WALK_IN_SHAPE, minute);
		const opens = (hours.opensAt - midnight) / MINUTE_MS;
		const ordinary = visitsOf(demand, opens, (hours.closesAt - midnight) / MINUTE_MS);
		return ordinary * crowd * heightAt(CROWD_SHAPE, minute);
	}

	const quarterMs = QUARTER_MINUTES * MINUTE_MS;
	const from = hours.opensAt - quarterMs;
	const factors = quarterFactors(random, Math.ceil((hours.closesAt - from) / quarterMs));
	factors.forEach((factor, quarter) => {
		const start = from + quarter * quarterMs;
		const middle = (start - midnight) / MINUTE_MS + QUARTER_MINUTES / 2;
		const length = Math.min(quarterMs, hours.closesAt - start);
		const expected = walkInsPerMinute(middle) * level * (length / MINUTE_MS);
		for (let left = random.poisson(expected * factor); left > 0; left--) {
			const at = Math.round(start + random.next() * length);
			add(at, false, at);
		}
	});
	for (const { slotAt } of book.bookings) {
		if (random.chance(NO_SHOW_SHARE)) {
			noShowsAt.push(slotAt + HABITS.noShowAfterMs);
			continue;
		}
		const offset = HABITS.earlySpreadMinutes * random.normal() - HABITS.earlyMinutes;
		const at = Math.round(slotAt + Math.max(-14, Math.min(12, offset)) * MINUTE_MS);
		add(at, true, Math.max(at, slotAt));
	}
	visitors.sort((one, other) => one.at - other.at);
	noShowsAt.sort((one, other) => one - other);
	return { visitors, noShowsAt };
}
