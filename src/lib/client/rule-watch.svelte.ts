import { untrack } from 'svelte';
import type { ChangedState } from '$lib/domain/numbered-change.ts';
import type { LiveBoard } from './live-board.svelte.ts';

/**
 * Calls `reread` whenever a rule of the joined scopes is another one than before, and once when the first of them are told:
 * what changed between the page's load and its joining is read too. To be called while a component is made.
 */
export function watchRules(board: LiveBoard, reread: () => void): void {
	watch(() => board.regimes(), reread);
}

/** Calls `reread` whenever an open incident of the joined scopes changed, came or went; otherwise as `watchRules`. */
export function watchIncidents(board: LiveBoard, reread: () => void): void {
	watch(() => board.incidents(), reread);
}

function watch(states: () => ChangedState[], reread: () => void): void {
	let seen = '';
	$effect(() => {
		const told = states().map(({ id, revision }) => `${id} ${revision}`);
		const heard = told.sort().join();
		if (heard === seen) return;
		seen = heard;
		untrack(reread);
	});
}
