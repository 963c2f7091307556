import type { SpecialDay } from './calendar.ts';
import type { Center } from './directory.ts';

/** Wall clock of a place: its date `YYYY-MM-DD`, weekday 1 Monday … 7 Sunday, minutes since its midnight. Made outside the domain, from a zone. */
export interface LocalTime {
	date: string;
	weekday: number;
	minutes: number;
}

/** Gives the wall clock of an IANA zone at an instant in ms. */
export type LocalTimeOf = (timezone: string, atMs: number) => LocalTime;

const MINUTES_A_DAY = 24 * 60;
const SATURDAY = 6;
/** Hours of duty centers on Saturday (domain.md B3). */
const DUTY_SATURDAY = { opens: 9 * 60, closes: 13 * 60 } as const;

/** Minutes of the local day in which a center serves: from `opens`, before `closes`. */
export interface Hours {
	opens: number;
	closes: number;
}
type Schedule = Pick<Center, 'type' | 'opensAt' | 'closesAt'>;

/** `HH:MM` in minutes since midnight. */
export function minutesOf(clock: string): number {
	return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** Whether people work on a day: Monday to Friday, unless the calendar says otherwise. */
export function isWorkingDay(weekday: number, special: SpecialDay | null): boolean {
	return special === null ? weekday < SATURDAY : special.kind === 'working_weekend';
}

/**
 * Hours of a day, null when closed: the center's own on working days, 9–13 on Saturday for duty centers, what the
 * calendar states for duty centers on a day off. `special` is how the day differs from its weekday.
 */
export function hoursOn(
	center: Schedule,
	weekday: number,
	special: SpecialDay | null,
): Hours | null {
	if (center.opensAt === null || center.closesAt === null) return null;
	if (isWorkingDay(weekday, special)) {
		return { opens: minutesOf(center.opensAt), closes: minutesOf(center.closesAt) };
	}
	if (center.type !== 'duty') return null;
	if (special === null) return weekday === SATURDAY ? DUTY_SATURDAY : null;
	const stated = special.dutyHours;
	return stated ? { opens: minutesOf(stated.opensAt), closes: minutesOf(stated.closesAt) } : null;
}

/** Whether a center is open now; null when its hours are unknown (then silence is not explained by them). */
export function isOpenAt(
	center: Schedule,
	local: LocalTime,
	special: SpecialDay | null,
): boolean | null {
	if (center.opensAt === null || center.closesAt === null) return null;
	const hours = hoursOn(center, local.weekday, special);
	return hours !== null && local.minutes >= hours.opens && local.minutes < hours.closes;
}

/** Minutes until `isOpenAt` may change: the next opening or closing today, else midnight; Infinity for unknown hours. */
export function minutesToChange(
	center: Schedule,
	local: LocalTime,
	special: SpecialDay | null,
): number {
	if (center.opensAt === null || center.closesAt === null) return Infinity;
	const hours = hoursOn(center, local.weekday, special);
	if (hours !== null && local.minutes < hours.opens) return hours.opens - local.minutes;
	if (hours !== null && local.minutes < hours.closes) return hours.closes - local.minutes;
	return MINUTES_A_DAY - local.minutes;
}
