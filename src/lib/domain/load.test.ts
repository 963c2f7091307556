import { describe, expect, test } from 'vitest';
import { LEVELS } from './row.ts';
import {
	centerDimensions,
	contactDimensions,
	freshLevelMemory,
	levelOf,
	nextLevel,
	nextLevelChangeAt,
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

describe('hysteresis', () => {
	const MIN = 60_000;
	const run = (steps: [atMs: number, waitShare: number | null][], floorMs = 0) => {
		let memory = freshLevelMemory();
		return steps.map(([at, waitShare]) => {
			memory = nextLevel(memory, { waitShare }, at, floorMs);
			return LEVELS[memory.level];
		});
	};

	test('rises at once, also over two levels', () => {
		expect(
			run([
				[0, 0.5],
				[1, 3],
			]),
		).toEqual(['calm', 'critical']);
	});

	test('falls after two minutes below 0.9 of the limit, not before', () => {
		expect(
			run([
				[0, 1.6],
				[MIN, 1.2],
				[3 * MIN - 1, 1.2],
				[3 * MIN, 1.2],
			]),
		).toEqual(['crowded', 'crowded', 'crowded', 'busy']);
	});

	test('between 0.9 of the limit and the limit it stays', () => {
		expect(
			run([
				[0, 1.6],
				[MIN, 1.4],
				[60 * MIN, 1.4],
			]),
		).toEqual(['crowded', 'crowded', 'crowded']);
	});

	test('a return above 0.9 of the limit starts the two minutes again', () => {
		const steps: [number, number][] = [
			[0, 1.6],
			[MIN, 1.2],
			[2 * MIN, 1.4],
			[3 * MIN, 1.2],
		];
		expect(run([...steps, [5 * MIN - 1, 1.2], [5 * MIN, 1.2]]).slice(-2)).toEqual([
			'crowded',
			'busy',
		]);
	});

	test('each level has its own two minutes', () => {
		expect(
			run([
				[0, 3],
				[MIN, 1.6],
				[2 * MIN, 0.1],
				[3 * MIN, 0.1],
				[4 * MIN, 0.1],
			]),
		).toEqual(['critical', 'critical', 'critical', 'crowded', 'calm']);
	});

	test('silence clears nothing', () => {
		expect(
			run([
				[0, 3],
				[MIN, 0.1],
				[2 * MIN, null],
				[3 * MIN, 0.1],
				[5 * MIN, 0.1],
			]),
		).toEqual(['critical', 'critical', 'critical', 'critical', 'calm']);
	});

	test('in an exercise the two minutes last at least its floor', () => {
		const steps: [number, number][] = [
			[0, 3],
			[MIN, 0.1],
			[3 * MIN, 0.1],
			[11 * MIN, 0.1],
		];
		expect(run(steps, 10 * MIN)).toEqual(['critical', 'critical', 'critical', 'calm']);
	});

	test('says when time alone lowers the level', () => {
		const high = nextLevel(freshLevelMemory(), { waitShare: 3 }, 0, 0);
		expect(nextLevelChangeAt(high, 0)).toBe(Infinity);
		expect(nextLevelChangeAt(nextLevel(high, { waitShare: 0 }, MIN, 0), 0)).toBe(3 * MIN);
	});
});
