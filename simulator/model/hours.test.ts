import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/lib/domain/calendar.ts';
import { openHours, type Schedule } from './hours.ts';
import { localDayAt } from './local-time.ts';

const CALENDAR = createCalendar({
	regions: 'KZ-',
	from: '2026-01-01',
	to: '2026-12-31',
	sources: {},
	days: [
		{ date: '2026-12-16', kind: 'holiday', name: { kk: '', ru: '', en: '' }, source: '' },
		{ date: '2026-11-21', kind: 'working_weekend', name: { kk: '', ru: '', en: '' }, source: '' },
	],
});

function hours(center: Partial<Schedule>, date: string): string | null {
	const schedule: Schedule = {
		type: 'ordinary',
		opensAt: '09:00',
		closesAt: '18:00',
		timezone: 'Asia/Almaty',
		regionId: 'KZ-75',
		...center,
	};
	const day = localDayAt(schedule.timezone, Date.parse(`${date}T08:00:00Z`));
	const found = openHours(schedule, day, CALENDAR);
	return (
		found &&
		`${new Date(found.opensAt).toISOString().slice(11, 16)}-${new Date(found.closesAt).toISOString().slice(11, 16)}`
	);
}

describe('hours of a center', () => {
	it.each([
		['a working day by the directory', {}, '2026-11-18', '04:00-13:00'],
		['another zone before 2024', { timezone: 'Asia/Aqtau' }, '2021-08-23', '04:00-13:00'],
		[
			'a duty center in the evening',
			{ type: 'duty', closesAt: '20:00' },
			'2026-11-18',
			'04:00-15:00',
		],
		['a duty center on Saturday, 9 to 13', { type: 'duty' }, '2026-11-14', '04:00-08:00'],
		['an ordinary center on Saturday', {}, '2026-11-14', null],
		['an ordinary center on a worked Saturday', {}, '2026-11-21', '04:00-13:00'],
		['a holiday', { type: 'duty' }, '2026-12-16', null],
		['a day that is a holiday elsewhere', { regionId: 'PL-14' }, '2026-12-16', '04:00-13:00'],
		['Sunday', { type: 'duty' }, '2026-11-22', null],
		['unknown hours: 9 to 18', { opensAt: null, closesAt: null }, '2026-11-18', '04:00-13:00'],
	] as const)('%s', (_, center, date, expected) => {
		expect(hours(center, date)).toBe(expected);
	});
});
