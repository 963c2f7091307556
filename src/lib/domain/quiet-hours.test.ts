import { describe, expect, it } from 'vitest';
import { quietMinutesLeft } from './quiet-hours.ts';

const NIGHT = { fromMinute: 22 * 60, untilMinute: 7 * 60 };
const NOON = { fromMinute: 12 * 60, untilMinute: 13 * 60 };

describe('quiet hours', () => {
	it.each([
		['before the night', NIGHT, 21 * 60 + 59, 0],
		['at its first minute', NIGHT, 22 * 60, 9 * 60],
		['before midnight', NIGHT, 23 * 60 + 59, 7 * 60 + 1],
		['after midnight', NIGHT, 0, 7 * 60],
		['in its last minute', NIGHT, 6 * 60 + 59, 1],
		['at its end', NIGHT, 7 * 60, 0],
		['within a day', NOON, 12 * 60 + 30, 30],
		['where both ends are equal', { fromMinute: 60, untilMinute: 60 }, 60, 0],
		['where there are none', null, 0, 0],
	])('%s', (_, quiet, minute, left) => expect(quietMinutesLeft(quiet, minute)).toBe(left));
});
