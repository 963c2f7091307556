import { describe, expect, test } from 'vitest';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import { freshness, nextChangeAt, silenceLimits } from './freshness.ts';
import { FRESHNESS } from './row.ts';

describe('freshness of a feed with a heartbeat', () => {
	test.each(vectors.feed_state.cases)('after $age_s s it is $state', ({ age_s, state }) => {
		const code = freshness(age_s * 1000, vectors.feed_state.in.heartbeat_s, 0);
		expect(FRESHNESS[code]).toBe(state);
	});

	test('a slow feed gets limits from its own cadence, not from the fixed ones', () => {
		expect(silenceLimits(600, 0)).toEqual({
			freshMs: 1_200_000,
			lateMs: 3_000_000,
			staleMs: 6_000_000,
		});
	});

	test('in an exercise no limit is shorter than its floor', () => {
		expect(silenceLimits(10, 120_000)).toEqual({
			freshMs: 120_000,
			lateMs: 150_000,
			staleMs: 900_000,
		});
		expect(silenceLimits(10, 1_200_000)).toEqual({
			freshMs: 1_200_000,
			lateMs: 1_200_000,
			staleMs: 1_200_000,
		});
	});

	test('a reading from a clock slightly ahead is fresh', () => {
		expect(freshness(-60_000, 30, 0)).toBe(1);
	});
});

describe('nextChangeAt', () => {
	const limits = silenceLimits(30, 0);

	test('names the first instant with another word, from each state', () => {
		for (const now of [0, 60_000, 60_001, 150_000, 150_001, 900_000]) {
			const due = nextChangeAt(0, now, limits);
			expect(freshness(due - 1, 30, 0)).toBe(freshness(now, 30, 0));
			expect(freshness(due, 30, 0)).toBe(freshness(now, 30, 0) + 1);
		}
	});

	test('nothing follows lost', () => {
		expect(nextChangeAt(0, 900_001, limits)).toBe(Infinity);
	});
});
