import { describe, expect, test } from 'vitest';
import { isOpenAt, minutesToChange } from './opening.ts';

const at = (weekday: number, clock: string) => ({
	weekday,
	minutes: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)),
});
const ordinary = { type: 'ordinary', opensAt: '09:00', closesAt: '18:00' } as const;
const duty = { type: 'duty', opensAt: '09:00', closesAt: '20:00' } as const;

describe('isOpenAt', () => {
	test.each([
		[1, '08:59', false],
		[1, '09:00', true],
		[5, '17:59', true],
		[5, '18:00', false],
		[6, '10:00', false],
		[7, '10:00', false],
	])('an ordinary center on weekday %i at %s: %s', (weekday, clock, open) => {
		expect(isOpenAt(ordinary, at(weekday, clock))).toBe(open);
	});

	test.each([
		[5, '19:59', true],
		[6, '08:59', false],
		[6, '09:00', true],
		[6, '12:59', true],
		[6, '13:00', false],
		[7, '10:00', false],
	])('a duty center on weekday %i at %s: %s', (weekday, clock, open) => {
		expect(isOpenAt(duty, at(weekday, clock))).toBe(open);
	});

	test('is null for unknown hours', () => {
		expect(
			isOpenAt({ type: 'ordinary', opensAt: null, closesAt: null }, at(1, '10:00')),
		).toBeNull();
	});
});

describe('minutesToChange', () => {
	test.each([ordinary, duty])('never skips a change (%j)', (center) => {
		for (let weekday = 1; weekday <= 7; weekday++) {
			for (let minutes = 0; minutes < 1440; minutes += 7) {
				const now = isOpenAt(center, { weekday, minutes });
				const wait = minutesToChange(center, { weekday, minutes });
				expect(wait).toBeGreaterThan(0);
				expect(minutes + wait).toBeLessThanOrEqual(1440);
				const others = Array.from({ length: wait }, (_, i) => minutes + i).filter(
					(later) => isOpenAt(center, { weekday, minutes: later }) !== now,
				);
				expect(others).toEqual([]);
			}
		}
	});
});
