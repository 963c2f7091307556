import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, meets, percentile, quantile, runContest, type Goal } from './pairs.ts';

const goal: Goal = {
	id: 'G0',
	measured: 'ours',
	yardstick: 'theirs',
	unit: 'rows/s',
	bound: 'at_least',
	floor: 0.6,
	aim: 0.9,
};

/** Pairs with the given ratios over a yardstick of 100. */
function pairsOf(...ratios: number[]) {
	return ratios.map((ratio) => ({ ours: ratio * 100, yardstick: 100 }));
}

describe('quantile', () => {
	it.each([
		['one number is every quantile of itself', [7], 0.25, 7],
		['the median of an odd count is the middle one', [9, 1, 5], 0.5, 5],
		['the median of an even count lies between the two middle ones', [1, 2, 3, 10], 0.5, 2.5],
		['the lower quartile of four numbers', [1, 2, 3, 10], 0.25, 1.75],
		['the upper quartile of four numbers', [1, 2, 3, 10], 0.75, 4.75],
		['share 0 is the smallest', [4, 2, 8], 0, 2],
		['share 1 is the largest', [4, 2, 8], 1, 8],
	])('%s', (_, numbers, share, expected) => {
		expect(quantile(numbers, share)).toBeCloseTo(expected, 12);
	});

	it('does not change the list', () => {
		const numbers = [3, 1, 2];
		quantile(numbers, 0.5);
		expect(numbers).toEqual([3, 1, 2]);
	});

	it('refuses an empty list', () => {
		expect(() => quantile([], 0.5)).toThrow('no numbers');
	});

	it('lies between the smallest and the largest number and grows with the share', () => {
		const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(numbers, share, share, (list, a, b) => {
				const [low, high] = [quantile(list, Math.min(a, b)), quantile(list, Math.max(a, b))];
				expect(low).toBeGreaterThanOrEqual(Math.min(...list) - 1e-6);
				expect(high).toBeLessThanOrEqual(Math.max(...list) + 1e-6);
				expect(low).toBeLessThanOrEqual(high + 1e-6);
			}),
		);
	});
});

describe('percentile', () => {
	it.each([
		['the 99th of 200 numbers is the third largest', 200, 0.99, 198],
		['the 99th of fewer than 100 numbers is the largest', 40, 0.99, 40],
		['the 50th of ten numbers is the fifth', 10, 0.5, 5],
		['share 0 is the smallest', 10, 0, 1],
	])('%s', (_, count, share, expected) => {
		const numbers = Array.from({ length: count }, (_unused, i) => count - i);
		expect(percentile(numbers, share)).toBe(expected);
	});

	it('refuses an empty list', () => {
		expect(() => percentile([], 0.99)).toThrow('no numbers');
	});
});

describe('meets', () => {
	it.each([
		['above a lower limit', 0.7, 0.6, 'at_least', true],
		['on a lower limit', 0.6, 0.6, 'at_least', true],
		['under a lower limit', 0.59, 0.6, 'at_least', false],
		['under an upper limit', 1.2, 1.5, 'at_most', true],
		['on an upper limit', 1.5, 1.5, 'at_most', true],
		['above an upper limit', 1.51, 1.5, 'at_most', false],
	] as const)('%s', (_, ratio, limit, bound, expected) => {
		expect(meets(ratio, limit, bound)).toBe(expected);
	});
});

describe('judge', () => {
	it('takes the median of the pair ratios, not the ratio of the medians', () => {
		const outcome = judge(goal, [
			{ ours: 10, yardstick: 10 },
			{ ours: 50, yardstick: 100 },
			{ ours: 400, yardstick: 500 },
		]);
		expect(outcome.median).toBeCloseTo(0.8, 12);
		expect(outcome).toMatchObject({ ours: 50, yardstick: 100, pairs: 3 });
	});

	it('gives the quartiles of the ratios', () => {
		const { lowerQuartile, upperQuartile } = judge(goal, pairsOf(0.5, 0.6, 0.7, 0.8, 0.9));
		expect(lowerQuartile).toBeCloseTo(0.6, 12);
		expect(upperQuartile).toBeCloseTo(0.8, 12);
	});

	it.each([
		['the floor is broken', [0.59, 0.5, 0.6], { holdsFloor: false, reachesAim: false }],
		[
			'the floor is held and the aim missed',
			[0.7, 0.6, 0.8],
			{ holdsFloor: true, reachesAim: false },
		],
		['the aim is reached', [0.9, 0.95, 0.1], { holdsFloor: true, reachesAim: true }],
	])('says when %s', (_, ratios, expected) => {
		expect(judge(goal, pairsOf(...ratios))).toMatchObject(expected);
	});

	it('one wild pair does not break a floor', () => {
		expect(judge(goal, pairsOf(0.7, 0.7, 0.001)).holdsFloor).toBe(true);
	});

	it.each([
		['a yardstick of zero', 1, 0],
		['a figure that is no number', Number.NaN, 1],
	])('refuses %s', (_, ours, yardstick) => {
		expect(() => judge(goal, [{ ours, yardstick }])).toThrow('G0');
	});
});

describe('runContest', () => {
	/** A contest whose sides count their calls; ours gives 2, 4, 6 … */
	function contestOf(extra: { pairs?: number; warmUp?: number } = {}) {
		const calls: string[] = [];
		let turn = 0;
		return {
			calls,
			contest: {
				goal,
				...extra,
				ours: () => {
					calls.push('ours');
					return Promise.resolve(++turn * 2);
				},
				yardstick: () => {
					calls.push('yardstick');
					return Promise.resolve(2);
				},
			},
		};
	}

	it('throws the warm-up away', async () => {
		const { contest, calls } = contestOf({ pairs: 3, warmUp: 2 });
		const outcome = await runContest(contest, { oursFirst: () => true });
		expect(outcome).toMatchObject({ pairs: 3, median: 4 });
		expect(calls).toHaveLength(10);
	});

	it('judges a figure without yardstick as it is', async () => {
		const contest = { goal, pairs: 3, warmUp: 0, ours: () => Promise.resolve(0.7) };
		const outcome = await runContest(contest, { oursFirst: () => false });
		expect(outcome).toMatchObject({ median: 0.7, ours: 0.7, holdsFloor: true, reachesAim: false });
	});

	it('runs 20 pairs unless told otherwise', async () => {
		const outcome = await runContest(contestOf().contest, { oursFirst: () => true });
		expect(outcome.pairs).toBe(20);
	});

	it('takes the number of pairs from the command line first', async () => {
		const { contest } = contestOf({ pairs: 30 });
		const outcome = await runContest(contest, { pairs: 4, oursFirst: () => true });
		expect(outcome.pairs).toBe(4);
	});

	it('prepares every pair before either side', async () => {
		const { contest, calls } = contestOf({ pairs: 1, warmUp: 1 });
		const prepared = { ...contest, beforePair: () => void calls.push('prepare') };
		await runContest(prepared, { oursFirst: () => false });
		expect(calls).toEqual(['prepare', 'yardstick', 'ours', 'prepare', 'yardstick', 'ours']);
	});

	it('gives each pair its own order and each figure its own side', async () => {
		const { contest, calls } = contestOf({ pairs: 2, warmUp: 0 });
		const order = [true, false];
		const outcome = await runContest(contest, { oursFirst: () => order.shift() ?? true });
		expect(calls).toEqual(['ours', 'yardstick', 'yardstick', 'ours']);
		expect(outcome.yardstick).toBe(2);
	});
});
