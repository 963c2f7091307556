import { describe, expect, it } from 'vitest';
import { demoStart, lastWorkingDayStart } from './demo-day.ts';

const at = (text: string) => new Date(`${text}+05:00`);

describe('the day that demo mode plays', () => {
	it.each([
		['a Sunday plays the Friday before', '2026-11-22T08:00:00', '2026-11-20T11:00:00'],
		['a Monday plays the Friday before', '2026-11-23T23:59:00', '2026-11-20T11:00:00'],
		['a Tuesday just after midnight plays Monday', '2026-11-24T00:00:01', '2026-11-23T11:00:00'],
	])('%s', (_name, now, expected) => {
		expect(lastWorkingDayStart(at(now))).toEqual(at(expected));
	});

	it.each([
		['goes on at 09:30', '2026-11-20T09:30:00', '2026-11-20T09:30:00', false],
		['goes on just before 16:00', '2026-11-20T15:59:59', '2026-11-20T15:59:59', false],
		['begins the next working day from 16:00', '2026-11-20T16:00:00', '2026-11-23T11:00:00', true],
		[
			'begins the next working day before 09:30',
			'2026-11-19T09:29:59',
			'2026-11-20T11:00:00',
			true,
		],
	])('a restart %s', (_name, stored, expected, isNewDay) => {
		expect(demoStart(at(stored), at('2026-12-01T12:00:00'))).toEqual({
			startsAt: at(expected),
			isNewDay,
		});
	});
});
