import type * as Leaflet from 'leaflet';
import type { LatLonBox } from './boundary-shape.ts';
import type { LeafletModule } from './center-layer.ts';
import type { Box } from './label-layout.ts';

/** Panes from back to front; the stylesheet gives each its layer. */
export const PANES = {
	tiles: 'tiles',
	land: 'land',
	rules: 'rules',
	marks: 'marks',
	rings: 'rings',
	labels: 'labels',
} as const;

/** Zoom at which single streets would show: nothing on this map is finer. */
const CLOSEST_ZOOM = 15;
/** Fractions of a zoom level, so that a fitted place fills the map. */
const ZOOM_SNAP = 0.05;
/** Free room around a fitted place as a share of the map's shorter side, and below it, where legend and credits lie. */
const FIT_ROOM = { around: 0.04, below: 0.09, belowPreview: 0.14 } as const;
/** How far out one may zoom beyond the whole network. */
const OUTER_ZOOM = 0.5;
/** Below this height the map is a preview in a scrolling page, which a finger must be able to scroll. */
const PREVIEW_HEIGHT = 320;

/** Opens a Leaflet map without its own controls, keys and credits: the page has its own. */
export function openLeaflet(L: LeafletModule, host: HTMLElement): Leaflet.Map {
	const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
	const map = L.map(host, {
		attributionControl: false,
		zoomControl: false,
		keyboard: false,
		boxZoom: false,
		doubleClickZoom: false,
		zoomSnap: ZOOM_SNAP,
		maxZoom: CLOSEST_ZOOM,
		zoomAnimation: !isStill,
		fadeAnimation: false,
		inertia: !isStill,
	});
	for (const pane of Object.values(PANES)) map.createPane(pane);
	return map;
}

/** Box in Leaflet's words. */
function toBounds(L: LeafletModule, box: LatLonBox): Leaflet.LatLngBounds {
	return L.latLngBounds([box.south, box.west], [box.north, box.east]);
}

/** Shows a box as large as it fits. */
export function fitBox(L: LeafletModule, map: Leaflet.Map, box: LatLonBox, animate: boolean): void {
	const room = fitRoom(L, map);
	map.fitBounds(toBounds(L, box), {
		paddingTopLeft: room.topLeft,
		paddingBottomRight: room.bottomRight,
		animate,
	});
}

function fitRoom(
	L: LeafletModule,
	map: Leaflet.Map,
): { topLeft: Leaflet.Point; bottomRight: Leaflet.Point } {
	const { x, y } = map.getSize();
	const around = Math.round(Math.min(x, y) * FIT_ROOM.around);
	const below = y * (y < PREVIEW_HEIGHT ? FIT_ROOM.belowPreview : FIT_ROOM.below);
	return { topLeft: L.point(around, around), bottomRight: L.point(around, Math.round(below)) };
}

/** The part of the projected world in view, px; on a preview without the strip under the credits. */
export function viewBox(L: LeafletModule, map: Leaflet.Map): Box {
	const { min, max } = map.getPixelBounds();
	const covered = map.getSize().y < PREVIEW_HEIGHT ? fitRoom(L, map).bottomRight.y : 0;
	return {
		left: min?.x ?? 0,
		top: min?.y ?? 0,
		right: max?.x ?? 0,
		bottom: (max?.y ?? 0) - covered,
	};
}

/** Limits dragging and zooming to the whole network, and returns the zoom that shows it. */
export function holdTo(L: LeafletModule, map: Leaflet.Map, box: LatLonBox): number {
	const bounds = toBounds(L, box);
	const room = fitRoom(L, map);
	const zoom = map.getBoundsZoom(bounds, false, room.topLeft.add(room.bottomRight));
	map.setMinZoom(Math.min(zoom - OUTER_ZOOM, CLOSEST_ZOOM));
	map.setMaxBounds(bounds.pad(0.5));
	return zoom;
}

/** On a preview in a scrolling page a finger scrolls the page, until the map is zoomed in. */
export function yieldToScroll(map: Leaflet.Map, nationZoom: number): void {
	const isPreview = map.getSize().y < PREVIEW_HEIGHT && matchMedia('(pointer: coarse)').matches;
	if (isPreview && map.getZoom() <= nationZoom + ZOOM_SNAP) map.dragging.disable();
	else map.dragging.enable();
}
