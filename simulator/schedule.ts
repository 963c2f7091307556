import type { ReportingPlace } from './model/network.ts';

/** A place with the key that its readings' ids carry: short, and unique among places. */
export interface FeedPlace extends ReportingPlace {
	key: string;
}

/** A place whose reading is due, and for which instant (Unix ms). */
export interface Due {
	place: FeedPlace;
	at: number;
}

/** Pauses between readings of one place, operations ms. */
interface Cadence {
	/** While the place is open. */
	activeMs: number;
	/** While it is closed: closed is not silent. */
	restingMs: number;
}

/** How often places report. */
const PACE = {
	/** A place never reports more often than this in real time, whatever the speed. */
	leastRealMs: 5000,
	/** Closed places: within the 60 s for which a feed that promised 30 s counts as fresh. */
	restingMs: 45_000,
} as const;

/**
 * The cadence at a speed of the operations clock; `cadenceSeconds` is the wish, operations seconds.
 */
export function cadenceAt(speed: number, cadenceSeconds: number): Cadence {
	const activeMs = Math.max(cadenceSeconds * 1000, PACE.leastRealMs * speed);
	return { activeMs, restingMs: Math.max(activeMs, PACE.restingMs) };
}

/** Decides which places report when, evenly spread so that the server sees a steady stream. */
export interface Schedule {
	/**
	 * What has become due up to `now` (Unix ms), in order of time; at most one reading per place,
	 * missed ones are skipped.
	 */
	take(now: number, cadence: Cadence): Due[];
	/** Starts afresh: the first readings follow `at`, spread over one cadence. */
	restart(at: number, cadence: Cadence): void;
}

/** Makes the schedule of all places. */
export function createSchedule(places: readonly FeedPlace[]): Schedule {
	const next = new Float64Array(places.length);

	return {
		restart(at, { activeMs }) {
			for (let i = 0; i < places.length; i++) {
				next[i] = at + Math.round(((i + 1) * activeMs) / places.length);
			}
		},
		take(now, { activeMs, restingMs }) {
			const due: Due[] = [];
			places.forEach((place, i) => {
				const planned = next[i]!;
				if (planned > now) return;
				const pause = place.isActive() ? activeMs : restingMs;
				const skipped = Math.floor((now - planned) / pause);
				const at = Math.round(planned + skipped * pause);
				next[i] = at + pause;
				due.push({ place, at });
			});
			return due.sort((one, other) => one.at - other.at);
		},
	};
}
