import { describe, expect, it } from 'vitest';
import { holdOrder, worstFirst } from './center-order.ts';
import { aCenterView } from '../../../../tests/support/center-view.ts';

const order = (views: ReturnType<typeof aCenterView>[]) =>
	[...views].sort(worstFirst).map((view) => view.center.id);

describe('worst first', () => {
	it('goes by level, then by wait', () => {
		expect(
			order([
				aCenterView({ id: 'calm', kind: 'calm', waitSeconds: 9000 }),
				aCenterView({ id: 'busy', kind: 'busy', waitSeconds: 60 }),
				aCenterView({ id: 'critical-short', kind: 'critical', waitSeconds: 600 }),
				aCenterView({ id: 'crowded', kind: 'crowded', waitSeconds: 1800 }),
				aCenterView({ id: 'critical-long', kind: 'critical', waitSeconds: 3840 }),
			]),
		).toEqual(['critical-long', 'critical-short', 'crowded', 'busy', 'calm']);
	});

	it('puts an unmeasured wait behind a measured one of the same level', () => {
		expect(
			order([
				aCenterView({ id: 'unmeasured', kind: 'crowded', waitSeconds: null, fillShare: 2 }),
				aCenterView({ id: 'empty', kind: 'crowded', waitSeconds: 0, fillShare: 1 }),
			]),
		).toEqual(['empty', 'unmeasured']);
	});

	it('goes by fill where the waits are equal, then by id so that nothing flickers', () => {
		expect(
			order([
				aCenterView({ id: 'b', kind: 'busy', waitSeconds: 60, fillShare: 0.9 }),
				aCenterView({ id: 'a', kind: 'busy', waitSeconds: 60, fillShare: 0.9 }),
				aCenterView({ id: 'full', kind: 'busy', waitSeconds: 60, fillShare: 1.2 }),
			]),
		).toEqual(['full', 'a', 'b']);
	});

	it('keeps what is closed below what is open and above what is silent', () => {
		expect(
			order([
				aCenterView({ id: 'silent', kind: 'unknown', at: 100 }),
				aCenterView({ id: 'closed', kind: 'closed' }),
				aCenterView({ id: 'calm', kind: 'calm' }),
			]),
		).toEqual(['calm', 'closed', 'silent']);
	});

	it('opens silent centers with the longest silence, never heard ones before all', () => {
		expect(
			order([
				aCenterView({ id: 'recent', kind: 'unknown', at: 500 }),
				aCenterView({ id: 'never-b', kind: 'unknown', at: null }),
				aCenterView({ id: 'old', kind: 'unknown', at: 100 }),
				aCenterView({ id: 'never-a', kind: 'unknown', at: null }),
			]),
		).toEqual(['never-a', 'never-b', 'old', 'recent']);
	});
});

describe('a held order', () => {
	it('counts nothing when nothing moved', () => {
		expect(holdOrder(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual({ ids: ['a', 'b', 'c'], moved: 0 });
	});

	it('counts the one that rose, not everyone it passed', () => {
		expect(holdOrder(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c']).moved).toBe(1);
	});

	it('drops what left the list and appends what came', () => {
		expect(holdOrder(['a', 'b'], ['new', 'b'])).toEqual({ ids: ['b', 'new'], moved: 1 });
	});

	it('counts a full reversal as all but one', () => {
		expect(holdOrder(['a', 'b', 'c'], ['c', 'b', 'a']).moved).toBe(2);
	});
});
