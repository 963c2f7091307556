import { describe, expect, it } from 'vitest';
import { localDayAt, localInstant, zoneOffsetMs } from './local-time.ts';

const HOUR_MS = 3600_000;
const at = (text: string) => Date.parse(text);

describe('local time', () => {
	it('knows both offsets of Almaty: +6 before 1 March 2024, +5 since', () => {
		expect(zoneOffsetMs('Asia/Almaty', at('2021-08-23T00:00:00Z'))).toBe(6 * HOUR_MS);
		expect(zoneOffsetMs('Asia/Almaty', at('2026-11-18T00:00:00Z'))).toBe(5 * HOUR_MS);
	});

	it('makes "9:00 everywhere" two instants in 2021', () => {
		expect(localInstant('Asia/Almaty', '2021-08-23', 540)).toBe(at('2021-08-23T03:00:00Z'));
		expect(localInstant('Asia/Aqtau', '2021-08-23', 540)).toBe(at('2021-08-23T04:00:00Z'));
	});

	it('finds the local day, its weekday and its ends', () => {
		expect(localDayAt('Asia/Almaty', at('2026-11-17T20:30:00Z'))).toEqual({
			date: '2026-11-18',
			weekday: 3,
			startsAt: at('2026-11-17T19:00:00Z'),
			endsAt: at('2026-11-18T19:00:00Z'),
		});
	});

	it('has days of 23 and 25 hours where clocks change', () => {
		const spring = localDayAt('Europe/Warsaw', at('2026-03-29T12:00:00Z'));
		const autumn = localDayAt('Europe/Warsaw', at('2026-10-25T12:00:00Z'));
		expect((spring.endsAt - spring.startsAt) / HOUR_MS).toBe(23);
		expect((autumn.endsAt - autumn.startsAt) / HOUR_MS).toBe(25);
	});

	it('refuses an unknown zone', () => {
		expect(() => localDayAt('Asia/Nowhere', 0)).toThrow(RangeError);
	});
});
