import type { CommittedBatch } from '../../domain/reading.ts';

/** How a bus is: `degraded` while notices are late or lost (the nodes then read the store), `failed` once it is closed. */
type BusState = 'ok' | 'degraded' | 'failed';

/**
 * Carries what ingest has committed to the live state of every node, in order of publishing on one node. It is a hint
 * and never the truth: a notice may come late, twice or not at all, and whoever misses one reads the store.
 */
export interface Bus {
	/** Hands a committed batch over and returns at once; delivery follows. Never throws. */
	publish(batch: CommittedBatch): void;
	/** Calls `listener` with every batch published from now on. Returns the end of it. */
	subscribe(listener: (batch: CommittedBatch) => void): () => void;
	/** For `/readyz`. */
	state(): BusState;
	/** Delivers what is under way and ends. */
	close(): Promise<void>;
}
