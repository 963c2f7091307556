import { describe, expect, it } from 'vitest';
import { isSuspect, type CrowdFigures } from './plausibility.ts';

const figures = (given: Partial<CrowdFigures>): CrowdFigures => ({
	occupancy: null,
	queueLength: null,
	queueOutside: null,
	...given,
});

describe('an implausible reading', () => {
	it.each([
		['three times the capacity is believed', { occupancy: 192 }, 64, null, false],
		['more is suspect', { occupancy: 193 }, 64, null, true],
		['an unknown hall judges no one', { occupancy: 900 }, null, null, false],
		['a jump of ten times is believed', { queueLength: 40 }, 64, { queueLength: 4 }, false],
		['a larger jump is suspect', { queueLength: 41 }, 64, { queueLength: 4 }, true],
		['a jump of few people means nothing', { queueLength: 29 }, 64, { queueLength: 1 }, false],
		['a first reading has no jump', { queueLength: 500 }, 64, null, false],
		['a figure measured for the first time has no jump', { queueOutside: 500 }, 64, {}, false],
	] as const)('%s', (_name, now, capacity, before, expected) => {
		expect(isSuspect(figures(now), capacity, before && figures(before))).toBe(expected);
	});
});
