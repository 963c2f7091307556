import type * as Leaflet from 'leaflet';
import { borderLines, type RegionShape } from './boundary-shape.ts';
import type { LeafletModule } from './center-layer.ts';

/** The ground: land and borders of the regions. */
export interface RegionLayer {
	/** Keeps one region as land and dims the others; null brings all back. */
	focus(regionId: string | null): void;
}

/**
 * Draws the regions as SVG. Colors come from the stylesheet by class, so theme, hover and print need no redrawing.
 */
export function addRegionLayer(
	L: LeafletModule,
	map: Leaflet.Map,
	pane: string,
	shapes: readonly RegionShape[],
): RegionLayer {
	const renderer = L.svg({ pane, padding: 0.5 });
	const land = shapes.map(({ id, polygons }) => ({
		id,
		path: L.polygon(polygons, { renderer, pane, stroke: false, className: 'land' }).addTo(map),
	}));
	const lines = borderLines(shapes);
	const plain = { renderer, pane, fill: false, interactive: false };
	L.polyline(lines.inner, { ...plain, className: 'border' }).addTo(map);
	L.polyline(lines.outer, { ...plain, className: 'border border-outer' }).addTo(map);

	return {
		focus(regionId) {
			for (const { id, path } of land) {
				const isDimmed = regionId !== null && id !== regionId;
				path.getElement()?.classList.toggle('dimmed', isDimmed);
			}
		},
	};
}
