import { describe, expect, test } from 'vitest';
import vectors from '../../../../tests/support/test-vectors.json' with { type: 'json' };
import { createLocalTime } from './local-time.ts';

describe('local time', () => {
	test.each(vectors.time_zones)('$utc in $zone is $local', ({ zone, local, utc }) => {
		const [hours, minutes] = local.slice(11).split(':').map(Number) as [number, number];
		const weekday = new Date(`${local}:00Z`).getUTCDay() || 7;
		const atMs = new Date(utc).getTime();
		expect(createLocalTime()(zone, atMs)).toEqual({
			date: local.slice(0, 10),
			weekday,
			minutes: hours * 60 + minutes,
		});
	});

	test('follows a zone over its change of offset', () => {
		const localTime = createLocalTime();
		const change = Date.parse('2024-02-29T18:00:00Z');
		expect(localTime('Asia/Almaty', change - 60_000).minutes).toBe(23 * 60 + 59);
		expect(localTime('Asia/Almaty', change).minutes).toBe(23 * 60);
		expect(localTime('Asia/Almaty', change - 60_000).minutes).toBe(23 * 60 + 59);
	});

	test('refuses a zone that does not exist', () => {
		expect(() => createLocalTime()('Asia/Nowhere', 0)).toThrow(RangeError);
	});
});
