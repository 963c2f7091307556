import { describe, expect, it } from 'vitest';
import { callsByStep, countsSince, type ContactMinuteCounts } from './contact-hours.ts';

const start = new Date('2026-11-20T06:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const aMinute = (
	site: number,
	minute: number,
	counts: Partial<ContactMinuteCounts> = {},
): ContactMinuteCounts => ({
	contactCenter: site,
	at: after(minute),
	offered: 10,
	answered: 8,
	answeredInTarget: 6,
	abandoned: 1,
	...counts,
});

describe('counts of a window', () => {
	it('add up by site and for the pool', () => {
		const sums = countsSince([aMinute(1, 0), aMinute(1, 1), aMinute(2, 1)], start);
		expect(sums.get(1)).toMatchObject({ offered: 20, answered: 16 });
		expect(sums.get(2)).toMatchObject({ offered: 10 });
		expect(sums.get(0)).toEqual({
			offered: 30,
			answered: 24,
			answeredInTarget: 18,
			abandoned: 3,
		});
	});

	it('begin with the minute of the instant and leave out earlier ones', () => {
		const sums = countsSince([aMinute(1, 0), aMinute(1, 1)], after(1));
		expect(sums.get(0)).toMatchObject({ offered: 10 });
	});

	it('stay unknown where nobody counted', () => {
		const sums = countsSince([aMinute(1, 0, { abandoned: null })], start);
		expect(sums.get(1)).toMatchObject({ offered: 10, abandoned: null });
		expect(countsSince([], start).size).toBe(0);
	});
});

describe('calls by stretches', () => {
	const FIVE = 5 * 60_000;
	it('are whole stretches, empty ones unknown and not zero', () => {
		const minutes = [aMinute(1, 0), aMinute(2, 4), aMinute(1, 11)];
		expect(callsByStep(minutes, start, after(17), FIVE)).toEqual([
			{ at: start.getTime(), offered: 20, answered: 16 },
			{ at: after(5).getTime(), offered: null, answered: null },
			{ at: after(10).getTime(), offered: 10, answered: 8 },
		]);
	});
});
