import { BOOKING_SHAPE, QUARTER_MINUTES, WALK_IN_SHAPE, heightAt } from './day-shape.ts';
import { SERVICE_CV, type Demand } from './demand.ts';
import type { OpenHours } from './hours.ts';
import type { Random } from './random.ts';

const MINUTE_MS = 60_000;

/** How people behave [I]. */
const HABITS = {
	/** Share of bookings that nobody keeps (domain.md E: 5–15 %). */
	noShowShare: 0.1,
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
}

/**
 * Everybody who comes on one day in order of coming, and the instants at which missed bookings are
 * noticed.
 */
export interface DayVisitors {
	visitors: Visitor[];
	noShowsAt: number[];
}

/**
 * Draws the people of one day: walk-ins as a Poisson process by quarter hours, bookings in
 * 15-minute slots. `midnight` is the instant from which minutes of the day count.
 */
export function drawVisitors(
	demand: Demand,
	hours: OpenHours,
	midnight: number,
	random: Random,
): DayVisitors {
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
		});
	}

	const quarterMs = QUARTER_MINUTES * MINUTE_MS;
	for (let start = hours.opensAt - quarterMs; start < hours.closesAt; start += quarterMs) {
		const middle = (start - midnight) / MINUTE_MS + QUARTER_MINUTES / 2;
		const length = Math.min(quarterMs, hours.closesAt - start);
		const share = (QUARTER_MINUTES * length) / quarterMs;
		const walkIns = random.poisson(
			demand.walkInsPerMinute * heightAt(WALK_IN_SHAPE, middle) * share,
		);
		for (let i = 0; i < walkIns; i++) {
			const at = Math.round(start + random.next() * length);
			add(at, false, at);
		}
		if (start < hours.opensAt) continue;

		const kept = demand.bookedPerMinute * heightAt(BOOKING_SHAPE, middle) * share;
		const bookings = random.rounded(kept / (1 - HABITS.noShowShare));
		for (let i = 0; i < bookings; i++) {
			if (random.chance(HABITS.noShowShare)) {
				noShowsAt.push(start + HABITS.noShowAfterMs);
				continue;
			}
			const offset = HABITS.earlySpreadMinutes * random.normal() - HABITS.earlyMinutes;
			const at = Math.round(start + Math.max(-14, Math.min(12, offset)) * MINUTE_MS);
			add(at, true, Math.max(at, start));
		}
	}
	visitors.sort((one, other) => one.at - other.at);
	noShowsAt.sort((one, other) => one - other);
	return { visitors, noShowsAt };
}
