import { describe, expect, it } from 'vitest';
import { scenarioNamed } from '../scenarios/known.ts';
import { callTermsAt, centerTermsOn, isIn, shiftedDate } from './terms.ts';

const ALMALY = {
	id: 'almaty-almaly',
	cityId: 'almaty',
	regionId: 'KZ-75',
	class: 'city',
	type: 'ordinary',
} as const;
const VILLAGE = { ...ALMALY, id: 'village', cityId: null, class: 'rural' } as const;
const almaty = scenarioNamed('almaty-2021-08-23');

describe('the choice of centers', () => {
	it.each([
		['everywhere', {}, true, true],
		['a city', { cities: ['almaty'] }, true, false],
		['a region', { regions: ['KZ-75'] }, true, true],
		['classes', { classes: ['rural', 'district'] }, false, true],
		['city and type together', { cities: ['almaty'], types: ['duty'] }, false, false],
		['a center', { centers: ['village'] }, false, true],
	] as const)('%s', (_, where, inAlmaly, inVillage) => {
		expect(isIn(where, ALMALY)).toBe(inAlmaly);
		expect(isIn(where, VILLAGE)).toBe(inVillage);
	});
});

describe('terms of a center', () => {
	it('change at the wall clock of the place, and the last change decides', () => {
		const day = centerTermsOn(almaty, ALMALY, '2021-08-23', 0);
		expect(day.at(8 * 60 + 59)).toMatchObject({ isBookingOnly: true, walkIns: 0.03, crowd: null });
		expect(day.at(9 * 60)).toMatchObject({ isBookingOnly: false, isEntryFree: true, crowd: 1.6 });
		const next = centerTermsOn(almaty, ALMALY, '2021-08-24', 0);
		expect(next.at(600)).toMatchObject({ crowd: 1.1, isEntryFree: true });
	});

	it('are those of an ordinary day elsewhere', () => {
		const day = centerTermsOn(almaty, VILLAGE, '2021-08-23', 0);
		expect(day.isChanged).toBe(false);
		expect(day.at(600)).toMatchObject({ walkIns: 1, bookings: 1, groups: null, windows: 1 });
	});

	it('move with the days on which the scenario is played', () => {
		const date = shiftedDate('2021-08-23', 100);
		expect(date).toBe('2021-12-01');
		expect(centerTermsOn(almaty, ALMALY, date, 100).at(600).crowd).toBe(1.6);
		expect(callTermsAt(almaty, date, 600, 100).calls).toBe(1.25);
		expect(callTermsAt(almaty, date, 500, 100)).toEqual({});
	});

	it('hold small groups and an earlier closing in Uralsk, on their days', () => {
		const uralsk = scenarioNamed('uralsk-2020-03');
		const center = { ...ALMALY, id: 'oral-1', cityId: 'oral', regionId: 'KZ-27' };
		const on = (date: string) => centerTermsOn(uralsk, center, date, 0);
		expect(on('2020-03-18').at(600).groups).toBeNull();
		expect(on('2020-03-19').at(600).groups).toMatchObject({ people: 9, everyMinutes: 15 });
		expect(on('2020-03-19').closesAt).toBeNull();
		expect(on('2020-03-20').closesAt).toBe('17:00');
	});
});
