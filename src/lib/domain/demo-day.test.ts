import { describe, expect, it } from 'vitest';
import type { Calendar } from './calendar.ts';
import { demoStart, lastWorkingDayStart } from './demo-day.ts';

/** Monday 23 November is off, Saturday 28 November is worked for it. */
const calendar: Calendar = (regionId, date) => {
	const kind = { '2026-11-23': 'moved_day_off', '2026-11-28': 'working_weekend' } as const;
	const found = kind[date as keyof typeof kind];
	const name = { kk: '', ru: '', en: '' };
	return regionId === 'KZ-71' && found ? { date, kind: found, name, source: '' } : null;
};
const at = (text: string) => new Date(`${text}+05:00`);

describe('the day that demo mode plays', () => {
	it.each([
		['a Sunday plays the Friday before', '2026-11-22T08:00:00', '2026-11-20T11:00:00'],
		['a Monday plays the Friday before', '2026-11-23T23:59:00', '2026-11-20T11:00:00'],
		[
			'a Thursday just after midnight plays Wednesday',
			'2026-11-26T00:00:01',
			'2026-11-25T11:00:00',
		],
		['after a Monday off it plays the Friday before', '2026-11-24T10:00:00', '2026-11-20T11:00:00'],
		['a Sunday plays a worked Saturday', '2026-11-29T08:00:00', '2026-11-28T11:00:00'],
	])('%s', (_name, now, expected) => {
		expect(lastWorkingDayStart(at(now), calendar)).toEqual(at(expected));
	});

	it.each([
		['goes on at 09:30', '2026-11-20T09:30:00', '2026-11-20T09:30:00', false],
		['goes on just before 16:00', '2026-11-20T15:59:59', '2026-11-20T15:59:59', false],
		['begins the next working day from 16:00', '2026-11-20T16:00:00', '2026-11-24T11:00:00', true],
		[
			'begins the next working day before 09:30',
			'2026-11-19T09:29:59',
			'2026-11-20T11:00:00',
			true,
		],
	])('a restart %s', (_name, stored, expected, isNewDay) => {
		expect(demoStart(at(stored), at('2026-12-01T12:00:00'), calendar)).toEqual({
			startsAt: at(expected),
			isNewDay,
		});
	});
});
