import type { LocalTimeOf } from '../../domain/opening.ts';

const QUARTER_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Makes the wall clock of zones. Offsets change on quarter hours only, so one look per zone and quarter hour is enough
 * for any number of centers. An unknown zone throws a RangeError: the directory import refuses those.
 */
export function createLocalTime(): LocalTimeOf {
	const formats = new Map<string, Intl.DateTimeFormat>();
	const offsets = new Map<string, { quarter: number; offsetMs: number }>();

	const formatOf = (timezone: string) => {
		let format = formats.get(timezone);
		if (!format) {
			format = new Intl.DateTimeFormat('en-US', {
				timeZone: timezone,
				hourCycle: 'h23',
				year: 'numeric',
				month: 'numeric',
				day: 'numeric',
				hour: 'numeric',
				minute: 'numeric',
				second: 'numeric',
			});
			formats.set(timezone, format);
		}
		return format;
	};

	const offsetAt = (timezone: string, atMs: number) => {
		const quarter = Math.floor(atMs / QUARTER_MS);
		const known = offsets.get(timezone);
		if (known?.quarter === quarter) return known.offsetMs;
		const start = quarter * QUARTER_MS;
		const parts = new Map(
			formatOf(timezone)
				.formatToParts(start)
				.map(({ type, value }) => [type, Number(value)]),
		);
		const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
		const local = Date.UTC(
			part('year'),
			part('month') - 1,
			part('day'),
			part('hour'),
			part('minute'),
			part('second'),
		);
		const offsetMs = local - start;
		offsets.set(timezone, { quarter, offsetMs });
		return offsetMs;
	};

	return (timezone, atMs) => {
		const local = atMs + offsetAt(timezone, atMs);
		const wallClock = new Date(local);
		return {
			date: wallClock.toISOString().slice(0, 10),
			weekday: wallClock.getUTCDay() || 7,
			minutes: Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS),
		};
	};
}
