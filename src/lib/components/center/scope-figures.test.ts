import { describe, expect, it } from 'vitest';
import { aCenterView } from '../../../../tests/support/center-view.ts';
import { quantile, scopeFigures } from './scope-figures.ts';

describe('quantile by nearest rank', () => {
	it('is a value that occurs', () => {
		expect(quantile([40, 10, 30, 20], 0.5)).toBe(20);
		expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
		expect(quantile([7], 0.9)).toBe(7);
	});

	it('of nothing is nothing, not zero', () => {
		expect(quantile([], 0.5)).toBeNull();
	});
});

describe('figures of a place', () => {
	const views = [
		aCenterView({ id: 'a', kind: 'critical', waitSeconds: 3840, occupancy: 203, at: 990 }),
		aCenterView({ id: 'b', kind: 'calm', waitSeconds: 300, occupancy: 20, at: 1000 }),
		aCenterView({ id: 'c', kind: 'calm', waitSeconds: null, occupancy: null, at: 980 }),
		aCenterView({ id: 'stale', kind: 'unknown', waitSeconds: 9999, occupancy: 500, at: 100 }),
		aCenterView({ id: 'closed', kind: 'closed', occupancy: 3, at: 50 }),
	];
	const figures = scopeFigures(views);

	it('keep silent and closed centers out of every sum', () => {
		expect(figures.inside).toEqual({ value: 223, from: 2, oldestAt: 990 });
		expect(figures.waitP90.value).toBe(3840);
	});

	it('say how many of the open ones report', () => {
		expect(figures.open).toBe(4);
		expect(figures.closed).toBe(1);
		expect(figures.reporting).toEqual({ value: 3, from: 3, oldestAt: 980 });
		expect(figures.silent).toBe(1);
		expect(figures.silentSince).toBe(100);
	});

	it('count the levels of open centers', () => {
		expect(figures.levels).toEqual({ critical: 1, crowded: 0, busy: 0, calm: 2, unknown: 1 });
	});

	it('are nothing, not zero, where nobody measures', () => {
		expect(figures.outside).toEqual({ value: null, from: 0, oldestAt: null });
		expect(scopeFigures([]).inside.value).toBeNull();
	});

	it('have no oldest silence when a silent center was never heard', () => {
		expect(scopeFigures([aCenterView({ kind: 'unknown', at: null })]).silentSince).toBeNull();
	});
});
