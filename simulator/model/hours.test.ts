import { describe, expect, it } from 'vitest';
import { hoursOn, type Schedule } from './hours.ts';
import { localDayAt } from './local-time.ts';

function hours(center: Partial<Schedule>, date: string): string | null {
	const schedule: Schedule = {
		type: 'ordinary',
		opensAt: '09:00',
		closesAt: '18:00',
		timezone: 'Asia/Almaty',
		...center,
	};
	const found = hoursOn(schedule, localDayAt(schedule.timezone, Date.parse(`${date}T08:00:00Z`)));
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
		['a duty center on Saturday, 9 to 13', { type: 'duty' }, '2026-11-21', '04:00-08:00'],
		['an ordinary center on Saturday', {}, '2026-11-21', null],
		['Sunday', { type: 'duty' }, '2026-11-22', null],
		['unknown hours: 9 to 18', { opensAt: null, closesAt: null }, '2026-11-18', '04:00-13:00'],
	] as const)('%s', (_, center, date, expected) => {
		expect(hours(center, date)).toBe(expected);
	});
});
