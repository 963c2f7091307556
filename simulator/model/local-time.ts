const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** One calendar day of one time zone. */
export interface LocalDay {
	/** `YYYY-MM-DD`. */
	date: string;
	/** 0 Sunday … 6 Saturday. */
	weekday: number;
	/** When it begins, Unix ms. */
	startsAt: number;
	/** When the next one begins, Unix ms. */
	endsAt: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Offset of a zone from UTC at an instant (Unix ms), in ms: +5 h is 18,000,000. Throws RangeError
 * on an unknown zone.
 */
export function zoneOffsetMs(timezone: string, at: number): number {
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
	const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
	for (const part of format.formatToParts(at)) parts[part.type] = Number(part.value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The local calendar day that an instant (Unix ms) falls into. */
export function localDayAt(timezone: string, at: number): LocalDay {
	const midnight = Math.floor((at + zoneOffsetMs(timezone, at)) / DAY_MS) * DAY_MS;
	return {
		date: new Date(midnight).toISOString().slice(0, 10),
		weekday: new Date(midnight).getUTCDay(),
		startsAt: toInstant(timezone, midnight),
		endsAt: toInstant(timezone, midnight + DAY_MS),
	};
}

/** The instant (Unix ms) at which clocks of a zone show `minuteOfDay` on a date `YYYY-MM-DD`. */
export function localInstant(timezone: string, date: string, minuteOfDay: number): number {
	return toInstant(timezone, Date.parse(`${date}T00:00:00Z`) + minuteOfDay * MINUTE_MS);
}

function toInstant(timezone: string, wallClock: number): number {
	const guess = wallClock - zoneOffsetMs(timezone, wallClock);
	// The offset may differ between the first guess and the instant itself, on days when clocks
	// change.
	return wallClock - zoneOffsetMs(timezone, guess);
}
