import type { Calendar } from '../../src/lib/domain/calendar.ts';
import type { Center } from '../../src/lib/domain/directory.ts';
import { hoursOn, minutesOf } from '../../src/lib/domain/opening.ts';
import { localInstant, type LocalDay } from './local-time.ts';

/** Hours where the directory names none [V6: weekdays 9–18]. */
const DEFAULT_HOURS = { opensAt: '09:00', closesAt: '18:00' } as const;

/** When a center serves on one day, Unix ms. */
export interface OpenHours {
	opensAt: number;
	closesAt: number;
}

/** What of a center decides its hours. */
export type Schedule = Pick<Center, 'type' | 'opensAt' | 'closesAt' | 'timezone' | 'regionId'>;

/**
 * When a center serves on a local day, by the same rule as Kezek; null when it stays closed. Unknown hours are
 * weekdays 9–18 here. `earlierClosing` is a wall clock `HH:MM` at which it closes at the latest.
 */
export function openHours(
	center: Schedule,
	day: LocalDay,
	calendar: Calendar,
	earlierClosing: string | null = null,
): OpenHours | null {
	const isKnown = center.opensAt !== null && center.closesAt !== null;
	const schedule = isKnown ? center : { ...center, ...DEFAULT_HOURS };
	const hours = hoursOn(schedule, day.weekday || 7, calendar(center.regionId, day.date));
	if (hours === null) return null;
	const latest = earlierClosing === null ? Infinity : minutesOf(earlierClosing);
	return {
		opensAt: localInstant(center.timezone, day.date, hours.opens),
		closesAt: localInstant(center.timezone, day.date, Math.min(hours.closes, latest)),
	};
}
