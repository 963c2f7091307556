import type { Locale } from '../domain/directory.ts';

/** Own Kazakh tables, used on the server and in the browser alike: no browser has them. Lower case, as inside a date. */
const KK_MONTHS = [
	'қаңтар',
	'ақпан',
	'наурыз',
	'сәуір',
	'мамыр',
	'маусым',
	'шілде',
	'тамыз',
	'қыркүйек',
	'қазан',
	'қараша',
	'желтоқсан',
] as const;
const KK_MONTHS_SHORT = [
	'қаң.',
	'ақп.',
	'нау.',
	'сәу.',
	'мам.',
	'мау.',
	'шіл.',
	'там.',
	'қыр.',
	'қаз.',
	'қар.',
	'жел.',
] as const;
/** Sunday first, as `Date.getUTCDay` counts. */
const KK_WEEKDAYS = [
	'жексенбі',
	'дүйсенбі',
	'сейсенбі',
	'сәрсенбі',
	'бейсенбі',
	'жұма',
	'сенбі',
] as const;
const KK_WEEKDAYS_SHORT = ['жс', 'дс', 'сс', 'ср', 'бс', 'жм', 'сб'] as const;

const DATE_LOCALE: Record<Exclude<Locale, 'kk'>, string> = { ru: 'ru', en: 'en-US' };

/** Wall-clock parts of an instant in a zone. `weekday` 0 is Sunday, `month` 0 is January. */
interface WallClock {
	year: number;
	month: number;
	day: number;
	weekday: number;
	hour: number;
	minute: number;
	second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function cached(
	key: string,
	locale: string,
	options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
	const known = formats.get(key);
	if (known) return known;
	const made = new Intl.DateTimeFormat(locale, options);
	formats.set(key, made);
	return made;
}

function wallClock(at: Date, zone: string): WallClock {
	const format = cached(`parts ${zone}`, 'en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const found: Record<string, number> = {};
	for (const part of format.formatToParts(at)) found[part.type] = Number(part.value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
	const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
	return { year, month: month - 1, day, weekday, hour, minute, second };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Time of day in a zone, 24 hours: `10:42`. Say the zone beside it: `zoneLabel`. */
export function formatTime(at: Date, zone: string): string {
	const { hour, minute } = wallClock(at, zone);
	return `${two(hour)}:${two(minute)}`;
}

/** Time of day with seconds: `10:42:07`. */
export function formatTimeSeconds(at: Date, zone: string): string {
	const { hour, minute, second } = wallClock(at, zone);
	return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Whole date with its weekday: «2021 ж. 23 тамыз, дүйсенбі», «понедельник, 23 августа 2021 г.». */
export function formatDate(at: Date, zone: string, locale: Locale): string {
	if (locale === 'kk') {
		const { year, month, day, weekday } = wallClock(at, zone);
		return `${year} ж. ${day} ${KK_MONTHS[month]}, ${KK_WEEKDAYS[weekday]}`;
	}
	return cached(`full ${locale} ${zone}`, DATE_LOCALE[locale], {
		timeZone: zone,
		dateStyle: 'full',
	}).format(at);
}

/** Date without its weekday: «2021 ж. 23 тамыз», «23 августа 2021 г.», `August 23, 2021`. */
export function formatCalendarDate(at: Date, zone: string, locale: Locale): string {
	if (locale === 'kk') {
		const { year, month, day } = wallClock(at, zone);
		return `${year} ж. ${day} ${KK_MONTHS[month]}`;
	}
	return cached(`date ${locale} ${zone}`, DATE_LOCALE[locale], {
		timeZone: zone,
		dateStyle: 'long',
	}).format(at);
}

/** Date and time of day of a place: «2021 ж. 23 тамыз, 09:00». */
export function formatMoment(at: Date, zone: string, locale: Locale): string {
	return `${formatCalendarDate(at, zone, locale)}, ${formatTime(at, zone)}`;
}

/** Weekdays 1 Monday … 7 Sunday in order, runs of three and more as a range: «дс–жм», «пн, ср», `Mon–Fri, Sun`. */
export function formatWeekdays(days: readonly number[], locale: Locale): string {
	const runs: number[][] = [];
	for (const day of days) {
		const run = runs.at(-1);
		if (run?.at(-1) === day - 1) run.push(day);
		else runs.push([day]);
	}
	const words = runs.map((run) => {
		const names = run.map((day) => weekdayName(day, locale));
		return names.length > 2 ? `${names[0]}–${names.at(-1)}` : names.join(', ');
	});
	return words.join(', ');
}

function weekdayName(day: number, locale: Locale): string {
	if (locale === 'kk') return KK_WEEKDAYS_SHORT[day % 7] ?? '';
	// 1 January 2024 is a Monday.
	return cached(`weekday ${locale}`, DATE_LOCALE[locale], {
		timeZone: 'UTC',
		weekday: 'short',
	}).format(new Date(Date.UTC(2024, 0, day)));
}

/** Day and weekday without the year, for the clock of the frame: «23 там., дс», «пн, 23 авг.», `Mon, Aug 23`. */
export function formatDay(at: Date, zone: string, locale: Locale): string {
	if (locale === 'kk') {
		const { month, day, weekday } = wallClock(at, zone);
		return `${day} ${KK_MONTHS_SHORT[month]}, ${KK_WEEKDAYS_SHORT[weekday]}`;
	}
	return cached(`day ${locale} ${zone}`, DATE_LOCALE[locale], {
		timeZone: zone,
		weekday: 'short',
		day: 'numeric',
		month: 'short',
	}).format(at);
}

/** Day and month alone, for an axis: «23 там.», «23 авг.», `Aug 23`. */
export function formatShortDay(at: Date, zone: string, locale: Locale): string {
	if (locale === 'kk') {
		const { month, day } = wallClock(at, zone);
		return `${day} ${KK_MONTHS_SHORT[month]}`;
	}
	return cached(`short day ${locale} ${zone}`, DATE_LOCALE[locale], {
		timeZone: zone,
		day: 'numeric',
		month: 'short',
	}).format(at);
}

/** The zone of a shown time, by its offset at that instant: `UTC+5`, `UTC+5:30`. Names are not agreed in three languages. */
export function zoneLabel(at: Date, zone: string): string {
	const { year, month, day, hour, minute, second } = wallClock(at, zone);
	const wall = Date.UTC(year, month, day, hour, minute, second);
	const offsetMin = Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
	const sign = offsetMin < 0 ? '−' : '+';
	const hours = Math.floor(Math.abs(offsetMin) / 60);
	const minutes = Math.abs(offsetMin) % 60;
	return `UTC${sign}${hours}${minutes ? `:${two(minutes)}` : ''}`;
}

/** Day, time and zone of an instant in one line: «пн, 23 авг., 10:42 UTC+6». */
export function formatInstant(at: Date, zone: string, locale: Locale): string {
	return `${formatDay(at, zone, locale)}, ${formatTime(at, zone)} ${zoneLabel(at, zone)}`;
}
