import { describe, expect, it } from 'vitest';
import { growthLine } from './law.ts';

const line = { id: 'L1', measured: 'work', unit: 'ms' };

describe('growthLine', () => {
	it('lets the work double where the factor counts', () => {
		expect(growthLine({ ...line, counts: true })).toMatchObject({ aim: 2.2, bound: 'at_most' });
	});

	it('lets the work stay where it does not', () => {
		expect(growthLine({ ...line, counts: false })).toMatchObject({ aim: 1.1, bound: 'at_most' });
	});

	it.each([true, false])('leaves an eighth for noise between aim and floor', (counts) => {
		const { aim, floor } = growthLine({ ...line, counts });
		expect(floor / aim).toBeCloseTo(1.125, 2);
	});
});
