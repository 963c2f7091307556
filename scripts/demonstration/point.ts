import type { Point } from '../../src/lib/domain/directory-cell.ts';
import {
	boxOf,
	isInside,
	type Outline,
	polygonsOf,
} from '../../src/lib/server/directory/geometry.ts';

/** Radians between neighbors on a sunflower: points never line up. */
export const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const KM_PER_DEGREE = 111.2;
/** A share in 0…1 that depends on the text only. FNV-1a with a final mix. */
export function shareOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** A point so many km to the east and north, rounded to 0.0001°. */
export function moved({ lat, lon }: Point, eastKm: number, northKm: number): Point {
	const round = (degrees: number) => Math.round(degrees * 1e4) / 1e4;
	const perDegree = KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
	return { lat: round(lat + northKm / KM_PER_DEGREE), lon: round(lon + eastKm / perDegree) };
}

/** Km between two points that are not far apart. */
export function kmBetween(a: Point, b: Point): number {
	const perDegree = KM_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
	return Math.hypot((a.lat - b.lat) * KM_PER_DEGREE, (a.lon - b.lon) * perDegree);
}

/** A point in a direction, in radians clockwise from north. */
export function at(point: Point, angle: number, km: number): Point {
	return moved(point, km * Math.sin(angle), km * Math.cos(angle));
}

/** The point farthest from the border among the cells of a grid: where a label of the region stands well. */
export function labelPoint(outline: Outline): Point {
	const { west, south, east, north } = boxOf(outline);
	const border = polygonsOf(outline)
		.flat(2)
		.map(([lon = 0, lat = 0]) => ({ lat, lon }));
	const steps = 24;
	let best = { point: { lat: 0, lon: 0 }, km: -1 };
	for (let i = 0; i < steps * steps; i++) {
		const lon = west + ((east - west) * ((i % steps) + 0.5)) / steps;
		const lat = south + ((north - south) * (Math.floor(i / steps) + 0.5)) / steps;
		const point = moved({ lat, lon }, 0, 0);
		if (!isInside(outline, point)) continue;
		const km = Math.min(...border.map((other) => kmBetween(point, other)));
		if (km > best.km) best = { point, km };
	}
	return best.point;
}
