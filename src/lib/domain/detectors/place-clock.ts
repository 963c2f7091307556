import type { Calendar } from '../calendar.ts';
import type { Center } from '../directory.ts';
import { hoursOn, minutesOf, type Hours, type LocalTimeOf } from '../opening.ts';
import type { RegimeHours } from '../regime.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** The wall clock of one zone at one instant, as many centers ask for it. */
export interface ZoneClock {
	date: string;
	/** 1 Monday … 7 Sunday. */
	weekday: number;
	/** Since local midnight. */
	minutes: number;
	/** Ahead of UTC. */
	offsetMs: number;
}

/** Gives the wall clocks of all zones at one instant, each made once. */
export function zoneClocks(localTime: LocalTimeOf, nowMs: number): (zone: string) => ZoneClock {
	const clocks = new Map<string, ZoneClock>();
	return (zone) => {
		let clock = clocks.get(zone);
		if (!clock) {
			const local = localTime(zone, nowMs);
			const wallMs = Date.parse(`${local.date}T00:00Z`) + local.minutes * MINUTE_MS;
			const offsetMs = wallMs - Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
			clock = { ...local, offsetMs };
			clocks.set(zone, clock);
		}
		return clock;
	};
}

type Schedule = Pick<Center, 'type' | 'opensAt' | 'closesAt' | 'regionId'>;

/** Hours of a center on a date under a rule that may cut them; null: closed. `undefined`: its hours are unknown. */
export function plannedHours(
	center: Schedule,
	{ date, weekday }: Pick<ZoneClock, 'date' | 'weekday'>,
	calendar: Calendar,
	rule: RegimeHours | null,
): Hours | null | undefined {
	if (center.opensAt === null || center.closesAt === null) return undefined;
	const own = hoursOn(center, weekday, calendar(center.regionId, date));
	if (own === null || rule === null) return own;
	if (rule.days && !rule.days.includes(weekday)) return null;
	const opens = Math.max(own.opens, rule.opensAt === null ? 0 : minutesOf(rule.opensAt));
	const closes = Math.min(own.closes, rule.closesAt === null ? Infinity : minutesOf(rule.closesAt));
	return opens < closes ? { opens, closes } : null;
}

/** Working days from today until the day of an instant; 0 is today. Holidays are not looked up: at most one too many. */
export function workingDaysUntil(atMs: number, nowMs: number, { offsetMs }: ZoneClock): number {
	const today = Math.floor((nowMs + offsetMs) / DAY_MS);
	const day = Math.floor((atMs + offsetMs) / DAY_MS);
	let count = 0;
	for (let one = today + 1; one <= day; one++) {
		const weekday = (one + FIRST_WEEKDAY) % 7;
		if (weekday !== 0 && weekday !== 6) count++;
	}
	return count;
}
