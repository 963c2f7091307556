import { describe, expect, it } from 'vitest';
import { createRandom } from '../model/random.ts';
import { judge } from './comparison.ts';
import { recordedOfficesFile } from './recorded-offices.ts';
import { shapeOf, type Shape, type Waiting } from './shape.ts';

/** Offices whose quarter hours are drawn one by one. */
function drawn(offices: number, days: number, quarters: number, mean: number): number[][][] {
	const random = createRandom('shape');
	const list = (length: number) => Array.from({ length });
	return list(offices).map(() =>
		list(days).map(() => list(quarters).map(() => random.poisson(mean))),
	);
}

describe('the shape of a network', () => {
	it('of independent counts has dispersion 1, no correlation and a flat profile', () => {
		const shape = shapeOf(drawn(20, 20, 28, 8), 1);
		expect(shape.dispersion).toBeCloseTo(1, 1);
		expect(shape.quarterCorrelation).toHaveLength(4);
		// Deviations from a mean of 20 days are weakly bound to each other only from day to day.
		for (const value of shape.quarterCorrelation) expect(Math.abs(value)).toBeLessThan(0.05);
		expect(Math.abs(shape.dayCorrelation)).toBeLessThan(0.15);
		expect(Math.max(...shape.profile) - Math.min(...shape.profile)).toBeLessThan(0.2);
	});

	it('sees days that differ as a whole: wide, and correlated by the quarter hour', () => {
		const days = [5, 25, 5, 25, 5, 25].map((value) => new Array<number>(8).fill(value));
		const shape = shapeOf([days, days], 1);
		expect(shape.dispersion).toBeCloseTo(8, 6);
		expect(shape.quarterCorrelation.every((value) => value > 0.99)).toBe(true);
		expect(shape.dayCorrelation).toBeCloseTo(-1, 6);
	});

	it('measures the profile over its mean, leaves holes and quiet offices out', () => {
		const waiting: Waiting = [
			[
				[2, 4, null, 6],
				[2, 4, 9, 6],
			],
			[
				[0, 0, 0, 1],
				[0, 0, 0, 0],
			],
		];
		const shape = shapeOf(waiting, 1);
		expect(shape.offices).toBe(1);
		expect(shape.mean).toBeCloseTo(33 / 7, 6);
		expect(shape.profile.map((value) => value * shape.mean)).toEqual([2, 4, 9, 6]);
	});
});

describe('the comparison', () => {
	const recorded: Shape = {
		offices: 15,
		days: 10,
		mean: 30,
		profile: [0.5, 1, 1.5],
		dispersion: 6,
		quarterCorrelation: [0.9, 0.8, 0.7, 0.6],
		dayCorrelation: 0.2,
	};
	const found = (some: Partial<Shape>, visits = 186) =>
		judge(recorded, { ...recorded, ...some }, visits);

	it('finds a network like the recorded one within its bounds, and shows both side by side', () => {
		const { lines, isWithin } = found({});
		expect(isWithin).toBe(true);
		const text = lines.join('\n');
		expect(text).not.toContain('OUTSIDE');
		expect(text).toMatch(/dispersion, variance\/mean +6\.00 +6\.00 +0\.5 to 2 times/);
		expect(text).toMatch(/\+0:30 +1\.50 #{15} +1\.50 #{15}/);
	});

	it.each([
		['another profile', { profile: [1.5, 1, 0.5] }, 186, 'profiles, correlation'],
		['too even', { dispersion: 2.9 }, 186, 'dispersion'],
		['too wild', { dispersion: 12.1 }, 186, 'dispersion'],
		['too forgetful', { quarterCorrelation: [0.7, 0.8, 0.7, 0.6] }, 186, '15 min later'],
		['days too alike', { dayCorrelation: 0.6 }, 186, 'day to day'],
		['too few visits', {}, 150, 'visits per center'],
	])('%s lies outside', (_, some, visits, what) => {
		const { lines, isWithin } = found(some, visits);
		expect(isWithin).toBe(false);
		const outside = lines.filter((line) => line.includes('OUTSIDE'));
		expect(outside).toHaveLength(1);
		expect(outside[0]).toContain(what);
	});

	it('knows when the recordings are not there', () => {
		expect(recordedOfficesFile('/nowhere')).toBeNull();
	});
});
