import { describe, expect, test } from 'vitest';
import { FRESH, LATE, LOST, NEVER, silenceLimits, STALE } from './freshness.ts';
import { shownParts } from './shown-parts.ts';

const limits = silenceLimits(30, 0);
const NOW = 10_000_000;
/** A part observed so many seconds ago; null was never measured. */
const parts = (...ages: (number | null)[]) =>
	ages.map((age) => (age === null ? null : { atMs: NOW - age * 1000, limits }));

describe('shownParts', () => {
	test('nothing was ever measured', () => {
		expect(shownParts(parts(null, null), NOW)).toEqual({
			freshness: NEVER,
			atMs: null,
			parts: [false, false],
			dueAt: Infinity,
		});
	});

	test.each([
		['both fresh: the age is that of the older one', [10, 40], FRESH, 40, [true, true]],
		['one late: the whole row is late', [10, 100], LATE, 100, [true, true]],
		[
			'one past its limit is left out while the other is fresh',
			[10, 151],
			FRESH,
			10,
			[true, false],
		],
		['one never measured does not matter', [10, null], FRESH, 10, [true, false]],
		['all past: the last picture stays with its age', [200, 230], STALE, 230, [true, true]],
		['all past: what was past already then stays out', [200, 900], STALE, 200, [true, false]],
		['all lost', [5000, 5010], LOST, 5010, [true, true]],
	] as const)('%s', (_, ages, freshness, age, shown) => {
		const result = shownParts(parts(...ages), NOW);
		expect(result).toMatchObject({ freshness, atMs: NOW - age * 1000, parts: shown });
	});

	test('names the first instant at which any part changes its word', () => {
		expect(shownParts(parts(10, 40), NOW).dueAt).toBe(NOW + 20_001);
		expect(shownParts(parts(5000), NOW).dueAt).toBe(Infinity);
	});
});
