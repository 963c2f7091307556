import type { RowKind } from '$lib/domain/row.ts';

/** Told once per animation frame which rows of a kind were written; `'all'` after a snapshot. */
export type ChangeListener = (kind: RowKind, ordinals: ReadonlySet<number> | 'all') => void;

/** Gathers what messages write and hands it over once per animation frame; where there are no frames, never. */
export class FrameChanges {
	#changed = new Map<RowKind, Set<number> | 'all'>();
	#listeners = new Set<ChangeListener>();
	#frame: number | null = null;
	#onFrame: () => void;

	/** `onFrame` is called before the listeners. */
	constructor(onFrame: () => void) {
		this.#onFrame = onFrame;
	}

	/** Adds a listener; returns its end. */
	listen(listener: ChangeListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Notes written rows for the next frame. */
	note(kind: RowKind, ordinals: readonly number[] | 'all'): void {
		const known = this.#changed.get(kind);
		if (ordinals === 'all' || known === 'all') this.#changed.set(kind, 'all');
		else if (known) for (const ordinal of ordinals) known.add(ordinal);
		else this.#changed.set(kind, new Set(ordinals));
		if (this.#frame !== null || typeof requestAnimationFrame === 'undefined') return;
		this.#frame = requestAnimationFrame(() => this.#handOver());
	}

	/** Drops what was noted. */
	cancel(): void {
		if (this.#frame !== null) cancelAnimationFrame(this.#frame);
		this.#frame = null;
		this.#changed.clear();
	}

	#handOver(): void {
		this.#frame = null;
		const changed = this.#changed;
		this.#changed = new Map();
		this.#onFrame();
		for (const [kind, ordinals] of changed) {
			for (const listener of this.#listeners) listener(kind, ordinals);
		}
	}
}
