import { describe, expect, test } from 'vitest';
import {
	flowMinutes,
	forgetMinutes,
	MINUTE_MS,
	putMinute,
	sumOf,
	trendOf,
	type Minutes,
} from './minute-window.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 15, 30);
const START = Date.UTC(2026, 10, 21, 9, 15);

/** Minutes with a mean queue length each, by their age in whole minutes. */
function minutesOf(queueByAge: Record<number, number>) {
	const minutes: Minutes<{ queueSum: number; queueN: number }> = new Map();
	for (const [age, queue] of Object.entries(queueByAge)) {
		minutes.set(START - Number(age) * MINUTE_MS, { queueSum: queue * 6, queueN: 6 });
	}
	return minutes;
}

describe('minute rows', () => {
	test('of two versions the higher batch wins, in any order', () => {
		const older = { bucket: new Date(START), batch: 3, n: 1 };
		const newer = { bucket: new Date(START), batch: 4, n: 2 };
		for (const order of [
			[older, newer],
			[newer, older],
			[newer, older, newer],
		]) {
			const minutes: Minutes<typeof older> = new Map();
			for (const row of order) putMinute(minutes, row);
			expect([...minutes.values()]).toEqual([newer]);
		}
	});

	test('the flow window is the running minute and the fourteen before it', () => {
		const minutes = minutesOf({ 0: 1, 14: 2, 15: 4 });
		expect(sumOf(flowMinutes(minutes, NOW, 0), (m) => m.queueSum)).toBe(18);
	});

	test('without any minute a sum is unknown, not zero', () => {
		expect(sumOf(flowMinutes(minutesOf({ 20: 1 }), NOW, 0), (m) => m.queueN)).toBeNull();
	});

	test('forgets what no window needs', () => {
		const minutes = minutesOf({ 0: 1, 14: 1, 15: 1, 16: 1, 500: 1 });
		forgetMinutes(minutes, NOW, 0);
		expect(minutes.size).toBe(3);
		expect(trendOf(minutes, NOW, 0)).toBe(0);
	});
});

describe('trend', () => {
	test.each([
		[{ 0: 10, 4: 10, 10: 10, 14: 10 }, 0],
		[{ 2: 13, 12: 10 }, 1],
		[{ 2: 7, 12: 10 }, -1],
		[{ 2: 11, 12: 10 }, 0],
		[{ 2: 104, 12: 100 }, 0],
		[{ 2: 112, 12: 100 }, 1],
		[{ 2: 13 }, null],
		[{ 12: 13 }, null],
		[{ 2: 13, 7: 1, 15: 1 }, null],
	])('of the mean queues %j (by age in minutes) is %s', (queues, expected) => {
		expect(trendOf(minutesOf(queues as Record<number, number>), NOW, 0)).toBe(expected);
	});
});
