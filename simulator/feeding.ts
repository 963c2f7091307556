import { createBatcher } from './batch.ts';
import type { Poster } from './poster.ts';
import type { Due, FeedPlace } from './schedule.ts';

const MINUTE_MS = 60_000;

/**
 * Plays places to their instants and sends what they show, in order; silent ones are played and not
 * sent.
 */
export async function feed(due: Iterable<Due>, poster: Poster, runId: string): Promise<void> {
	const batchers = { center: createBatcher(), contact: createBatcher() };
	for (const { place, at } of due) {
		place.advance(at);
		if (place.isSilent(at)) continue;
		const full = batchers[place.kind].add(readingOf(place, at, runId));
		if (full) await poster.send(place.kind, full);
	}
	for (const door of ['center', 'contact'] as const) {
		const rest = batchers[door].flush();
		if (rest) await poster.send(door, rest);
	}
	await poster.drain();
}

/** One reading a minute of every place after `from`, the last one at `to` itself (Unix ms). */
export function* everyMinute(
	places: readonly FeedPlace[],
	from: number,
	to: number,
): Generator<Due> {
	const minutes = Math.floor((to - from) / MINUTE_MS);
	for (let ago = minutes - 1; ago >= 0; ago--) {
		for (const place of places) yield { place, at: to - ago * MINUTE_MS };
	}
}

/** How many of these readings will be sent. */
export function countSent(due: Iterable<Due>): number {
	let count = 0;
	for (const { place, at } of due) if (!place.isSilent(at)) count++;
	return count;
}

/**
 * Plays places to an instant and drops what they counted: somebody has reported it, or nobody will.
 */
export function skipTo(places: readonly FeedPlace[], at: number): void {
	for (const place of places) {
		place.advance(at);
		place.read();
	}
}

/**
 * The item as the API takes it. Run, place and instant make its id: unique, and the same when it is
 * sent again.
 */
function readingOf(place: FeedPlace, at: number, runId: string): object {
	return {
		id: `${runId}-${place.key}-${at.toString(36)}`,
		[place.kind === 'center' ? 'centerId' : 'contactCenterId']: place.id,
		at: new Date(at).toISOString(),
		...place.read(),
	};
}
