import type { Center } from '../../src/lib/domain/directory.ts';
import { localInstant, type LocalDay } from './local-time.ts';

/** Hours where the directory names none [V6: weekdays 9–18]. */
const DEFAULT_HOURS = { opens: 9 * 60, closes: 18 * 60 } as const;
/** Saturday hours of duty centers [V6]. */
const SATURDAY_HOURS = { opens: 9 * 60, closes: 13 * 60 } as const;

/** When a center serves on one day, Unix ms. */
export interface OpenHours {
	opensAt: number;
	closesAt: number;
}

/** What of a center decides its hours. */
export type Schedule = Pick<Center, 'type' | 'opensAt' | 'closesAt' | 'timezone'>;

/**
 * When a center serves on a local day; null when it stays closed. Monday to Friday by the
 * directory, Saturday 9–13 for duty centers, Sunday closed. Public holidays are not known here: an
 * ordinary day is none.
 */
export function hoursOn(center: Schedule, day: LocalDay): OpenHours | null {
	const minutes = minutesOn(center, day.weekday);
	if (minutes === null) return null;
	return {
		opensAt: localInstant(center.timezone, day.date, minutes.opens),
		closesAt: localInstant(center.timezone, day.date, minutes.closes),
	};
}

function minutesOn(center: Schedule, weekday: number): { opens: number; closes: number } | null {
	if (weekday === 0) return null;
	if (weekday === 6) return center.type === 'duty' ? SATURDAY_HOURS : null;
	const opens = minuteOf(center.opensAt);
	const closes = minuteOf(center.closesAt);
	if (opens === null || closes === null || closes <= opens) return DEFAULT_HOURS;
	return { opens, closes };
}

function minuteOf(wallClock: string | null): number | null {
	const match = /^(\d{2}):(\d{2})/.exec(wallClock ?? '');
	return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
