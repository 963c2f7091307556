import { createBatcher, type Batch } from './batch.ts';
import type { FeedLine } from './feed-line.ts';
import { DOORS, type Door, type Poster } from './poster.ts';
import type { Due } from './schedule.ts';

const MINUTE_MS = 60_000;
/** Minutes between two readings of a closed place in history: it shows zeros. */
const RESTING_MINUTES = 15;

/** How readings are sent. */
interface Feeding {
	poster: Poster;
	/** What feeds promised between two readings, operations ms. */
	promisedMs: number;
	/** Booking systems report too: they tell of now, so they have no place in history. */
	withBookings: boolean;
}

/** Plays places to their instants and sends what their feeds make of it, in order. */
export async function feed(due: Iterable<Due>, feeding: Feeding): Promise<void> {
	const { poster, promisedMs, withBookings } = feeding;
	const doors = Object.keys(DOORS) as Door[];
	const batchers = new Map(doors.map((door) => [door, createBatcher()]));
	const send = async (door: Door, batch: Batch | null | undefined) => {
		if (batch) await poster.send(door, batch);
	};

	for (const { line, at } of due) {
		const readings = line.readingsAt(at, promisedMs);
		const isHeard = withBookings && readings.length > 0;
		for (const { door, item, isRepeat } of [
			...readings,
			...(isHeard ? line.bookingsAt(at, promisedMs) : []),
		]) {
			if (isRepeat) await send(door, batchers.get(door)?.flush());
			await send(door, batchers.get(door)?.add(item));
		}
	}
	for (const door of doors) await send(door, batchers.get(door)?.flush());
	await poster.drain();
}

/**
 * One reading a minute of every place after `from`, the last one at `to` itself (Unix ms); closed places less often. To
 * be taken one by one, for it asks whether the places, as played, are open.
 */
export function* everyMinute(lines: readonly FeedLine[], from: number, to: number): Generator<Due> {
	const minutes = Math.floor((to - from) / MINUTE_MS);
	for (let ago = minutes - 1; ago >= 0; ago--) {
		for (const line of lines) {
			const isDue = line.place.isActive() || ago % RESTING_MINUTES === 0;
			if (isDue) yield { line, at: to - ago * MINUTE_MS };
		}
	}
}

/**
 * Plays places to an instant and drops what they counted: somebody has reported it, or nobody will.
 */
export function skipTo(lines: readonly FeedLine[], at: number): void {
	for (const { place } of lines) {
		place.advance(at);
		place.read();
	}
}
