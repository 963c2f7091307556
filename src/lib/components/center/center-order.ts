import type { CenterView } from './center-view.ts';
import type { MarkKind } from '../map/mark.ts';

/** Worst first. Silent centers are a group of their own at the foot. */
const GROUP: Record<MarkKind, number> = {
	critical: 0,
	crowded: 1,
	busy: 2,
	calm: 3,
	closed: 4,
	unknown: 5,
};

/**
 * The order of the list twin: critical, crowded, busy, calm, each by wait over norm (one norm for all, so by wait), then
 * by fill; then what is closed now; silent centers last, the longest silent first.
 */
export function worstFirst(a: CenterView, b: CenterView): number {
	const byGroup = GROUP[a.kind] - GROUP[b.kind];
	if (byGroup !== 0) return byGroup;
	const byUrgency =
		a.kind === 'unknown'
			? (a.at ?? -Infinity) - (b.at ?? -Infinity)
			: (b.waitSeconds ?? -1) - (a.waitSeconds ?? -1) || (b.fillShare ?? -1) - (a.fillShare ?? -1);
	if (byUrgency !== 0 && !Number.isNaN(byUrgency)) return byUrgency;
	return a.center.id < b.center.id ? -1 : a.center.id > b.center.id ? 1 : 0;
}

/** A list in an order, and how many of its centers would stand elsewhere in the order of now. */
export interface HeldOrder {
	ids: readonly string[];
	moved: number;
}

/**
 * The order to show while somebody points at the list: as it was, without centers that left, with new ones at their end.
 * `moved` counts the centers that the order of now would put beside another neighbor.
 */
export function holdOrder(shown: readonly string[], wanted: readonly string[]): HeldOrder {
	const present = new Set(wanted);
	const known = new Set(shown);
	const ids = [...shown.filter((id) => present.has(id)), ...wanted.filter((id) => !known.has(id))];
	return { ids, moved: ids.length - longestKeptOrder(ids, wanted) };
}

/** Length of the longest run of centers that need not move: the longest increasing subsequence of their new places. */
function longestKeptOrder(ids: readonly string[], wanted: readonly string[]): number {
	const place = new Map(wanted.map((id, index) => [id, index]));
	const tails: number[] = [];
	for (const id of ids) {
		const value = place.get(id) ?? 0;
		let low = 0;
		let high = tails.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((tails[middle] ?? 0) < value) low = middle + 1;
			else high = middle;
		}
		tails[low] = value;
	}
	return tails.length;
}
