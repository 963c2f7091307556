import type * as Leaflet from 'leaflet';
import type { Center } from '$lib/domain/directory.ts';
import { NOT_SHOWN, type MarkField } from './mark-field.ts';
import { nearestInDirection, nearestTo, type Direction, type Target } from './nearest.ts';
import type { Rings } from './rings.ts';

/** The keyboard's way over the marks: the map is one tab stop. */
export interface KeyboardWalk {
	/** Goes to the nearest mark in a direction; from nowhere to the one nearest to `start`. */
	step(direction: Direction, start: { x: number; y: number } | null): void;
	/** The center it is on; null for none. */
	focused(): Center | null;
	/** Leaves the marks; false when it was on none. */
	leave: () => boolean;
}

/** Makes the walk over a field. `onfocus` hears of every mark that is reached, and null when the marks are left. */
export function createKeyboardWalk(
	map: Leaflet.Map,
	field: MarkField,
	rings: Rings,
	onfocus: (center: Center | null) => void,
): KeyboardWalk {
	let at: number | null = null;

	const pointOf = (index: number): { x: number; y: number } => ({
		x: field.xy[index * 2] ?? 0,
		y: field.xy[index * 2 + 1] ?? 0,
	});
	const focused = (): Center | null => (at === null ? null : (field.centers[at] ?? null));

	function* targets(): Generator<Target> {
		for (let index = 0; index < field.centers.length; index++) {
			if (field.ranks[index] !== NOT_SHOWN) yield { index, ...pointOf(index) };
		}
	}

	function goTo(index: number | null): void {
		at = index;
		rings.focus(index);
		onfocus(focused());
		const center = focused();
		if (index === null || !center) return;
		rings.see(index);
		const { x, y } = pointOf(index);
		if (!map.getPixelBounds().contains([x, y])) map.panTo([center.lat, center.lon]);
	}

	return {
		step(direction, start) {
			const next =
				at === null
					? nearestTo(targets(), start ?? map.getPixelBounds().getCenter())
					: nearestInDirection(targets(), pointOf(at), direction, at);
			if (next !== null) goTo(next);
		},
		focused,
		leave() {
			if (at === null) return false;
			goTo(null);
			return true;
		},
	};
}
