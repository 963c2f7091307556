/** Longitude and latitude in degrees, as GeoJSON writes a position. */
type Position = readonly number[];

/** Outlines of the regions as the page load brings them: GeoJSON, WGS 84; `properties.id` is the region's id. */
export interface Boundaries {
	type: 'FeatureCollection';
	features: readonly {
		type: 'Feature';
		properties: { id: string } | null;
		geometry:
			| { type: 'Polygon'; coordinates: readonly (readonly Position[])[] }
			| { type: 'MultiPolygon'; coordinates: readonly (readonly (readonly Position[])[])[] };
	}[];
}

/** A point as Leaflet takes it: latitude, longitude in degrees. */
export type LatLon = [lat: number, lon: number];

/** A box in degrees. */
export interface LatLonBox {
	south: number;
	west: number;
	north: number;
	east: number;
}

/** One region to draw. */
export interface RegionShape {
	id: string;
	/** Polygons, each an outer ring and its holes. */
	polygons: LatLon[][][];
	box: LatLonBox;
}

/** Border lines of a whole network. */
export interface BorderLines {
	/** Between two regions. */
	inner: LatLon[][];
	/** Around the network; where neighbors do not share their points exactly, also between them. */
	outer: LatLon[][];
}

/** Converts outlines to what the map draws; features without an id or without a ring are left out. */
export function regionShapes(boundaries: Boundaries | null): RegionShape[] {
	const shapes: RegionShape[] = [];
	for (const { properties, geometry } of boundaries?.features ?? []) {
		const source = geometry.type === 'Polygon' ? [geometry.coordinates] : [...geometry.coordinates];
		const polygons = source
			.map((rings) => rings.map((ring) => ring.map(([lon = 0, lat = 0]): LatLon => [lat, lon])))
			.filter((rings) => (rings[0]?.length ?? 0) > 3);
		const box = boxAround(polygons.flatMap((rings) => rings[0] ?? []));
		if (properties?.id && box) shapes.push({ id: properties.id, polygons, box });
	}
	return shapes;
}

/** The smallest box around points; null without any. */
export function boxAround(points: Iterable<LatLon>): LatLonBox | null {
	const box = { south: Infinity, west: Infinity, north: -Infinity, east: -Infinity };
	for (const [lat, lon] of points) {
		box.south = Math.min(box.south, lat);
		box.north = Math.max(box.north, lat);
		box.west = Math.min(box.west, lon);
		box.east = Math.max(box.east, lon);
	}
	return box.south === Infinity ? null : box;
}

/** The region that holds a point; null outside all of them. */
export function regionAt(shapes: readonly RegionShape[], [lat, lon]: LatLon): string | null {
	for (const { id, polygons, box } of shapes) {
		if (lat < box.south || lat > box.north || lon < box.west || lon > box.east) continue;
		if (polygons.some((rings) => isInside(rings, lat, lon))) return id;
	}
	return null;
}

/** Even–odd rule over all rings of a polygon, so a hole is outside. */
function isInside(rings: readonly LatLon[][], lat: number, lon: number): boolean {
	let inside = false;
	for (const ring of rings) {
		for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
			const [lat1, lon1] = ring[i] ?? [0, 0];
			const [lat2, lon2] = ring[j] ?? [0, 0];
			if (lat1 > lat === lat2 > lat) continue;
			if (lon < ((lon2 - lon1) * (lat - lat1)) / (lat2 - lat1) + lon1) inside = !inside;
		}
	}
	return inside;
}

/** Cells along the longer side of a region's box when looking for the middle of its widest part. */
const LABEL_CELLS = 24;

/**
 * Where a region's name stands: of a grid of points the one furthest from every edge, degrees of longitude shortened
 * by latitude. Looks at every edge once per point: call it once per region, not per paint.
 */
export function labelPoint({ polygons, box }: RegionShape): LatLon {
	const shrink = Math.cos((((box.north + box.south) / 2) * Math.PI) / 180);
	const height = box.north - box.south;
	const width = (box.east - box.west) * shrink;
	const step = Math.max(height, width) / LABEL_CELLS || 1;
	let best: LatLon = [(box.north + box.south) / 2, (box.east + box.west) / 2];
	let bestDistance = -1;
	for (let lat = box.south + step / 2; lat < box.north; lat += step) {
		for (let lon = box.west + step / 2; lon < box.east; lon += step / shrink) {
			const home = polygons.find((rings) => isInside(rings, lat, lon));
			if (!home) continue;
			const distance = distanceToEdge(home, lat, lon, shrink);
			if (distance > bestDistance) {
				best = [lat, lon];
				bestDistance = distance;
			}
		}
	}
	return best;
}

function distanceToEdge(rings: readonly LatLon[][], lat: number, lon: number, shrink: number) {
	let least = Infinity;
	for (const ring of rings) {
		for (let i = 1; i < ring.length; i++) {
			const [lat1, lon1] = ring[i - 1] ?? [0, 0];
			const [lat2, lon2] = ring[i] ?? [0, 0];
			const ex = (lon2 - lon1) * shrink;
			const ey = lat2 - lat1;
			const px = (lon - lon1) * shrink;
			const py = lat - lat1;
			const along = Math.max(0, Math.min(1, (px * ex + py * ey) / (ex * ex + ey * ey || 1)));
			least = Math.min(least, Math.hypot(px - along * ex, py - along * ey));
		}
	}
	return least;
}

/** Splits all rings into borders between regions (edges of two rings) and the outline (edges of one). */
export function borderLines(shapes: readonly RegionShape[]): BorderLines {
	const rings = shapes.flatMap(({ polygons }) => polygons.flat());
	const uses = new Map<string, number>();
	forEachEdge(rings, (key) => uses.set(key, (uses.get(key) ?? 0) + 1));

	const lines: BorderLines = { inner: [], outer: [] };
	const drawn = new Set<string>();
	for (const ring of rings) {
		let line: LatLon[] = [];
		let target: LatLon[][] | null = null;
		forEachEdge([ring], (key, from, to) => {
			const next = (uses.get(key) ?? 0) > 1 ? lines.inner : lines.outer;
			const isNew = !drawn.has(key);
			drawn.add(key);
			if (!isNew) {
				target = null;
				return;
			}
			if (target !== next) {
				line = [from];
				next.push(line);
				target = next;
			}
			line.push(to);
		});
	}
	return lines;
}

function forEachEdge(
	rings: readonly LatLon[][],
	visit: (key: string, from: LatLon, to: LatLon) => void,
): void {
	for (const ring of rings) {
		for (let i = 1; i < ring.length; i++) {
			const from = ring[i - 1];
			const to = ring[i];
			if (!from || !to) continue;
			const a = `${from[0]},${from[1]}`;
			const b = `${to[0]},${to[1]}`;
			visit(a < b ? `${a};${b}` : `${b};${a}`, from, to);
		}
	}
}
