import { untrack } from 'svelte';
import type { ChangedKind } from '$lib/domain/numbered-change.ts';
import type { LiveBoard } from './live-board.svelte.ts';

/**
 * Calls `reread` whenever a rule or an incident of the joined scopes changed, came or went, also one that nobody has to act
 * on any more; and once when the first are told: what changed between the page's load and its joining is read too. To be
 * called while a component is made.
 */
export function watchChanges(board: LiveBoard, kind: ChangedKind, reread: () => void): void {
	let seen: number | null = null;
	$effect(() => {
		const newest = board.newestChange(kind);
		if (newest === seen) return;
		seen = newest;
		if (newest !== null) untrack(reread);
	});
}
