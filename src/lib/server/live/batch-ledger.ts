/** A number missing for so long (real ms) is read from the store. */
export const MISSING_AFTER_MS = 250;

/**
 * Which ingest batches this node has folded. Numbers have no holes in the store, so a hole here, or a store that is
 * further on, is something this node missed. `nowMs` is a real, monotonic clock.
 */
export class BatchLedger {
	/** Every batch up to this one is in the Board. */
	applied: number;
	/** Batches beyond the first hole. */
	#ahead = new Set<number>();
	/** The highest number heard of, from a notice or from the store. */
	#known: number;
	#missingSince: number | null = null;

	constructor(applied: number) {
		this.applied = applied;
		this.#known = applied;
	}

	/** Notes a batch that was folded; any order, any number of times. */
	took(batch: number, nowMs: number): void {
		if (batch <= this.applied) return;
		this.#ahead.add(batch);
		this.#settle(batch, nowMs);
	}

	/** Notes the store's counter. */
	saw(counter: number, nowMs: number): void {
		this.#settle(counter, nowMs);
	}

	/** Notes that everything up to a number was read from the store. */
	repaired(upTo: number, nowMs: number): void {
		this.applied = Math.max(this.applied, upTo);
		for (const batch of this.#ahead) if (batch <= this.applied) this.#ahead.delete(batch);
		this.#settle(upTo, nowMs);
	}

	/** How long the oldest hole is known, real ms; 0 without one. */
	missingForMs(nowMs: number): number {
		return this.#missingSince === null ? 0 : nowMs - this.#missingSince;
	}

	#settle(heardOf: number, nowMs: number): void {
		const before = this.applied;
		this.#known = Math.max(this.#known, heardOf);
		while (this.#ahead.delete(this.applied + 1)) this.applied++;
		if (this.applied >= this.#known) this.#missingSince = null;
		else if (this.#missingSince === null || this.applied > before) this.#missingSince = nowMs;
	}
}
