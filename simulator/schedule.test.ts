import { describe, expect, it } from 'vitest';
import type { FeedLine } from './feed-line.ts';
import { cadenceAt, createSchedule } from './schedule.ts';

function aLine(key: string, isActive = true): FeedLine {
	const place = {
		kind: 'center',
		id: key,
		key,
		advance: () => undefined,
		read: () => ({}),
		readBookings: () => null,
		isActive: () => isActive,
	} as const;
	return { place, readingsAt: () => [], bookingsAt: () => [] };
}
const CADENCE = { activeMs: 10_000, restingMs: 45_000, promisedMs: 30_000 };

describe('cadence', () => {
	it.each([
		['real time: 10 s, closed places within a minute', 1, 10, 10_000, 45_000, 30_000],
		['speed 2: 5 real seconds are 10 operations seconds', 2, 10, 10_000, 45_000, 30_000],
		['speed 60: never more often than every 5 real seconds', 60, 10, 300_000, 300_000, 300_000],
		['a slower wish', 1, 60, 60_000, 60_000, 60_000],
	])('%s', (_, speed, wish, activeMs, restingMs, promisedMs) => {
		expect(cadenceAt(speed, wish)).toEqual({ activeMs, restingMs, promisedMs });
	});
});

describe('schedule', () => {
	it('spreads places evenly over the interval, each once', () => {
		const lines = Array.from({ length: 350 }, (_, i) => aLine(String(i)));
		const schedule = createSchedule(lines);
		schedule.restart(0, CADENCE);
		const perSecond = Array.from({ length: 10 }, (_, s) => schedule.take((s + 1) * 1000, CADENCE));
		for (const due of perSecond) expect(due.length).toBe(35);
		expect(new Set(perSecond.flat().map(({ line }) => line.place.key)).size).toBe(350);
	});

	it('reports every place once per cadence, in order of time', () => {
		const schedule = createSchedule([aLine('a'), aLine('b')]);
		schedule.restart(0, CADENCE);
		const due = [5000, 10_000, 15_000, 20_000, 25_000].flatMap((now) =>
			schedule.take(now, CADENCE),
		);
		expect(due.map(({ line, at }) => `${line.place.key}${at}`)).toEqual([
			'a5000',
			'b10000',
			'a15000',
			'b20000',
			'a25000',
		]);
	});

	it('skips what was missed: one reading after a long pause, never in the future', () => {
		const schedule = createSchedule([aLine('a')]);
		schedule.restart(0, CADENCE);
		const due = schedule.take(95_000, CADENCE);
		expect(due.map(({ at }) => at)).toEqual([90_000]);
		expect(schedule.take(99_000, CADENCE)).toEqual([]);
		expect(schedule.take(100_000, CADENCE).map(({ at }) => at)).toEqual([100_000]);
	});

	it('lets closed places rest, but not fall silent', () => {
		const schedule = createSchedule([aLine('closed', false)]);
		schedule.restart(0, CADENCE);
		const seconds = Array.from({ length: 120 }, (_, s) => schedule.take((s + 1) * 1000, CADENCE));
		expect(seconds.flat().map(({ at }) => at)).toEqual([10_000, 55_000, 100_000]);
	});
});
