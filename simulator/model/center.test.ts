import { describe, expect, it } from 'vitest';
import { PLAIN_WEEKS } from '../../src/lib/domain/calendar.ts';
import { safeCapacity } from '../../src/lib/domain/directory.ts';
import { ORDINARY_DAY } from '../scenarios/ordinary-day.ts';
import type { CenterChange, CenterTerms, Scenario } from '../scenarios/scenario.ts';
import type { Flows } from './center-day.ts';
import { createCenterModel, type CenterModel, type ModeledCenter } from './center.ts';
import type { Strain } from './strain.ts';

const MINUTE_MS = 60_000;
const DAY = Date.parse('2026-11-18T00:00:00+05:00');
const clock = (hour: number, minute = 0) => DAY + (hour * 60 + minute) * MINUTE_MS;

function aModel(
	center: Partial<ModeledCenter> = {},
	strain: Strain = 'none',
	seed = '1',
	scenario: Scenario = ORDINARY_DAY,
) {
	return createCenterModel(
		{
			id: 'somewhere-1',
			cityId: 'almaty',
			regionId: 'KZ-75',
			class: 'city',
			type: 'ordinary',
			hallM2: 240,
			windows: 12,
			opensAt: '09:00',
			closesAt: '18:00',
			timezone: 'Asia/Almaty',
			...center,
		},
		{ seed, scenario, shiftDays: 0, calendar: PLAIN_WEEKS, scale: 1, strainOf: () => strain },
	);
}

function aScenario(...centers: CenterChange[]): Scenario {
	return { ...ORDINARY_DAY, centers };
}
/** What happens in a whole day of a change. */
function wholeDay(center: Partial<ModeledCenter>, change: CenterChange): Flows {
	const model = aModel(center, 'none', '1', aScenario(change));
	model.advance(clock(3));
	model.takeFlows();
	model.advance(clock(23));
	return model.takeFlows();
}
function visitsIn(flows: Flows): number {
	return flows.arrivalsBooked + flows.arrivalsWalkIn;
}
function goneIn(flows: Flows): number {
	const { served, leftWithoutService, turnedAway, movedToNextDay } = flows;
	return served + leftWithoutService + turnedAway + movedToNextDay;
}
function hereIn(model: CenterModel): number {
	const { outside, waiting, inService } = model.present();
	return outside + waiting + inService;
}

describe('one center', () => {
	it.each(['none', 'tight', 'short', 'overrun', 'lunch'] as const)(
		'loses nobody at any minute of a day: strain %s',
		(strain) => {
			const model = aModel({ windows: 20 }, strain);
			let came = 0;
			let gone = 0;
			for (let minute = 0; minute < 24 * 60; minute++) {
				model.advance(DAY + minute * MINUTE_MS);
				const flows = model.takeFlows();
				came += visitsIn(flows);
				gone += goneIn(flows);
				expect(came).toBe(gone + hereIn(model));
			}
			expect(came).toBeGreaterThan(100);
			expect(hereIn(model)).toBe(0);
		},
	);

	it.each<[string, CenterTerms]>([
		['booking only', { admission: 'booking_only', bookings: 2.5, walkIns: 0.4 }],
		['a crowd and free entry', { crowd: 2, doors: 'open', bookings: 0.3 }],
		['small groups', { groups: { people: 6, everyMinutes: 20 } }],
		['fewer windows and an early end', { windows: 0.4, closesAt: '16:00' }],
	])('loses nobody at any minute of a day: %s', (_, terms) => {
		const model = aModel({}, 'none', '1', aScenario({ where: {}, why: '', ...terms }));
		let came = 0;
		let gone = 0;
		for (let minute = 0; minute < 24 * 60; minute++) {
			model.advance(DAY + minute * MINUTE_MS);
			const flows = model.takeFlows();
			came += visitsIn(flows);
			gone += goneIn(flows);
			expect(came).toBe(gone + hereIn(model));
		}
		expect(came).toBeGreaterThan(100);
		expect(hereIn(model)).toBe(0);
	});

	it('shows consistent figures at any minute', () => {
		const model = aModel({}, 'overrun');
		for (let minute = 8 * 60; minute < 20 * 60; minute++) {
			model.advance(DAY + minute * MINUTE_MS);
			const state = model.state();
			expect(state.queueLength).toBe(state.bookedWaiting + state.walkInWaiting);
			expect(state.windowsServing).toBeLessThanOrEqual(state.windowsOpen);
			expect(state.windowsOpen).toBeLessThanOrEqual(12);
			expect(state.occupancy).toBeGreaterThanOrEqual(state.queueLength);
			expect(Object.values(state).every((value) => Number.isInteger(value) && value >= 0)).toBe(
				true,
			);
		}
	});

	it('plays the same day whatever the steps', () => {
		const one = aModel();
		const other = aModel();
		for (let second = 0; second <= 6 * 3600; second += 7) one.advance(clock(8) + second * 1000);
		one.advance(clock(14));
		other.advance(clock(8));
		other.advance(clock(14));
		expect(one.state()).toEqual(other.state());
		expect(one.takeFlows()).toEqual(other.takeFlows());
	});

	it('plays another day for another seed or date', () => {
		const days = [aModel({}, 'none', '1'), aModel({}, 'none', '2')].map((model) => {
			model.advance(clock(18));
			return model.takeFlows();
		});
		const next = aModel();
		next.advance(clock(24 + 18));
		expect(days[0]).not.toEqual(days[1]);
		expect(days[0]).not.toEqual(next.takeFlows());
	});

	it('keeps its hours in its own zone', () => {
		const zones = [
			// 09:00 in Aqtau was 10:00 in Almaty until March 2024.
			['Asia/Almaty', '2021-08-23T03:00:00Z', '2021-08-23T12:00:00Z'],
			['Asia/Aqtau', '2021-08-23T04:00:00Z', '2021-08-23T13:00:00Z'],
		] as const;
		for (const [timezone, opens, closes] of zones) {
			const model = aModel({ timezone });
			model.advance(Date.parse(opens) - 1);
			expect(model.state()).toMatchObject({ windowsOpen: 0, occupancy: 0 });
			expect(model.takeFlows().served).toBe(0);
			model.advance(Date.parse(opens));
			expect(model.state().windowsOpen).toBeGreaterThan(0);
			model.advance(Date.parse(closes) + 2 * 60 * MINUTE_MS);
			model.takeFlows();
			model.advance(Date.parse(closes) + 8 * 60 * MINUTE_MS);
			expect(visitsIn(model.takeFlows())).toBe(0);
			expect(model.isActive()).toBe(false);
		}
	});

	it('shows zeros while closed, at night and on Sunday', () => {
		const model = aModel();
		for (const at of [clock(3), clock(23), DAY + 4 * 24 * 60 * MINUTE_MS + 11 * 60 * MINUTE_MS]) {
			model.advance(at);
			expect(Object.values(model.state()).every((value) => value === 0)).toBe(true);
			expect(model.isActive()).toBe(false);
		}
	});

	it('lets walk-ins wait outside once the hall is full, and people leave after long waits', () => {
		const capacity = safeCapacity(120)!;
		const model = aModel({ windows: 24, hallM2: 120 }, 'overrun');
		let mostOutside = 0;
		for (let minute = 9 * 60; minute < 16 * 60; minute++) {
			model.advance(DAY + minute * MINUTE_MS);
			const { occupancy, queueOutside, bookedWaiting, windowsOpen } = model.state();
			// Booked visitors go in at once, even past the limit.
			expect(occupancy).toBeLessThanOrEqual(capacity + 2 * (bookedWaiting + windowsOpen));
			mostOutside = Math.max(mostOutside, queueOutside);
		}
		expect(mostOutside).toBeGreaterThan(10);
		expect(model.takeFlows().leftWithoutService).toBeGreaterThan(0);
	});

	it('calls booked visitors first', () => {
		const model = aModel({ windows: 20 }, 'overrun');
		let booked = 0;
		let walkIns = 0;
		for (let minute = 10 * 60; minute < 16 * 60; minute++) {
			model.advance(DAY + minute * MINUTE_MS);
			booked += model.state().bookedWaiting;
			walkIns += model.state().walkInWaiting;
		}
		// Every fifth visitor is booked, and yet hardly any of those who wait.
		expect(booked).toBeLessThan(0.05 * walkIns);
	});

	it('has fewer windows over lunch where lunch is not organized', () => {
		const model = aModel({}, 'lunch');
		model.advance(clock(12));
		const before = model.state().windowsOpen;
		model.advance(clock(13));
		expect(model.state().windowsOpen).toBeLessThan(before / 2 + 1);
	});

	it('serves no walk-in without a time under booking-only: they wait for one, are moved or turned away', () => {
		const terms = { admission: 'booking_only', bookings: 2, walkIns: 0.5 } as const;
		const total = wholeDay({ windows: 8 }, { ...terms, where: {}, why: '' });
		expect(total.movedToNextDay).toBeGreaterThan(0);
		expect(total.turnedAway).toBeGreaterThan(0);
		expect(total.noShows).toBeGreaterThan(0);
		const ordinary = wholeDay({ windows: 8 }, { where: {}, why: '' });
		expect(ordinary.turnedAway).toBeLessThan(total.turnedAway);
		expect(total.arrivalsBooked).toBeGreaterThan(ordinary.arrivalsBooked);
	});

	it('keeps people outside where small groups go in, though the hall is half empty', () => {
		const groups = {
			people: 4,
			everyMinutes: 15,
			sanitaryBreak: { everyMinutes: 120, minutes: 15 },
		};
		const model = aModel({}, 'none', '1', aScenario({ where: {}, why: '', groups }));
		model.advance(clock(11, 50));
		expect(model.state().queueOutside).toBeGreaterThan(40);
		expect(model.state().occupancy).toBeLessThan(safeCapacity(240)! / 2);
		// The last quarter of every two hours the hall is treated: whoever is at a window is served, nobody is called.
		model.takeFlows();
		model.advance(clock(12, 44));
		model.advance(clock(12, 59));
		expect(model.state().windowsServing).toBeLessThanOrEqual(2);
	});

	it('books people who were moved into the next day', () => {
		const strict = { admission: 'booking_only', walkIns: 3, to: '2026-11-19T00:00' } as const;
		const crowded = aScenario({ where: {}, why: '', ...strict });
		const next = (scenario: Scenario) => {
			const model = aModel({}, 'none', '1', scenario);
			model.advance(clock(24 + 3));
			model.takeFlows();
			model.advance(clock(24 + 20));
			return model.takeFlows().arrivalsBooked;
		};
		expect(next(crowded)).toBeGreaterThan(next(aScenario()) + 10);
	});

	it('shows free places of its slots, fewer for nearer days', () => {
		const model = aModel();
		model.advance(clock(8));
		const { slotsFree, slotsTotal, nextFreeSlotAt, bookingsRefused } = model.takeBookings();
		expect(slotsTotal).toBeGreaterThan(slotsFree);
		expect(slotsFree).toBeGreaterThan(0);
		expect(Date.parse(nextFreeSlotAt!)).toBeGreaterThanOrEqual(clock(9));
		expect(bookingsRefused).toBe(0);
	});

	it('jumps over long pauses without counting what nobody saw', () => {
		const model = aModel();
		model.advance(clock(12));
		model.takeFlows();
		model.advance(clock(12) + 30 * 24 * 60 * MINUTE_MS);
		const fresh = aModel();
		fresh.advance(clock(12) + 30 * 24 * 60 * MINUTE_MS);
		expect(model.state()).toEqual(fresh.state());
	});
});
