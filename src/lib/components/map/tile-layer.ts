import type * as Leaflet from 'leaflet';
import type { LeafletModule } from './center-layer.ts';

/** Where the streets under the map come from. */
export interface Tiles {
	/** With `{z}`, `{x}` and `{y}`. */
	url: string;
	/** Whose they are. */
	credit: string;
}

/**
 * Lays streets under the land. The land stays as it is until the first tile has come, and wherever one is missing the
 * ground shows: a server that hangs or fails leaves the map as it is without one.
 */
export function addTileLayer(
	L: LeafletModule,
	map: Leaflet.Map,
	pane: string,
	{ url }: Tiles,
): void {
	const layer = L.tileLayer(url, { pane, referrerPolicy: 'origin' });
	layer.once('tileload', () => map.getContainer().classList.add('on-tiles'));
	layer.addTo(map);
}
