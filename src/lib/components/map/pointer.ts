import type * as Leaflet from 'leaflet';
import { pressed } from './hit-grid.ts';
import type { MarkField } from './mark-field.ts';

/** Side of the area under a finger, px (ui.md §6). */
const FINGER = 44;
/** A mouse is on a mark from this far outside its shape, px. */
const MOUSE_SLACK = 2;

/** What a pointer on the map means. */
export interface PointerTargets {
	/** Marks under a press, worst first. */
	pressed(event: Leaflet.LeafletMouseEvent): number[];
	/** The mark that a mouse is on; null for none. */
	hovered(event: Leaflet.LeafletMouseEvent): number | null;
	/** The point in px of the projected world. */
	worldPoint(event: Leaflet.LeafletMouseEvent): { x: number; y: number };
}

/** Finds marks of a field under pointers; `hit` gives the side of the area for a mouse, px. */
export function createPointerTargets(
	map: Leaflet.Map,
	field: MarkField,
	hit: () => number,
): PointerTargets {
	const rankOf = (index: number): number => field.ranks[index] ?? 0;
	const worldPoint = (event: Leaflet.LeafletMouseEvent): { x: number; y: number } =>
		event.layerPoint.add(map.getPixelOrigin());
	const largest = (): number => Math.max(...Object.values(field.sizes));

	return {
		worldPoint,
		pressed(event) {
			const { x, y } = worldPoint(event);
			const isTouch = isFinger(event.originalEvent);
			const reach = (isTouch ? Math.max(FINGER, hit()) : hit()) / 2;
			const hits = field
				.grid()
				.near(x, y, Math.max(reach, largest()))
				.filter(({ index, distance }) => distance <= Math.max(reach, field.radiusOf(index)));
			return pressed(hits, isTouch, field.radiusOf, rankOf);
		},
		hovered(event) {
			const { x, y } = worldPoint(event);
			const [first] = field
				.grid()
				.near(x, y, largest())
				.filter(({ index, distance }) => distance <= field.radiusOf(index) + MOUSE_SLACK)
				.sort((a, b) => rankOf(b.index) - rankOf(a.index) || a.distance - b.distance);
			return first?.index ?? null;
		},
	};
}

function isFinger(event: MouseEvent): boolean {
	if ('pointerType' in event && event.pointerType !== '') return event.pointerType === 'touch';
	return matchMedia('(pointer: coarse)').matches;
}
