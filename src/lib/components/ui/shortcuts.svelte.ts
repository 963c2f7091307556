import { createContext } from 'svelte';
import { SHORTCUTS_COOKIE } from './shortcuts-cookie.ts';
import { PREFERENCE_MAX_AGE_SECONDS } from './theme.ts';

/** Something that a key does. The palette offers it too, and the list of keys names it. */
interface Shortcut {
	/** Places on the keyboard (`KeyboardEvent.code`), so that they work in Kazakh and Russian layouts; two are pressed in turn. */
	codes: readonly [string] | readonly [string, string];
	/** The same key elsewhere, such as on the number pad. */
	alternatives?: readonly string[];
	/** With Shift; without it Shift is not asked. */
	isShifted?: boolean;
	/** What stands on the keys. */
	keys: readonly string[];
	/** What it does, in the language of the page. */
	name: () => string;
	/** False for keys that mean something only where the focus is. */
	isAction?: boolean;
	act: () => void;
}

/** The second of two keys is waited for so long, ms. */
const SEQUENCE_MS = 1500;
/** Where letters are text, or a dialog has its own keys. */
const NOT_HERE = 'input, textarea, select, [contenteditable], [role="dialog"]';

/**
 * The keys of the page. On unless the person switched them off on this device: speech input and trembling hands press
 * letters by accident.
 */
export class Shortcuts {
	/** Reactive. */
	isOn: boolean;
	/** All that the shown page answers to, in the order of their coming (reactive). */
	all = $state.raw<readonly Shortcut[]>([]);
	#first: { code: string; at: number } | null = null;

	constructor(isOn: boolean) {
		this.isOn = $state(isOn);
	}

	/** Switches and remembers; browser only. */
	toggle(): void {
		this.isOn = !this.isOn;
		const value = this.isOn ? 'on' : 'off';
		document.cookie = `${SHORTCUTS_COOKIE}=${value}; path=/; max-age=${PREFERENCE_MAX_AGE_SECONDS}; samesite=lax`;
	}

	/** Adds keys for as long as a page or the frame is shown; returns their end. From `onMount`. */
	add(shortcuts: readonly Shortcut[]): () => void {
		this.all = [...this.all, ...shortcuts];
		return () => {
			this.all = this.all.filter((one) => !shortcuts.includes(one));
		};
	}

	/** Does what a key press means, if it is meant as a shortcut. */
	press(event: KeyboardEvent): void {
		if (!this.#takes(event)) return;
		const first = this.#first;
		this.#first = null;
		const isSecond = first !== null && event.timeStamp - first.at < SEQUENCE_MS;
		const meant = this.all.find(({ codes: [one, two], alternatives = [], isShifted }) => {
			if (two !== undefined) return isSecond && first.code === one && event.code === two;
			if (isSecond || (isShifted ?? event.shiftKey) !== event.shiftKey) return false;
			return event.code === one || alternatives.includes(event.code);
		});
		if (meant) {
			event.preventDefault();
			meant.act();
		} else if (this.all.some(({ codes }) => codes.length === 2 && codes[0] === event.code)) {
			this.#first = { code: event.code, at: event.timeStamp };
		}
	}

	/** Whether no field is being typed in and no other key is held. */
	#takes(event: KeyboardEvent): boolean {
		if (!this.isOn || event.defaultPrevented || event.isComposing) return false;
		if (event.ctrlKey || event.metaKey || event.altKey) return false;
		const { target } = event;
		return !(target instanceof HTMLElement && target.closest(NOT_HERE));
	}
}

/** The shortcuts of the page: the frame provides them. */
export const [useShortcuts, provideShortcuts] = createContext<Shortcuts>();
