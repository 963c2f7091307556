import { expect, test } from 'vitest';
import { sleptMs } from './sleep.ts';

test.each([
	['awake', 1000, 1000, 0],
	['asleep for a minute, which the steady clock missed', 1000, 61_000, 60_000],
	['asleep for a minute, which the steady clock counted', 61_000, 61_000, 0],
	['awake, and its clock was set back', 1000, -59_000, 0],
])('a computer that was %s', (_, realPassed, wallPassed, expected) => {
	const before = { realMs: 500, wallMs: 1_800_000_000_000 };
	const now = { realMs: 500 + realPassed, wallMs: before.wallMs + wallPassed };
	expect(sleptMs(before, now)).toBe(expected);
});
