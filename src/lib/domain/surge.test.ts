import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import {
	bandOf,
	cusum,
	ewma,
	ewmaLimit,
	NO_SURGE,
	queueZ,
	sigmaOf,
	surgeAfter,
	surgeZ,
} from './surge.ts';

describe('a surge by the test vectors (domain.md D7)', () => {
	it('floors its z (surge_z)', () => {
		const { in: given, out } = vectors.surge_z;
		const band = bandOf(given.history);
		expect(band).toMatchObject({ median: out.median, mad: out.mad, n: 8 });
		expect(sigmaOf(band!)).toBeCloseTo(out.sigma_floored, 6);
		expect(surgeZ(given.x, band!)).toBeCloseTo(out.z_floored, 6);
	});

	it('is wider for queues than for arrivals (surge_z, overdispersed)', () => {
		const { in: given, out } = vectors.surge_z.overdispersed;
		const band = { median: given.mean, mad: 0 };
		expect(queueZ(vectors.surge_z.in.x, band)).toBeCloseTo(out.z_for_41, 6);
	});

	it('adds up a slow rise (surge_series)', () => {
		const { in: given, out } = vectors.surge_series;
		let [sum, mean] = [0, 0];
		const sums = given.z.map((z) => (sum = cusum(sum, z)));
		const means = given.z.map((z) => (mean = ewma(mean, z)));
		sums.forEach((value, i) => expect(value).toBeCloseTo(out.cusum[i]!, 6));
		means.forEach((value, i) => expect(value).toBeCloseTo(out.ewma[i]!, 6));
		expect(ewmaLimit()).toBeCloseTo(out.ewma_limit_asymptotic, 6);
		expect(sums.findIndex((value) => value > 5)).toBe(out.first_index_cusum_over_5);
		expect(means.findIndex((value) => value > ewmaLimit())).toBe(out.first_index_ewma_over_limit);
	});

	it('is raised by two slots and cleared by three (hysteresis)', () => {
		const { in: given, out } = vectors.hysteresis;
		let state = NO_SURGE;
		const active = given.z.map((z) => {
			// The cumulative sum has its own test.
			state = { ...surgeAfter(state, z, 20), cusum: 0 };
			return state.isActive ? 1 : 0;
		});
		expect(active).toEqual(out.active);
	});

	it('would wake somebody daily by single slots, hardly ever by two (false_alarms_per_day)', () => {
		const { in: given, out } = vectors.false_alarms_per_day;
		const above = 0.5 * erfc(3 / Math.SQRT2);
		const slots = given.centers * given.slots_per_day;
		expect(slots * above).toBeCloseTo(out.z_ge_3_single, 3);
		expect(slots * above ** 2).toBeCloseTo(out.z_ge_3_twice_running, 6);
	});
});

describe('a surge', () => {
	it('is raised by its cumulative sum too, but never without ten people more', () => {
		const rise = [1.1, 1.4, 1.9, 2.2, 2.6, 2.6];
		const after = (excess: number) =>
			rise.reduce((state, z) => surgeAfter(state, z, excess), NO_SURGE).isActive;
		expect(after(10)).toBe(true);
		expect(after(9)).toBe(false);
	});

	it('has a middle of any values and none of nothing', () => {
		expect(bandOf([])).toBeNull();
		expect(bandOf([3])).toEqual({ median: 3, mad: 0, n: 1 });
		fc.assert(
			fc.property(fc.array(fc.nat(500), { minLength: 1 }), (values) => {
				const band = bandOf(values)!;
				const below = values.filter((x) => x < band.median).length;
				const above = values.filter((x) => x > band.median).length;
				expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
				expect(sigmaOf(band)).toBeGreaterThanOrEqual(1);
			}),
		);
	});
});

/** Complementary error function (Numerical Recipes, relative error below 1.2e-7). */
function erfc(x: number): number {
	const t = 1 / (1 + 0.5 * x);
	const terms = [
		-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
		1.48851587, -0.82215223, 0.17087277,
	];
	const sum = terms.reduceRight((inner, term) => inner * t + term, 0);
	return t * Math.exp(-x * x + sum);
}
