/**
 * Counts what arrives of each feed. Input: what became of each request. Output: one statement every few seconds while
 * anything came, and one at the end. Guarantee: the way of a reading is no statement longer; counts of a write that failed
 * are added again, so that an outage may count a few twice.
 */
import {
	delayClass,
	DELAY_CLASSES,
	TALLY,
	type FeedDoor,
	type FeedTally,
} from '../../domain/feed-health.ts';
import { createJob } from '../job.ts';
import type { Log } from '../log.ts';

/** Real time between two writes, ms. */
const WRITE_EVERY_MS = 5000;
/** Reasons told apart in one span; a feed cannot make the table grow by inventing more. */
const REASONS_MAX = 30;

/** What became of one request. */
interface Arrived {
	/** When it came, on the operations clock. */
	at: Date;
	/** Observations of the readings that were stored. */
	observed: readonly Date[];
	duplicate: number;
	/** Reasons of the refused items. */
	refused: readonly string[];
}

/** Makes the counters of this node. */
export function createFeedTally(deps: {
	write: (tallies: FeedTally[]) => Promise<void>;
	log: Log;
}) {
	let open = new Map<string, FeedTally>();

	const tallyOf = (feedId: number, door: FeedDoor, spanMs: number): FeedTally => {
		const key = `${feedId} ${door} ${spanMs}`;
		const known = open.get(key);
		if (known) return known;
		const spanAt = new Date(spanMs);
		const counts = { stored: 0, timely: 0, duplicate: 0, rejected: {} };
		const delays = Array<number>(DELAY_CLASSES.length + 1).fill(0);
		const fresh: FeedTally = { feedId, door, spanAt, ...counts, delays };
		open.set(key, fresh);
		return fresh;
	};

	/** What a failed write did not take. */
	const putBack = (tallies: readonly FeedTally[]) => {
		for (const { feedId, door, spanAt, ...lost } of tallies) {
			const tally = tallyOf(feedId, door, spanAt.getTime());
			tally.stored += lost.stored;
			tally.timely += lost.timely;
			tally.duplicate += lost.duplicate;
			lost.delays.forEach((n, i) => (tally.delays[i] = (tally.delays[i] ?? 0) + n));
			for (const [reason, n] of Object.entries(lost.rejected)) {
				tally.rejected[reason] = (tally.rejected[reason] ?? 0) + n;
			}
		}
	};

	const job = createJob({
		name: 'feed tally',
		everyMs: WRITE_EVERY_MS,
		log: deps.log,
		step: async () => {
			if (open.size === 0) return;
			const taken = [...open.values()];
			open = new Map();
			try {
				await deps.write(taken);
			} catch (error) {
				putBack(taken);
				throw error;
			}
		},
	});

	return {
		/** Counts a request. */
		note(feedId: number, door: FeedDoor, { at, observed, duplicate, refused }: Arrived): void {
			const atMs = at.getTime();
			const tally = tallyOf(feedId, door, Math.floor(atMs / TALLY.spanMs) * TALLY.spanMs);
			tally.stored += observed.length;
			tally.duplicate += duplicate;
			for (const observedAt of observed) {
				const delayMs = atMs - observedAt.getTime();
				if (delayMs > TALLY.dayMs) continue;
				const found = delayClass(delayMs / 1000);
				tally.delays[found] = (tally.delays[found] ?? 0) + 1;
				if (found < DELAY_CLASSES.length) tally.timely += 1;
			}
			for (const reason of refused) {
				const isKnown = Object.hasOwn(tally.rejected, reason);
				const counted =
					isKnown || Object.keys(tally.rejected).length < REASONS_MAX ? reason : 'other';
				tally.rejected[counted] = (tally.rejected[counted] ?? 0) + 1;
			}
		},
		/** Writes what is counted, and ends. */
		async stop(): Promise<void> {
			await job.runNow();
			await job.stop();
		},
	};
}

/** The counters of a node. */
export type FeedTallies = ReturnType<typeof createFeedTally>;
