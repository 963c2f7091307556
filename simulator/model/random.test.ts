import { describe, expect, it } from 'vitest';
import { createRandom, traitOf } from './random.ts';

function draw<T>(count: number, one: () => T): T[] {
	return Array.from({ length: count }, one);
}
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('random stream', () => {
	it('is the same for the same seed and another for another', () => {
		const [one, same, other] = ['a', 'a', 'b'].map((seed) => {
			const random = createRandom(seed);
			return draw(20, () => random.next());
		});
		expect(one).toEqual(same);
		expect(one).not.toEqual(other);
	});

	it('has the means and spreads it promises', () => {
		const random = createRandom('moments');
		expect(meanOf(draw(20_000, () => random.next()))).toBeCloseTo(0.5, 1);
		expect(meanOf(draw(20_000, () => random.poisson(3.2)))).toBeCloseTo(3.2, 1);
		expect(meanOf(draw(20_000, () => random.exponential(180))) / 180).toBeCloseTo(1, 1);
		expect(meanOf(draw(20_000, () => random.rounded(0.83)))).toBeCloseTo(0.83, 1);
		const services = draw(20_000, () => random.lognormal(12, 0.7));
		const mean = meanOf(services);
		const cv = Math.sqrt(meanOf(services.map((value) => (value - mean) ** 2))) / mean;
		expect(mean / 12).toBeCloseTo(1, 1);
		expect(cv).toBeCloseTo(0.7, 1);
	});

	it('gives a text its own fixed trait between 0 and 1', () => {
		const traits = draw(500, () => 0).map((_, i) => traitOf(`center-${i}`));
		expect(traitOf('center-7')).toBe(traits[7]);
		expect(new Set(traits).size).toBe(500);
		expect(meanOf(traits)).toBeCloseTo(0.5, 1);
	});
});
