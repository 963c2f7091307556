import { expect, test } from 'vitest';
import { ServerTime } from './server-time.ts';

test('runs on between messages, with the speed of the exercise', () => {
	const time = new ServerTime(1_000_000, 60, 0);
	expect(time.at(1000)).toBe(1_060_000);
});

test('a message that was under way for a while does not turn it back', () => {
	const time = new ServerTime(1_000_000, 1, 0);
	time.take(1_009_900, 10_000);
	expect(time.at(10_000)).toBe(1_010_000);
	time.take(1_011_000, 10_500);
	expect(time.at(10_500)).toBe(1_011_000);
});

test('a clock that stood still while the server was down is followed', () => {
	const time = new ServerTime(1_000_000, 600, 0);
	time.take(1_000_600, 60_000);
	expect(time.at(60_000)).toBe(1_000_600);
});
