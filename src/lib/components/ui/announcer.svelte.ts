import { createContext } from 'svelte';

/** A screen reader is told at most this often, so that a busy board does not talk without pause. */
const POLITE_EVERY_MS = 10_000;

/**
 * What the two live regions say. `say` is for news that can wait: of several within ten seconds only the newest is
 * spoken. `alert` interrupts: lost connection, and nothing less urgent.
 */
export class Announcer {
	/** Text of the polite region (reactive). */
	polite = $state('');
	/** Text of the assertive region (reactive). */
	assertive = $state('');
	#spokenAt = -Infinity;
	#waiting: string | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** Says a sentence when there is room for it. */
	say(text: string): void {
		this.#waiting = text;
		if (this.#timer !== undefined) return;
		const delay = Math.max(0, this.#spokenAt + POLITE_EVERY_MS - performance.now());
		this.#timer = setTimeout(() => this.#speak(), delay);
	}

	/** Interrupts. An empty text takes the last alert back. */
	alert(text: string): void {
		this.assertive = text;
	}

	#speak(): void {
		this.#timer = undefined;
		if (this.#waiting === null) return;
		this.polite = this.#waiting;
		this.#waiting = null;
		this.#spokenAt = performance.now();
	}
}

/** The announcer of the page: the root layout provides it, anything below may speak. */
export const [useAnnouncer, provideAnnouncer] = createContext<Announcer>();
