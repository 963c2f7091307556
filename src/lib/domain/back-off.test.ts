import { describe, expect, it } from 'vitest';
import { BACK_OFF, waitAfter } from './back-off.ts';

const young = { ageMs: 0, chance: 1 };

describe('the wait after a failure', () => {
	it('doubles up to a minute', () => {
		const waits = [1, 2, 3, 4, 5, 6, 100].map((tries) => waitAfter(tries, young));
		expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
	});

	it('is spread over its last fifth', () => {
		expect(waitAfter(1, { ageMs: 0, chance: 0 })).toBe(4000);
		expect(waitAfter(1, { ageMs: 0, chance: 0.5 })).toBe(4500);
	});

	it('ends with the day', () => {
		expect(waitAfter(9, { ageMs: BACK_OFF.giveUpMs - 60_000, chance: 1 })).toBe(60_000);
		expect(waitAfter(9, { ageMs: BACK_OFF.giveUpMs - 59_999, chance: 1 })).toBeNull();
	});
});
