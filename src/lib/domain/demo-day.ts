import type { Calendar } from './calendar.ts';
import { isWorkingDay } from './opening.ts';

/** The day that demo mode plays: an ordinary working day in Astana, 09:30–16:00 of it. */
const DEMO_DAY = {
	/** Asia/Almaty since 2024-03-01; demo days are never older. */
	offsetMs: 5 * 3600 * 1000,
	/** Region whose holidays count: Astana. */
	regionId: 'KZ-71',
	startHour: 11,
	/** A start outside these hours of the clock begins the next working day. */
	resumeFromHour: 9.5,
	resumeToHour: 16,
} as const;

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** 11:00 of the last working day before the day of `now`. */
export function lastWorkingDayStart(now: Date, calendar: Calendar): Date {
	return startOfWorkingDay(now, -1, calendar);
}

/**
 * Where the demo's clock stands at a start: `stored` goes on when it lies within 09:30–16:00 of its own day, otherwise the
 * next working day begins at 11:00; without `stored` it is 11:00 of the last working day. `isNewDay` says that the
 * day's history is still missing.
 */
export function demoStart(
	stored: Date | null,
	now: Date,
	calendar: Calendar,
): { startsAt: Date; isNewDay: boolean } {
	if (stored === null) return { startsAt: lastWorkingDayStart(now, calendar), isNewDay: true };
	const local = stored.getTime() + DEMO_DAY.offsetMs;
	const hour = (((local % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
	if (hour >= DEMO_DAY.resumeFromHour && hour < DEMO_DAY.resumeToHour) {
		return { startsAt: stored, isNewDay: false };
	}
	return { startsAt: startOfWorkingDay(stored, 1, calendar), isNewDay: true };
}

function startOfWorkingDay(from: Date, step: 1 | -1, calendar: Calendar): Date {
	const midnight = Math.floor((from.getTime() + DEMO_DAY.offsetMs) / DAY_MS) * DAY_MS;
	let day = midnight + step * DAY_MS;
	while (!isWorked(new Date(day), calendar)) day += step * DAY_MS;
	return new Date(day + DEMO_DAY.startHour * HOUR_MS - DEMO_DAY.offsetMs);
}

function isWorked(localMidnight: Date, calendar: Calendar): boolean {
	const special = calendar(DEMO_DAY.regionId, localMidnight.toISOString().slice(0, 10));
	return isWorkingDay(localMidnight.getUTCDay() || 7, special);
}
