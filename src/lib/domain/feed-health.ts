import type { FeedRight } from './permission.ts';

/** A part of what is known of a center; each comes from its own source and ages by itself. */
export type SourcePart = 'occupancy' | 'queue' | 'outside' | 'booking';

/** What one feed last said of one center. */
export interface CenterSource {
	/** Name of the feed. */
	feed: string;
	/** Promised seconds between its readings; freshness follows from it. */
	cadenceSeconds: number;
	part: SourcePart;
	/** When the newest was observed. */
	at: Date;
}

/** A door that feeds push through, named as the right that opens it. */
export type FeedDoor = Extract<FeedRight, 'readings' | 'contact_readings' | 'availability'>;

/** What is counted of feeds: arrivals by span, on the operations clock. */
export const TALLY = {
	/** One row of counters covers so much. */
	spanMs: 5 * 60_000,
	/** Windows that pages show. */
	recentMs: 15 * 60_000,
	dayMs: 24 * 3_600_000,
} as const;

/**
 * Upper ends of the classes of delays, arrival minus observation in seconds. Beyond the last is a class of its own: what
 * comes so late keeps no promise any more.
 */
export const DELAY_CLASSES = [-60, 0, 1, 2, 5, 10, 30, 60, 300] as const;

/** The class of a delay: index into `DELAY_CLASSES`, or their number for what is beyond. */
export function delayClass(seconds: number): number {
	const found = DELAY_CLASSES.findIndex((end) => seconds <= end);
	return found === -1 ? DELAY_CLASSES.length : found;
}

/** Delay in seconds that a share of the timely readings keeps, rounded up to its class; null of none. */
export function delayAt(delays: readonly number[], share: number): number | null {
	const counts = delays.slice(0, DELAY_CLASSES.length);
	const total = counts.reduce((sum, n) => sum + n, 0);
	if (total === 0) return null;
	let below = 0;
	const index = counts.findIndex((n) => (below += n) >= share * total);
	return DELAY_CLASSES[index] ?? null;
}

/** What arrived of one feed at one door within one span. */
export interface FeedTally {
	feedId: number;
	door: FeedDoor;
	/** Begin of the span. */
	spanAt: Date;
	stored: number;
	/** Of the stored ones those within the classes of delays. */
	timely: number;
	/** Known by id and body. */
	duplicate: number;
	/** Refused items, and requests refused as a whole, by reason. */
	rejected: Record<string, number>;
	/** Stored readings by class of delay; what fills up history is in none. */
	delays: number[];
}

/** What the store knows of one feed at one door. */
export interface DoorCounts {
	feedId: number;
	door: FeedDoor;
	/** Newest observation; null where none ever came. */
	lastAt: Date | null;
	/** Places that were spoken of within the last 24 hours. */
	places: number;
	/** Begin of the first span that counts in the last 24 hours; null where nothing came. */
	firstAt: Date | null;
	/** In time over the last 15 minutes and the last 24 hours, of whole spans. */
	timelyRecent: number;
	timelyDay: number;
	/** Delays of the last 15 minutes. */
	delays: number[];
	/** Of the last 24 hours: stored, but beyond the classes of delays. */
	late: number;
	/** Of the last 24 hours. */
	duplicate: number;
	rejected: Record<string, number>;
}

/** Windows that counts are taken over, on the operations clock; what came in time counts in whole spans, up to `until`. */
export interface TallyWindows {
	daySince: Date;
	recentSince: Date;
	until: Date;
}

/** How well a feed keeps its promise at one door. Shares 0…1 or null where nothing was promised yet; delays in seconds. */
export interface DoorHealth {
	door: FeedDoor;
	lastAt: Date | null;
	places: number;
	keptRecent: number | null;
	keptDay: number | null;
	delayMedian: number | null;
	delayP95: number | null;
	late: number;
	duplicate: number;
	rejected: Record<string, number>;
}

/**
 * Health from counts. The promise is one reading per place that spoke within a day and cadence; bookings promise nothing. `createdAt` of the feed
 * bounds the day; where it is no instant of the operations clock, as in an exercise, the first span does.
 */
export function doorHealth(
	counts: DoorCounts,
	feed: { cadenceSeconds: number; createdAt: Date },
	now: Date,
): DoorHealth {
	const endMs = Math.floor(now.getTime() / TALLY.spanMs) * TALLY.spanMs;
	const knownFromMs =
		feed.createdAt < now ? feed.createdAt.getTime() : (counts.firstAt?.getTime() ?? endMs);
	const kept = (timely: number, windowMs: number) => {
		const lengthMs = endMs - Math.max(endMs - windowMs, knownFromMs);
		const promised = (counts.places * lengthMs) / 1000 / feed.cadenceSeconds;
		return promised < 1 || counts.door === 'availability' ? null : Math.min(1, timely / promised);
	};
	const { door, lastAt, places, late, duplicate, rejected } = counts;
	return {
		door,
		lastAt,
		places,
		keptRecent: kept(counts.timelyRecent, TALLY.recentMs),
		keptDay: kept(counts.timelyDay, TALLY.dayMs),
		delayMedian: delayAt(counts.delays, 0.5),
		delayP95: delayAt(counts.delays, 0.95),
		late,
		duplicate,
		rejected,
	};
}
