import { BOOKING_SHAPE, QUARTER_MINUTES, heightAt } from './day-shape.ts';
import { NO_SHOW_SHARE, type Demand } from './demand.ts';
import type { OpenHours } from './hours.ts';
import type { Random } from './random.ts';
import type { DayTerms } from './terms.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Length of a slot. */
export const SLOT_MS = QUARTER_MINUTES * MINUTE_MS;

/** How a booking system works [I]. */
const BOOKING = {
	/** Part of the windows' capacity that slots may fill (domain.md D3, α). */
	alpha: 0.85,
	/** Part of the slots that is offered while walk-ins are served too. */
	openShare: 0.65,
	/** Hours from booking to slot: the mean while slots are plenty, and the least. Scarce slots are booked earlier. */
	leadHours: 20,
	leastLeadHours: 0.5,
	/** Whoever was moved to this day was booked in so long before it opens. */
	movedHoursBefore: 14,
} as const;

/** One quarter hour with places for so many bookings. */
interface Slot {
	startsAt: number;
	capacity: number;
}

/** A booking: its slot, and since when it stands in the book. Unix ms. */
interface Booking {
	slotAt: number;
	madeAt: number;
}

/** The book of one day. */
export interface DayBook {
	slots: Slot[];
	bookings: Booking[];
	/** When wishes were refused because their slot was full. */
	refusedAt: number[];
}

/**
 * Places of a slot: floor(α·c·15/E[S]/(1−no-show)). Source: domain.md D3, vector `slot_capacity`.
 */
export function slotCapacity(
	windows: number,
	serviceMinutes: number,
	alpha: number = BOOKING.alpha,
	noShowShare: number = NO_SHOW_SHARE,
): number {
	const visits = (alpha * windows * QUARTER_MINUTES) / serviceMinutes;
	return Math.floor(visits / (1 - noShowShare) + 1e-9);
}

/**
 * Draws the book of a day as it stands when the day is over. `level` is how busy the day is, `moved` how many people of
 * the day before were booked in; `midnight` is the instant from which minutes of the day count.
 */
export function drawBook(
	demand: Demand,
	day: { hours: OpenHours; midnight: number; terms: DayTerms; level: number; moved: number },
	random: Random,
): DayBook {
	const { hours, midnight, terms } = day;
	const book: DayBook = { slots: [], bookings: [], refusedAt: [] };
	let moved = day.moved;
	for (let slotAt = hours.opensAt; slotAt < hours.closesAt; slotAt += SLOT_MS) {
		const minute = (slotAt - midnight) / MINUTE_MS;
		const now = terms.at(minute);
		const places = slotCapacity(demand.windows * now.windows, demand.serviceMinutes);
		const capacity = now.isBookingOnly ? places : Math.ceil(places * BOOKING.openShare);
		book.slots.push({ startsAt: slotAt, capacity });

		const height = heightAt(BOOKING_SHAPE, minute + QUARTER_MINUTES / 2);
		const kept = demand.bookedPerMinute * height * QUARTER_MINUTES * now.bookings * day.level;
		const wanted = random.rounded(kept / (1 - NO_SHOW_SHARE));
		const scarcity = Math.max(1, wanted / Math.max(1, capacity));
		const takenByMoved = Math.min(moved, capacity);
		for (let i = 0; i < takenByMoved; i++) {
			book.bookings.push({ slotAt, madeAt: hours.opensAt - BOOKING.movedHoursBefore * HOUR_MS });
		}
		moved -= takenByMoved;
		for (let i = 0; i < wanted; i++) {
			const lead = random.exponential(BOOKING.leadHours * scarcity) + BOOKING.leastLeadHours;
			const madeAt = Math.round(slotAt - lead * HOUR_MS);
			if (takenByMoved + i < capacity) book.bookings.push({ slotAt, madeAt });
			else book.refusedAt.push(madeAt);
		}
	}
	return book;
}

/** What a booking system says at an instant. */
export interface BookState {
	/** RFC 3339; absent where nothing is free. */
	nextFreeSlotAt?: string;
	slotsFree: number;
	slotsTotal: number;
}

/** Places left in the slots after an instant (Unix ms) of several days' books, in order of days. */
export function bookStateAt(books: readonly DayBook[], at: number): BookState {
	let slotsFree = 0;
	let slotsTotal = 0;
	let nextFree: number | null = null;
	for (const { slots, bookings } of books) {
		const taken = new Map<number, number>();
		for (const { slotAt, madeAt } of bookings) {
			if (madeAt <= at) taken.set(slotAt, (taken.get(slotAt) ?? 0) + 1);
		}
		for (const { startsAt, capacity } of slots) {
			if (startsAt <= at) continue;
			const free = Math.max(0, capacity - (taken.get(startsAt) ?? 0));
			slotsTotal += capacity;
			slotsFree += free;
			if (free > 0) nextFree ??= startsAt;
		}
	}
	return {
		...(nextFree !== null && { nextFreeSlotAt: new Date(nextFree).toISOString() }),
		slotsFree,
		slotsTotal,
	};
}
