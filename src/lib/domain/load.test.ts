import { describe, expect, test } from 'vitest';
import { LEVELS } from './row.ts';
import {
	centerDimensions,
	contactDimensions,
	heldLevel,
	levelOf,
	type Dimensions,
} from './load.ts';

const word = (dimensions: Dimensions, share?: number) => LEVELS[levelOf(dimensions, share)];

describe('level of a center', () => {
	test.each([
		[{ waitShare: 1 }, 'calm'],
		[{ waitShare: 1.01 }, 'busy'],
		[{ waitShare: 1.5 }, 'busy'],
		[{ waitShare: 1.51 }, 'crowded'],
		[{ waitShare: 2 }, 'crowded'],
		[{ waitShare: 2.01 }, 'critical'],
		[{ insideShare: 0.85 }, 'calm'],
		[{ insideShare: 0.86 }, 'busy'],
		[{ insideShare: 1.01 }, 'crowded'],
		[{ insideShare: 1.26 }, 'critical'],
		[{ outside: 4 }, 'calm'],
		[{ outside: 5 }, 'busy'],
		[{ outside: 15 }, 'crowded'],
		[{ outside: 40 }, 'critical'],
		[{ waitShare: 0.2, insideShare: 1.1, outside: 0 }, 'crowded'],
		[{ waitShare: null, insideShare: null, outside: null }, 'unknown'],
		[{ waitShare: null, outside: 0 }, 'calm'],
		[{ waitShare: Infinity }, 'critical'],
	] as const)('%j is %s', (dimensions, expected) => {
		expect(word(dimensions)).toBe(expected);
	});

	test('a hall of unknown size says nothing about crowding', () => {
		const dimensions = centerDimensions({
			waitSeconds: null,
			longestWaitSeconds: null,
			serviceStopped: false,
			occupancy: 90,
			capacity: null,
			queueOutside: null,
		});
		expect(word(dimensions)).toBe('unknown');
	});

	test('the longest wait stands in where the wait cannot be estimated', () => {
		const figures = {
			waitSeconds: null,
			longestWaitSeconds: 1900,
			serviceStopped: false,
			occupancy: null,
			capacity: null,
			queueOutside: null,
		};
		expect(word(centerDimensions(figures))).toBe('crowded');
		expect(word(centerDimensions({ ...figures, serviceStopped: true }))).toBe('critical');
	});
});

describe('level of a contact center', () => {
	test.each([
		[{ callsWaiting: 10, operatorsOnShift: 50, offered: null, abandoned: null }, 'calm'],
		[{ callsWaiting: 11, operatorsOnShift: 50, offered: null, abandoned: null }, 'busy'],
		[{ callsWaiting: 26, operatorsOnShift: 50, offered: null, abandoned: null }, 'crowded'],
		[{ callsWaiting: 51, operatorsOnShift: 50, offered: null, abandoned: null }, 'critical'],
		[{ callsWaiting: 1, operatorsOnShift: 0, offered: null, abandoned: null }, 'critical'],
		[{ callsWaiting: 0, operatorsOnShift: 0, offered: null, abandoned: null }, 'calm'],
		[{ callsWaiting: null, operatorsOnShift: null, offered: 100, abandoned: 21 }, 'critical'],
		[{ callsWaiting: null, operatorsOnShift: null, offered: 100, abandoned: 5 }, 'calm'],
		[{ callsWaiting: null, operatorsOnShift: null, offered: 19, abandoned: 19 }, 'unknown'],
	] as const)('%j is %s', (figures, expected) => {
		expect(word(contactDimensions(figures))).toBe(expected);
	});
});

describe('a level once reached', () => {
	const level = (now: number | null, peaks: (number | null)[], recent: (number | null)[]) => {
		const asked = (shares: (number | null)[]) => () => shares.map((waitShare) => ({ waitShare }));
		return LEVELS[heldLevel({ waitShare: now }, { peaks: asked(peaks), recent: asked(recent) })];
	};

	test.each([
		['rises at once, also over two levels', 3, [0.5], [0.5], 'critical'],
		['is held through two minutes below 0.9 of its limit', 0.1, [1.6, 0.1], [1.6, 0.1], 'crowded'],
		['falls after them', 0.1, [1.6, 0.1], [0.1, 0.1, 0.1], 'calm'],
		['falls to the level that is held still', 1.2, [1.6, 1.2], [1.2, 1.2, 1.2], 'busy'],
		['stays between 0.9 of the limit and the limit', 1.4, [1.6, 1.4], [1.4, 1.4, 1.4], 'crowded'],
		['stays so by what is measured now alone', 1.4, [1.6], [], 'crowded'],
		['is let go a quarter of an hour after its last peak', 1.4, [1.4], [1.4, 1.4, 1.4], 'busy'],
		['is not entered below its limit', 1.4, [1.4], [1.4], 'busy'],
		['holds the highest of several', 0.1, [1.6, 3, 0.1], [1.7, 0.1], 'crowded'],
		['is unknown while nothing is measured, whatever was', null, [3], [3], 'unknown'],
		['is not held by minutes in which nothing was measured', 0.1, [null], [null], 'calm'],
	] as const)('%s', (_, now, peaks, recent, expected) => {
		expect(level(now, [...peaks], [...recent])).toBe(expected);
	});
});
