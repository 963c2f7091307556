/** Hours of the day in which somebody wants no message, minutes since local midnight; they may pass midnight. */
export interface QuietHours {
	fromMinute: number;
	untilMinute: number;
}

const DAY_MINUTES = 24 * 60;

/**
 * Minutes until quiet hours end, 0 outside of them. `minuteOfDay`: the person's own wall clock. Equal ends are no quiet
 * hours at all: nobody is silent around the clock by mistake.
 */
export function quietMinutesLeft(quiet: QuietHours | null, minuteOfDay: number): number {
	if (quiet === null) return 0;
	const sinceStart = (minuteOfDay - quiet.fromMinute + DAY_MINUTES) % DAY_MINUTES;
	const length = (quiet.untilMinute - quiet.fromMinute + DAY_MINUTES) % DAY_MINUTES;
	return sinceStart < length ? length - sinceStart : 0;
}
