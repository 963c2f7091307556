import type { Name } from './directory.ts';

/** How a day differs from its weekday: closed; off although a weekday; worked although a weekend. */
export const DAY_KINDS = ['holiday', 'moved_day_off', 'working_weekend'] as const;
/** How a day differs from its weekday. */
export type DayKind = (typeof DAY_KINDS)[number];

/** One day that does not follow its weekday. */
export interface SpecialDay {
	/** `YYYY-MM-DD`, local. */
	date: string;
	kind: DayKind;
	name: Name;
	/** Wall clocks of duty centers on a moved day off, where the corporation stated them; else they are closed too. */
	dutyHours?: { opensAt: string; closesAt: string; source: string };
	/** The day that gave its rest to this one. */
	movedFrom?: string;
	/** Key of the file's sources. */
	source: string;
	/** Why the entry may be wrong; absent where a source of its year confirms it. */
	uncertain?: string;
}

/** A calendar as `data/holidays-kz.json` holds it. */
export interface CalendarFile {
	/** How the ids of the regions begin whose centers follow it. */
	regions: string;
	/** First and last date that it knows. */
	from: string;
	to: string;
	sources: Readonly<Record<string, string>>;
	days: readonly SpecialDay[];
}

/** Tells how a date in a region differs from its weekday; null where it does not, or where nothing is known. */
export type Calendar = (regionId: string, date: string) => SpecialDay | null;

/** Makes the calendar of one country; other regions follow their weekdays. */
export function createCalendar(file: CalendarFile): Calendar {
	const byDate = new Map(file.days.map((day) => [day.date, day]));
	return (regionId, date) =>
		regionId.startsWith(file.regions) ? (byDate.get(date) ?? null) : null;
}

/** Every day follows its weekday. */
export const PLAIN_WEEKS: Calendar = () => null;
