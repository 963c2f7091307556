import type { Locale } from '../domain/directory.ts';
import { m } from '../paraglide/messages.js';
import { formatNumber } from './number.ts';

/** Where a duration changes its unit, in seconds. */
const LIMITS = { minute: 60, hour: 3600, day: 86_400 } as const;

/** From how many hours on an age is told in days: "36 h ago" still says more than "1 d ago". */
const DAYS_FROM_HOURS = 48;

type Unit = 'seconds' | 'minutes' | 'hours' | 'days';

/** Whole units that have passed; an age is never rounded up. */
function whole(seconds: number): { n: number; unit: Unit } {
	const passed = Math.max(0, Math.floor(seconds));
	if (passed < LIMITS.minute) return { n: passed, unit: 'seconds' };
	if (passed < LIMITS.hour) return { n: Math.floor(passed / LIMITS.minute), unit: 'minutes' };
	if (passed < DAYS_FROM_HOURS * LIMITS.hour) {
		return { n: Math.floor(passed / LIMITS.hour), unit: 'hours' };
	}
	return { n: Math.floor(passed / LIMITS.day), unit: 'days' };
}

const BARE = {
	seconds: m.unit_seconds,
	minutes: m.unit_minutes,
	hours: m.unit_hours,
	days: m.unit_days,
} as const;

const AGO = {
	seconds: m.age_seconds,
	minutes: m.age_minutes,
	hours: m.age_hours,
	days: m.age_days,
} as const;

/** How old a value is, for a narrow column: `8 с`, `27 мин`, `3 сағ`. Whole units that have passed. */
export function formatAge(seconds: number, locale: Locale): string {
	const { n, unit } = whole(seconds);
	return BARE[unit]({ n: formatNumber(n, locale) }, { locale });
}

/** How old a value is, as a phrase: `8 с бұрын`, `27 мин назад`, `3 h ago`. */
export function formatAgo(seconds: number, locale: Locale): string {
	const { n, unit } = whole(seconds);
	return AGO[unit]({ n: formatNumber(n, locale) }, { locale });
}

/** A wait in whole minutes, rounded to the nearest: the number alone, its unit is a label of its own. */
export function formatMinutesNumber(seconds: number, locale: Locale): string {
	return formatNumber(Math.round(seconds / LIMITS.minute), locale);
}

/** A wait in whole minutes with the unit: `64 мин`. */
export function formatMinutes(seconds: number, locale: Locale): string {
	return m.unit_minutes({ n: formatMinutesNumber(seconds, locale) }, { locale });
}

/** A duration on the phone as minutes and seconds, hours when needed: `1:35`, `1:02:05`. The same in all languages. */
export function formatCallTime(seconds: number): string {
	const total = Math.max(0, Math.floor(seconds));
	const hours = Math.floor(total / LIMITS.hour);
	const minutes = Math.floor((total % LIMITS.hour) / LIMITS.minute);
	const rest = String(total % LIMITS.minute).padStart(2, '0');
	return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
