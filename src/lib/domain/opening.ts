import type { Center } from './directory.ts';

/** Wall clock of a place: weekday 1 Monday … 7 Sunday, minutes since its midnight. Made outside the domain, from a zone. */
export interface LocalTime {
	weekday: number;
	minutes: number;
}

/** Gives the wall clock of an IANA zone at an instant in ms. */
export type LocalTimeOf = (timezone: string, atMs: number) => LocalTime;

const MINUTES_A_DAY = 24 * 60;
const SATURDAY = 6;
/** Hours of duty centers on Saturday (domain.md B3). */
const DUTY_SATURDAY = { opens: 9 * 60, closes: 13 * 60 } as const;

type Hours = { opens: number; closes: number };
type Schedule = Pick<Center, 'type' | 'opensAt' | 'closesAt'>;

/** `HH:MM` in minutes since midnight. */
function minutesOf(clock: string): number {
	return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** Hours of a weekday: Monday to Friday the center's own, Saturday for duty centers, none on Sunday. */
function hoursOn(center: Schedule, weekday: number): Hours | null {
	if (center.opensAt === null || center.closesAt === null) return null;
	if (weekday < SATURDAY) {
		return { opens: minutesOf(center.opensAt), closes: minutesOf(center.closesAt) };
	}
	return weekday === SATURDAY && center.type === 'duty' ? DUTY_SATURDAY : null;
}

/** Whether a center is open now; null when its hours are unknown (then silence is not explained by them). */
export function isOpenAt(center: Schedule, local: LocalTime): boolean | null {
	if (center.opensAt === null || center.closesAt === null) return null;
	const hours = hoursOn(center, local.weekday);
	return hours !== null && local.minutes >= hours.opens && local.minutes < hours.closes;
}

/** Minutes until `isOpenAt` may change: the next opening or closing today, else midnight; Infinity for unknown hours. */
export function minutesToChange(center: Schedule, local: LocalTime): number {
	if (center.opensAt === null || center.closesAt === null) return Infinity;
	const hours = hoursOn(center, local.weekday);
	if (hours !== null && local.minutes < hours.opens) return hours.opens - local.minutes;
	if (hours !== null && local.minutes < hours.closes) return hours.closes - local.minutes;
	return MINUTES_A_DAY - local.minutes;
}
