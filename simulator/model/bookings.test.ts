import { describe, expect, it } from 'vitest';
import vectors from '../../tests/support/test-vectors.json' with { type: 'json' };
import { bookStateAt, drawBook, slotCapacity, SLOT_MS } from './bookings.ts';
import { demandOf } from './demand.ts';
import { createRandom } from './random.ts';
import { ORDINARY_TERMS, type TermsNow } from './terms.ts';

const HOUR_MS = 3600_000;
const hours = { opensAt: 9 * HOUR_MS, closesAt: 18 * HOUR_MS };

function aBook(terms: Partial<TermsNow> = {}, moved = 0) {
	const demand = demandOf({ id: 'x', windows: 12 }, { strain: 'none', weekday: 3, scale: 1 });
	const now = { ...ORDINARY_TERMS.at(0), ...terms };
	const day = {
		hours,
		midnight: 0,
		terms: { ...ORDINARY_TERMS, at: () => now },
		level: 1,
		moved,
	};
	return drawBook(demand, day, createRandom('book'));
}

describe('places of a slot', () => {
	it.each(vectors.slot_capacity)('%j', ({ in: given, out }) => {
		const { windows, mean_service_min, alpha, no_show } = given;
		expect(slotCapacity(windows, mean_service_min, alpha, no_show)).toBe(out);
	});
});

describe('the book of a day', () => {
	it('has a slot each quarter hour, never overbooked, and refuses nobody on an ordinary day', () => {
		const { slots, bookings, refusedAt } = aBook();
		expect(slots).toHaveLength(36);
		expect(slots[1]!.startsAt - slots[0]!.startsAt).toBe(SLOT_MS);
		expect(refusedAt).toEqual([]);
		expect(bookings.length).toBeGreaterThan(80);
		expect(bookings.every(({ slotAt, madeAt }) => madeAt < slotAt)).toBe(true);
	});

	it('refuses what does not fit, and offers more where nobody comes without booking', () => {
		const open = aBook({ bookings: 5 });
		const bookingOnly = aBook({ bookings: 5, isBookingOnly: true });
		for (const { slots, bookings } of [open, bookingOnly]) {
			for (const { startsAt, capacity } of slots) {
				const taken = bookings.filter(({ slotAt }) => slotAt === startsAt).length;
				expect(taken).toBeLessThanOrEqual(capacity);
			}
		}
		expect(open.refusedAt.length).toBeGreaterThan(0);
		expect(bookingOnly.bookings.length).toBeGreaterThan(open.bookings.length);
	});

	it('gives the first places to whoever was moved to this day', () => {
		const { bookings } = aBook({}, 20);
		const moved = bookings.filter(({ madeAt }) => madeAt === -5 * HOUR_MS);
		expect(moved).toHaveLength(20);
		expect(moved[0]?.slotAt).toBe(hours.opensAt);
	});

	it('shows fewer free places as time goes on, and none after the last slot', () => {
		const book = aBook({ bookings: 5 });
		const before = bookStateAt([book], -24 * HOUR_MS);
		const morning = bookStateAt([book], 8 * HOUR_MS);
		expect(before.slotsTotal).toBe(morning.slotsTotal);
		expect(before.slotsFree).toBeGreaterThan(morning.slotsFree);
		expect(morning.slotsFree).toBeGreaterThanOrEqual(0);
		const evening = bookStateAt([book], 18 * HOUR_MS);
		expect(evening).toEqual({ slotsFree: 0, slotsTotal: 0 });
	});

	it('names the first free slot over several days', () => {
		const full = aBook({ bookings: 50 });
		const free = { slots: [{ startsAt: 33 * HOUR_MS, capacity: 2 }], bookings: [], refusedAt: [] };
		const { nextFreeSlotAt } = bookStateAt([full, free], 8.9 * HOUR_MS);
		expect(nextFreeSlotAt).toBe(new Date(33 * HOUR_MS).toISOString());
	});
});
