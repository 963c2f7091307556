import { describe, expect, test } from 'vitest';
import { DELAY_CLASSES, delayAt, delayClass, doorHealth, type DoorCounts } from './feed-health.ts';

const counts = (some: Record<number, number>) =>
	Array.from({ length: DELAY_CLASSES.length + 1 }, (_, i) => some[i] ?? 0);

describe('delays', () => {
	test.each([
		[-7200, 0],
		[-60, 0],
		[-59.9, 1],
		[0, 1],
		[0.4, 2],
		[2, 3],
		[2.1, 4],
		[300, 8],
		[300.1, 9],
	])('of %d s are in class %d', (seconds, expected) => {
		expect(delayClass(seconds)).toBe(expected);
	});

	test.each([
		['nothing came', {}, null, null],
		['one', { 3: 1 }, 2, 2],
		['half in one class, half in another', { 2: 10, 5: 10 }, 1, 10],
		['one late in a hundred', { 2: 99, 9: 1 }, 1, 1],
		['one late in ten, which is counted apart', { 2: 9, 9: 1 }, 1, 1],
		['only late ones', { 9: 5 }, null, null],
	])('%s', (_, some, median, p95) => {
		expect([delayAt(counts(some), 0.5), delayAt(counts(some), 0.95)]).toEqual([median, p95]);
	});
});

describe('the promise of a feed', () => {
	const NOW = new Date('2026-11-20T10:03:20Z');
	const feed = { cadenceSeconds: 30, createdAt: new Date('2026-11-01T00:00:00Z') };
	const none: DoorCounts = {
		feedId: 1,
		door: 'readings',
		lastAt: NOW,
		places: 2,
		firstAt: null,
		timelyRecent: 0,
		timelyDay: 0,
		delays: [],
		late: 0,
		duplicate: 0,
		rejected: {},
	};
	const kept = (some: Partial<DoorCounts>, of: Partial<typeof feed> = {}) => {
		const { keptRecent, keptDay } = doorHealth({ ...none, ...some }, { ...feed, ...of }, NOW);
		return [keptRecent, keptDay];
	};

	test('is one reading per place and cadence', () => {
		expect(kept({ timelyRecent: 60, timelyDay: 2880 })).toEqual([1, 0.5]);
		expect(kept({})).toEqual([0, 0]);
	});

	test('is kept wholly at most', () => {
		expect(kept({ timelyRecent: 90, timelyDay: 9999 })).toEqual([1, 1]);
	});

	test('of a feed that begins is counted from its begin', () => {
		const createdAt = new Date('2026-11-20T09:50:00Z');
		expect(kept({ timelyRecent: 20, timelyDay: 20 }, { createdAt })).toEqual([0.5, 0.5]);
	});

	test('of a feed whose begin is another clock’s is counted from its first span', () => {
		const createdAt = new Date('2026-12-24T00:00:00Z');
		const firstAt = new Date('2026-11-20T09:55:00Z');
		expect(kept({ timelyRecent: 20, timelyDay: 20, firstAt }, { createdAt })).toEqual([1, 1]);
	});

	test('is none of bookings', () => {
		expect(kept({ door: 'availability', timelyRecent: 60, timelyDay: 60 })).toEqual([null, null]);
	});

	test('is none before the first whole span, or without a place', () => {
		expect(kept({}, { createdAt: new Date('2026-11-20T10:01:00Z') })).toEqual([null, null]);
		expect(kept({ places: 0 })).toEqual([null, null]);
	});
});
