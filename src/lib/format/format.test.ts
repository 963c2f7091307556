import { describe, expect, it } from 'vitest';
import {
	formatCalendarDate,
	formatDate,
	formatDay,
	formatInstant,
	formatMoment,
	formatTime,
	formatTimeSeconds,
	formatWeekdays,
	zoneLabel,
} from './date.ts';
import { formatAge, formatAgo, formatCallTime, formatMinutes } from './duration.ts';
import { formatNumber, formatPercent } from './number.ts';

const zone = 'Asia/Almaty';
const monday = new Date('2021-08-23T04:42:07Z');

/** Days of all months and weekdays, through the change of offset in March 2024. */
const days = Array.from(
	{ length: 500 },
	(_, i) => new Date(Date.UTC(2023, 0, 1 + i * 3, i % 24, 30)),
);

describe('Kazakh dates', () => {
	it('are written as the field writes them', () => {
		expect(formatDate(monday, zone, 'kk')).toBe('2021 ж. 23 тамыз, дүйсенбі');
		expect(formatDay(monday, zone, 'kk')).toBe('23 там., дс');
	});

	it('equal the Kazakh data of Node for every month and weekday', () => {
		const full = new Intl.DateTimeFormat('kk', { timeZone: zone, dateStyle: 'full' });
		const short = new Intl.DateTimeFormat('kk', {
			timeZone: zone,
			weekday: 'short',
			day: 'numeric',
			month: 'short',
		});
		for (const day of days) {
			expect(formatDate(day, zone, 'kk')).toBe(full.format(day));
			expect(formatDay(day, zone, 'kk')).toBe(short.format(day));
		}
	});

	it('have the same time of day as the Kazakh data of Node', () => {
		const time = new Intl.DateTimeFormat('kk', { timeZone: zone, timeStyle: 'medium' });
		for (const day of days) expect(formatTimeSeconds(day, zone)).toBe(time.format(day));
	});
});

describe('Kazakh numbers', () => {
	it('equal the Kazakh data of Node', () => {
		const node = new Intl.NumberFormat('kk', { maximumFractionDigits: 2 });
		const percent = new Intl.NumberFormat('kk', { style: 'percent', maximumFractionDigits: 1 });
		for (const value of [0, 7, 999, 1000, 6482, 1_234_567.89, -5, 0.062, 12.5]) {
			expect(formatNumber(value, 'kk', 2)).toBe(node.format(value));
			expect(formatPercent(value, 'kk', 1)).toBe(percent.format(value));
		}
	});
});

describe('Kazakh units', () => {
	it('equal the Kazakh data of Node, and ages add its word for "ago"', () => {
		const steps = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;
		for (const [unit, seconds] of Object.entries(steps)) {
			const node = new Intl.NumberFormat('kk', { style: 'unit', unit, unitDisplay: 'short' });
			const ago = new Intl.RelativeTimeFormat('kk', { style: 'short' });
			expect(formatAge(5 * seconds, 'kk')).toBe(node.format(5));
			const word = ago
				.format(-5, unit as Intl.RelativeTimeFormatUnit)
				.split(' ')
				.at(-1);
			expect(
				formatAgo(5 * seconds, 'kk')
					.split(' ')
					.at(-1),
			).toBe(word);
		}
	});
});

describe('Russian and English', () => {
	it('write dates and days', () => {
		expect(formatDate(monday, zone, 'ru')).toBe('понедельник, 23 августа 2021 г.');
		expect(formatDay(monday, zone, 'ru')).toBe('пн, 23 авг.');
		expect(formatDate(monday, zone, 'en')).toBe('Monday, August 23, 2021');
	});

	it('write percent as each language does', () => {
		expect(formatPercent(1.41, 'ru')).toBe('141\u00a0%');
		expect(formatPercent(0.062, 'ru', 1)).toBe('6,2\u00a0%');
		expect(formatPercent(0.062, 'en', 1)).toBe('6.2%');
		expect(formatNumber(6482, 'en')).toBe('6,482');
	});
});

describe('zones', () => {
	it('are named by their offset, which moved on 1 March 2024', () => {
		expect(zoneLabel(monday, zone)).toBe('UTC+6');
		expect(zoneLabel(new Date('2024-03-01T06:00:00Z'), zone)).toBe('UTC+5');
		expect(zoneLabel(monday, 'Asia/Aqtobe')).toBe('UTC+5');
		expect(zoneLabel(monday, 'Asia/Kolkata')).toBe('UTC+5:30');
		expect(zoneLabel(monday, 'America/New_York')).toBe('UTC−4');
		expect(zoneLabel(monday, 'UTC')).toBe('UTC+0');
	});

	it('stand beside an instant', () => {
		expect(formatInstant(monday, zone, 'ru')).toBe('пн, 23 авг., 10:42 UTC+6');
		expect(formatTime(monday, 'Asia/Aqtobe')).toBe('09:42');
	});

	it('write midnight as 00, not 24', () => {
		expect(formatTime(new Date('2021-08-22T18:00:00Z'), zone)).toBe('00:00');
	});
});

describe('ages and durations', () => {
	it('count whole units that have passed', () => {
		expect(formatAge(8.9, 'kk')).toBe('8 с');
		expect(formatAge(59, 'ru')).toBe('59 с');
		expect(formatAge(60, 'ru')).toBe('1 мин');
		expect(formatAge(3599, 'en')).toBe('59 min');
		expect(formatAge(3600, 'kk')).toBe('1 сағ');
		expect(formatAge(47 * 3600, 'en')).toBe('47 h');
		expect(formatAge(48 * 3600, 'kk')).toBe('2 күн');
	});

	it('never run below zero when the clocks differ', () => {
		expect(formatAge(-3, 'en')).toBe('0 s');
	});

	it('are phrases in running text', () => {
		expect(formatAgo(8, 'kk')).toBe('8 с бұрын');
		expect(formatAgo(27 * 60, 'ru')).toBe('27 мин назад');
		expect(formatAgo(7200, 'en')).toBe('2 h ago');
	});

	it('round waits to whole minutes', () => {
		expect(formatMinutes(64 * 60 + 29, 'ru')).toBe('64 мин');
		expect(formatMinutes(30, 'en')).toBe('1 min');
		expect(formatMinutes(0, 'en')).toBe('0 min');
	});

	it('write call times as minutes and seconds', () => {
		expect(formatCallTime(95)).toBe('1:35');
		expect(formatCallTime(3725)).toBe('1:02:05');
	});
});

describe('dates of acts and rules', () => {
	it('have no weekday', () => {
		expect(formatCalendarDate(monday, zone, 'kk')).toBe('2021 ж. 23 тамыз');
		expect(formatCalendarDate(monday, zone, 'ru')).toBe('23 августа 2021 г.');
		expect(formatCalendarDate(monday, zone, 'en')).toBe('August 23, 2021');
		expect(formatMoment(monday, zone, 'kk')).toBe('2021 ж. 23 тамыз, 10:42');
	});
	it('of a zone that is a day ahead are those of its wall clock', () => {
		expect(formatCalendarDate(new Date('2021-08-22T18:00:00Z'), zone, 'ru')).toBe(
			'23 августа 2021 г.',
		);
	});
	it('name weekdays, runs as ranges', () => {
		expect(formatWeekdays([1, 2, 3, 4, 5], 'kk')).toBe('дс–жм');
		expect(formatWeekdays([1, 2, 3, 4, 5, 7], 'ru')).toBe('пн–пт, вс');
		expect(formatWeekdays([6, 7], 'en')).toBe('Sat, Sun');
		expect(formatWeekdays([1, 3], 'kk')).toBe('дс, ср');
	});
});
