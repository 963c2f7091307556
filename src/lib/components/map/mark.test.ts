import { describe, expect, it } from 'vitest';
import { markOf, markOfStatus, RANK } from './mark.ts';

describe('markOf', () => {
	it.each([
		['calm', 1, 1, 0, 'calm', false],
		['busy', 2, 1, 0, 'busy', false],
		['crowded', 3, 1, 16, 'crowded', false],
		['critical', 4, 1, 0, 'critical', false],
		['late data keeps its level', 4, 2, 0, 'critical', true],
		['never heard', 0, 0, 0, 'unknown', false],
		['stale', 0, 3, 0, 'unknown', false],
		['lost', 0, 4, 0, 'unknown', false],
		['closed and silent is closed, not silent', 0, 4, 1, 'closed', false],
		['closed and calm', 1, 2, 1, 'closed', false],
		['closed with people still inside', 3, 1, 1, 'crowded', false],
		['nothing measured', null, null, null, 'unknown', false],
		['a level from the future', 9, 1, 0, 'unknown', false],
	] as const)('%s', (_, level, freshness, state, kind, isLate) => {
		expect(markOf(level, freshness, state)).toEqual({ kind, isLate });
	});

	it('reads the packed status of a very large network', () => {
		expect(markOfStatus(3 + 8 * 2 + 64 * 1 + 512 * 5)).toEqual({ kind: 'crowded', isLate: true });
		expect(markOfStatus(null)).toEqual({ kind: 'unknown', isLate: false });
	});

	it('ranks critical above all', () => {
		expect(Object.entries(RANK).sort((a, b) => b[1] - a[1])[0]?.[0]).toBe('critical');
	});
});
