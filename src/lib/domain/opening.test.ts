import { describe, expect, test } from 'vitest';
import type { DayKind, SpecialDay } from './calendar.ts';
import { isOpenAt, isWorkingDay, minutesToChange } from './opening.ts';

const at = (weekday: number, clock: string) => ({
	date: '2026-11-16',
	weekday,
	minutes: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)),
});
const ordinary = { type: 'ordinary', opensAt: '09:00', closesAt: '18:00' } as const;
const duty = { type: 'duty', opensAt: '09:00', closesAt: '20:00' } as const;
const special = (kind: DayKind, more: Partial<SpecialDay> = {}): SpecialDay => ({
	date: '2026-11-16',
	kind,
	name: { kk: '', ru: '', en: '' },
	source: '',
	...more,
});
const holiday = special('holiday');
const dayOff = special('moved_day_off');
const dutyStated = special('moved_day_off', {
	dutyHours: { opensAt: '09:00', closesAt: '13:00', source: '' },
});
const worked = special('working_weekend');

describe('isOpenAt', () => {
	test.each([
		[1, '08:59', false],
		[1, '09:00', true],
		[5, '17:59', true],
		[5, '18:00', false],
		[6, '10:00', false],
		[7, '10:00', false],
	])('an ordinary center on weekday %i at %s: %s', (weekday, clock, open) => {
		expect(isOpenAt(ordinary, at(weekday, clock), null)).toBe(open);
	});

	test.each([
		[5, '19:59', true],
		[6, '08:59', false],
		[6, '09:00', true],
		[6, '12:59', true],
		[6, '13:00', false],
		[7, '10:00', false],
	])('a duty center on weekday %i at %s: %s', (weekday, clock, open) => {
		expect(isOpenAt(duty, at(weekday, clock), null)).toBe(open);
	});

	test.each([
		['an ordinary center on a holiday', ordinary, 1, '10:00', holiday, false],
		['a duty center on a holiday', duty, 1, '10:00', holiday, false],
		['a duty center on a Saturday that is a holiday', duty, 6, '10:00', holiday, false],
		['an ordinary center on a moved day off', ordinary, 3, '10:00', dayOff, false],
		['a duty center on a moved day off', duty, 3, '10:00', dayOff, false],
		['a duty center on one with stated hours', duty, 3, '12:59', dutyStated, true],
		['a duty center after those hours', duty, 3, '13:00', dutyStated, false],
		['an ordinary center on one with stated hours', ordinary, 3, '10:00', dutyStated, false],
		['an ordinary center on a worked Saturday', ordinary, 6, '17:59', worked, true],
		['a duty center on a worked Sunday', duty, 7, '19:59', worked, true],
	] as const)('%s', (_, center, weekday, clock, day, open) => {
		expect(isOpenAt(center, at(weekday, clock), day)).toBe(open);
	});

	test('is null for unknown hours', () => {
		const unknown = { type: 'ordinary', opensAt: null, closesAt: null } as const;
		expect(isOpenAt(unknown, at(1, '10:00'), null)).toBeNull();
		expect(isOpenAt(unknown, at(1, '10:00'), holiday)).toBeNull();
	});
});

describe('isWorkingDay', () => {
	test.each([
		['a Friday', 5, null, true],
		['a Saturday', 6, null, false],
		['a Friday that is a holiday', 5, holiday, false],
		['a Friday off', 5, dayOff, false],
		['a worked Saturday', 6, worked, true],
	] as const)('%s: %s', (_, weekday, day, expected) => {
		expect(isWorkingDay(weekday, day)).toBe(expected);
	});
});

describe('minutesToChange', () => {
	const days = [null, holiday, dutyStated, worked];
	test.each([ordinary, duty])('never skips a change (%j)', (center) => {
		for (const day of days) {
			for (const weekday of [1, 6, 7]) {
				for (let minutes = 0; minutes < 1440; minutes += 7) {
					const local = { date: '2026-11-16', weekday, minutes };
					const now = isOpenAt(center, local, day);
					const wait = minutesToChange(center, local, day);
					expect(wait).toBeGreaterThan(0);
					expect(minutes + wait).toBeLessThanOrEqual(1440);
					const others = Array.from({ length: wait }, (_, i) => minutes + i).filter(
						(later) => isOpenAt(center, { ...local, minutes: later }, day) !== now,
					);
					expect(others).toEqual([]);
				}
			}
		}
	});
});
