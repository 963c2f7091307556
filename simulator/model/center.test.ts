import { describe, expect, it } from 'vitest';
import { PLAIN_WEEKS } from '../../src/lib/domain/calendar.ts';
import { safeCapacity } from '../../src/lib/domain/directory.ts';
import type { Flows } from './center-day.ts';
import { createCenterModel, type CenterModel, type ModeledCenter } from './center.ts';
import type { Strain } from './strain.ts';

const MINUTE_MS = 60_000;
const DAY = Date.parse('2026-11-18T00:00:00+05:00');
const clock = (hour: number, minute = 0) => DAY + (hour * 60 + minute) * MINUTE_MS;

function aModel(center: Partial<ModeledCenter> = {}, strain: Strain = 'none', seed = '1') {
	return createCenterModel(
		{
			id: 'somewhere-1',
			regionId: 'KZ-75',
			type: 'ordinary',
			hallM2: 240,
			windows: 12,
			opensAt: '09:00',
			closesAt: '18:00',
			timezone: 'Asia/Almaty',
			...center,
		},
		{ seed, calendar: PLAIN_WEEKS, scale: 1, strainOf: () => strain },
	);
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
