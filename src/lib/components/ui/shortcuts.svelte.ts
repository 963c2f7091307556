import { createContext } from 'svelte';
import { SHORTCUTS_COOKIE } from './shortcuts-cookie.ts';
import { PREFERENCE_MAX_AGE_SECONDS } from './theme.ts';

/**
 * Whether single keys do something. On unless the person switched them off on this device: speech input and trembling
 * hands press letters by accident.
 */
export class Shortcuts {
	/** Reactive. */
	isOn: boolean;

	constructor(isOn: boolean) {
		this.isOn = $state(isOn);
	}

	/** Switches and remembers; browser only. */
	toggle(): void {
		this.isOn = !this.isOn;
		const value = this.isOn ? 'on' : 'off';
		document.cookie = `${SHORTCUTS_COOKIE}=${value}; path=/; max-age=${PREFERENCE_MAX_AGE_SECONDS}; samesite=lax`;
	}

	/** Whether a key press is meant as a shortcut: no field is being typed in and no other key is held. */
	takes(event: KeyboardEvent): boolean {
		if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
		const { target } = event;
		if (
			target instanceof HTMLElement &&
			target.closest('input, textarea, select, [contenteditable]')
		) {
			return false;
		}
		return this.isOn;
	}
}

/** The shortcuts of the page: the frame provides them. */
export const [useShortcuts, provideShortcuts] = createContext<Shortcuts>();
