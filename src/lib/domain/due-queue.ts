interface Due {
	at: number;
	ordinal: number;
}

/**
 * Which rows time alone will change, and when: a heap, so that a tick touches only what is due. One instant per ordinal;
 * a new one replaces the old.
 */
export class DueQueue {
	#heap: Due[] = [];
	/** The instant that counts for an ordinal; older entries of the heap are skipped when they surface. */
	#current = new Map<number, number>();

	/** Sets the instant (ms) of an ordinal; Infinity removes it. */
	set(ordinal: number, at: number): void {
		if (this.#current.get(ordinal) === at) return;
		if (at === Infinity) {
			this.#current.delete(ordinal);
			return;
		}
		this.#current.set(ordinal, at);
		this.#push({ at, ordinal });
	}

	/** Takes out every ordinal that is due at `now` (ms). */
	take(now: number): number[] {
		const taken: number[] = [];
		for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
			this.#pop();
			if (this.#current.get(first.ordinal) !== first.at) continue;
			this.#current.delete(first.ordinal);
			taken.push(first.ordinal);
		}
		return taken;
	}

	#push(due: Due): void {
		const heap = this.#heap;
		let i = heap.push(due) - 1;
		while (i > 0) {
			const parent = (i - 1) >> 1;
			const above = heap[parent] as Due;
			if (above.at <= due.at) break;
			heap[i] = above;
			i = parent;
		}
		heap[i] = due;
	}

	#pop(): void {
		const heap = this.#heap;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let i = 0;
		for (;;) {
			let child = 2 * i + 1;
			if (child >= heap.length) break;
			const right = heap[child + 1];
			if (right !== undefined && right.at < (heap[child] as Due).at) child++;
			const below = heap[child] as Due;
			if (below.at >= last.at) break;
			heap[i] = below;
			i = child;
		}
		heap[i] = last;
	}
}
