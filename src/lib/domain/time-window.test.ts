import { describe, expect, it } from 'vitest';
import { judgeTime, presentAfter } from './time-window.ts';

const now = new Date('2026-11-20T11:00:00Z');
const seconds = (n: number) => new Date(now.getTime() + n * 1000);
const live = { floorMs: 0, mayBackfill: false };

describe('the time window of an observation', () => {
	it.each([
		['exactly 60 s ahead is tolerated', 60, live, 'present'],
		['61 s ahead is refused', 61, live, 'ahead'],
		['exactly 24 h old still counts', -86_400, live, 'present'],
		['older is refused', -86_401, live, 'too_old'],
		[
			'older goes into history with the right backfill',
			-86_401,
			{ floorMs: 0, mayBackfill: true },
			'history',
		],
		[
			'ahead is refused with the right backfill too',
			61,
			{ floorMs: 0, mayBackfill: true },
			'ahead',
		],
		[
			'a fast exercise tolerates two real seconds',
			1200,
			{ floorMs: 1_200_000, mayBackfill: false },
			'present',
		],
	] as const)('%s', (_name, offset, options, verdict) => {
		expect(judgeTime(seconds(offset), now, options)).toBe(verdict);
	});

	it('draws the same line for the present picture', () => {
		expect(presentAfter(now, 0)).toEqual(seconds(-86_400));
	});
});
