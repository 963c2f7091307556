import { describe, expect, it } from 'vitest';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import { wilson } from './proportion.ts';

describe('the interval of a share', () => {
	it('is the one of the vector', () => {
		const { in: given, out } = vectors.wilson;
		const found = wilson(given.k, given.n);
		expect(found?.share).toBeCloseTo(out.p, 9);
		expect(found?.low).toBeCloseTo(out.low, 8);
		expect(found?.high).toBeCloseTo(out.high, 8);
	});

	it.each([
		['none of few', 0, 5],
		['all of few', 5, 5],
		['one of one', 1, 1],
	])('stays within 0 and 1 for %s', (_, part, whole) => {
		const found = wilson(part, whole);
		expect(found?.low).toBeGreaterThanOrEqual(0);
		expect(found?.high).toBeLessThanOrEqual(1);
		expect(found!.high - found!.low).toBeGreaterThan(0.3);
	});

	it('does not exist of nothing', () => {
		expect(wilson(0, 0)).toBeNull();
	});
});
