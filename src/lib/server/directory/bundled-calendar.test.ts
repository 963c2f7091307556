import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY_KINDS, type CalendarFile } from '../../domain/calendar.ts';
import { isOpenAt } from '../../domain/opening.ts';
import { bundledCalendar } from './bundled-calendar.ts';

const calendar = bundledCalendar('data');
const file = JSON.parse(readFileSync('data/holidays-kz.json', 'utf8')) as CalendarFile;

const ORDINARY = { type: 'ordinary', opensAt: '09:00', closesAt: '18:00' } as const;
const DUTY = { type: 'duty', opensAt: '09:00', closesAt: '20:00' } as const;
const weekdayOf = (date: string) => new Date(date).getUTCDay() || 7;
/** Open at ten in the morning, in Almaty. */
function isOpen(center: typeof ORDINARY | typeof DUTY, date: string): boolean | null {
	const local = { date, weekday: weekdayOf(date), minutes: 600 };
	return isOpenAt(center, local, calendar('KZ-75', date));
}

describe('the holidays of Kazakhstan', () => {
	it.each([
		// date, an ordinary center, a duty center
		['2020-01-03', false, false, 'moved from Sunday the 5th'],
		['2020-01-05', true, true, 'a worked Sunday'],
		['2020-03-16', true, true, 'an ordinary Monday'],
		['2020-03-25', false, false, 'third day off of Nauryz'],
		['2020-05-08', false, false, 'moved from the 11th'],
		['2020-05-11', true, true, 'which was worked'],
		['2020-12-17', false, false, 'second day of independence until 2021'],
		['2021-01-21', true, true, 'an ordinary Thursday'],
		['2021-07-03', true, true, 'a worked Saturday'],
		['2021-07-05', false, false, 'moved from the 3rd'],
		['2021-07-20', false, false, 'Kurban Ait'],
		['2021-08-23', true, true, 'an ordinary Monday'],
		['2021-10-25', true, true, 'no holiday before 2022'],
		['2021-12-01', false, false, 'First President Day until 2021'],
		['2022-01-10', true, true, 'an ordinary Monday'],
		['2022-10-22', true, true, 'a worked Saturday'],
		['2022-10-25', false, false, 'Republic Day since 2022'],
		['2022-12-01', true, true, 'no longer a holiday'],
		['2022-12-19', true, true, 'the 17th no longer is one either'],
		['2023-01-09', true, true, 'Christmas on a Saturday is not moved'],
		['2023-07-07', false, true, 'moved; duty centers till 13:00'],
		['2024-05-08', false, false, 'moved from Saturday the 4th'],
		['2025-09-01', false, true, 'Constitution Day on a Saturday; duty centers 9–13'],
		['2026-03-09', false, false, 'all closed, duty centers too'],
		['2026-03-25', false, true, 'duty centers 9–13'],
		['2026-05-27', false, false, 'Kurban Ait'],
		['2026-08-31', true, true, '30 August is no holiday any more'],
		['2026-10-26', false, false, 'Republic Day on a Sunday'],
		['2027-01-04', false, false, 'the 2nd is a Saturday'],
		['2027-03-15', false, false, 'the new Constitution Day'],
	])('%s: ordinary %s, duty %s (%s)', (date, ordinary, duty) => {
		expect(isOpen(ORDINARY, date)).toBe(ordinary);
		expect(isOpen(DUTY, date)).toBe(duty);
	});

	it('hold for regions of Kazakhstan only', () => {
		expect(calendar('PL-14', '2026-12-16')).toBeNull();
		expect(calendar('KZ-10', '2026-12-16')?.name.kk).toBe('Тәуелсіздік күні');
	});

	it('name each day once, in order, in three languages, with a known source', () => {
		const dates = file.days.map(({ date }) => date);
		expect(dates).toEqual([...new Set(dates)].sort());
		expect(dates.every((date) => date >= file.from && date <= file.to)).toBe(true);
		for (const { date, kind, name, source, dutyHours } of file.days) {
			expect(DAY_KINDS, date).toContain(kind);
			expect(file.sources, date).toHaveProperty(source);
			if (dutyHours) expect(file.sources, date).toHaveProperty(dutyHours.source);
			expect(Object.values(name).every(Boolean), date).toBe(true);
		}
	});

	it('work on weekends only where it is moved, and move rest to weekdays only', () => {
		for (const { date, kind, movedFrom } of file.days) {
			if (kind === 'working_weekend') {
				expect(weekdayOf(date), date).toBeGreaterThan(5);
				expect(
					file.days.some((day) => day.movedFrom === date),
					date,
				).toBe(true);
			}
			if (kind === 'moved_day_off') {
				expect(weekdayOf(date), date).toBeLessThan(6);
				expect(movedFrom, date).toBeDefined();
			}
		}
	});
});
