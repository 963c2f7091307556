import { describe, expect, it } from 'vitest';
import { rowWindow } from './row-window.ts';

const seen = { viewPx: 400, rowPx: 40, keep: -1 };

describe('the window over a long list', () => {
	it('leaves a short list whole', () => {
		expect(rowWindow({ ...seen, count: 500, scrolledPx: 9000 })).toEqual({ start: 0, end: 500 });
	});

	it('draws what is seen and a margin', () => {
		expect(rowWindow({ ...seen, count: 20_000, scrolledPx: 40_000 })).toEqual({
			start: 980,
			end: 1030,
		});
	});

	it('stays inside the list at both ends', () => {
		expect(rowWindow({ ...seen, count: 600, scrolledPx: -300 })).toEqual({ start: 0, end: 23 });
		expect(rowWindow({ ...seen, count: 600, scrolledPx: 600 * 40 })).toEqual({
			start: 580,
			end: 600,
		});
	});

	it('keeps the row with the focus', () => {
		const { start, end } = rowWindow({ ...seen, count: 600, scrolledPx: 10_000, keep: 3 });
		expect(start).toBe(3);
		expect(end).toBeGreaterThan(250);
	});
});
