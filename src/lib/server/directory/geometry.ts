import type { Point } from '../../domain/directory-cell.ts';

/** A closed line of `[lon, lat]` degrees, WGS84; its first and last position are equal. */
export type Ring = number[][];
/** The outline of a region as GeoJSON writes it: outer ring first, then holes. */
export type Outline =
	{ type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] };

/** Degrees. */
export interface Box {
	west: number;
	south: number;
	east: number;
	north: number;
}

/** The polygons of an outline, each its outer ring and its holes. */
export function polygonsOf(outline: Outline): Ring[][] {
	return outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates;
}

/** The smallest box around an outline. */
export function boxOf(outline: Outline): Box {
	const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
	for (const [lon = NaN, lat = NaN] of polygonsOf(outline).flat(2)) {
		box.west = Math.min(box.west, lon);
		box.east = Math.max(box.east, lon);
		box.south = Math.min(box.south, lat);
		box.north = Math.max(box.north, lat);
	}
	return box;
}

/** Whether a point lies in an outline and in none of its holes. Even-odd rule. */
export function isInside(outline: Outline, point: Point): boolean {
	return polygonsOf(outline).some((rings) => {
		return rings.filter((ring) => isInRing(ring, point)).length % 2 === 1;
	});
}

function isInRing(ring: Ring, { lat, lon }: Point): boolean {
	let inside = false;
	for (let i = 1; i < ring.length; i++) {
		const [x1 = 0, y1 = 0] = ring[i - 1] ?? [];
		const [x2 = 0, y2 = 0] = ring[i] ?? [];
		if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
	}
	return inside;
}

/** Twice the area of a ring in square degrees; positive when it runs counterclockwise. Shoelace formula. */
export function signedArea(ring: Ring): number {
	let sum = 0;
	for (let i = 1; i < ring.length; i++) {
		const [x1 = 0, y1 = 0] = ring[i - 1] ?? [];
		const [x2 = 0, y2 = 0] = ring[i] ?? [];
		sum += x1 * y2 - x2 * y1;
	}
	return sum;
}

/** The same outline with outer rings counterclockwise and holes clockwise, as RFC 7946 §3.1.6 asks. */
export function wound(outline: Outline): Outline {
	const turned = (rings: Ring[]) =>
		rings.map((ring, index) => {
			const isCounterclockwise = signedArea(ring) > 0;
			return isCounterclockwise === (index === 0) ? ring : ring.toReversed();
		});
	return outline.type === 'Polygon'
		? { type: 'Polygon', coordinates: turned(outline.coordinates) }
		: { type: 'MultiPolygon', coordinates: outline.coordinates.map(turned) };
}
