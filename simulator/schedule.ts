import type { FeedLine } from './feed-line.ts';

/** A feed whose reading is due, and for which instant (Unix ms). */
export interface Due {
	line: FeedLine;
	at: number;
}

/** Pauses between readings of one place, operations ms. */
interface Cadence {
	/** While the place is open. */
	activeMs: number;
	/** While it is closed: closed is not silent. */
	restingMs: number;
	/** What the feed promised: the demo's feed promises this, others should not promise less. */
	promisedMs: number;
}

/** How often places report. */
const PACE = {
	/** A place never reports more often than this in real time, whatever the speed. */
	leastRealMs: 5000,
	/** Closed places: within the 60 s for which a feed that promised 30 s counts as fresh. */
	restingMs: 45_000,
	/** The demo's feed promises so much at real speed. */
	promisedMs: 30_000,
} as const;

/**
 * The cadence at a speed of the operations clock; `cadenceSeconds` is the wish, operations seconds.
 */
export function cadenceAt(speed: number, cadenceSeconds: number): Cadence {
	const activeMs = Math.max(cadenceSeconds * 1000, PACE.leastRealMs * speed);
	return {
		activeMs,
		restingMs: Math.max(activeMs, PACE.restingMs),
		promisedMs: Math.max(activeMs, PACE.promisedMs),
	};
}

/** Decides which feeds report when, evenly spread so that the server sees a steady stream. */
export interface Schedule {
	/**
	 * What has become due up to `now` (Unix ms), in order of time; at most one reading per place,
	 * missed ones are skipped.
	 */
	take(now: number, cadence: Cadence): Due[];
	/** Starts afresh: the first readings follow `at`, spread over one cadence. */
	restart(at: number, cadence: Cadence): void;
}

/** Makes the schedule of all feeds. */
export function createSchedule(lines: readonly FeedLine[]): Schedule {
	const next = new Float64Array(lines.length);

	return {
		restart(at, { activeMs }) {
			for (let i = 0; i < lines.length; i++) {
				next[i] = at + Math.round(((i + 1) * activeMs) / lines.length);
			}
		},
		take(now, { activeMs, restingMs }) {
			const due: Due[] = [];
			lines.forEach((line, i) => {
				const planned = next[i]!;
				if (planned > now) return;
				const pause = line.place.isActive() ? activeMs : restingMs;
				const skipped = Math.floor((now - planned) / pause);
				const at = Math.round(planned + skipped * pause);
				next[i] = at + pause;
				due.push({ line, at });
			});
			return due.sort((one, other) => one.at - other.at);
		},
	};
}
