import type { Directory } from './directory.ts';
import { isEntryId, type ImportRow, type IsZone, type Point } from './directory-cell.ts';

/** What a line of a directory file may refer to: places of the same file first, then those already known. */
export interface KnownPlaces {
	hasRegion(id: string): boolean;
	/** The region of a city; undefined when there is no such city. */
	regionOfCity(id: string): string | undefined;
	/** The zone that a line without one takes from its city or else its region in the same file; null when none says. */
	zoneOf(cityId: string | null, regionId: string | null): string | null;
	/** Where the city, or else the region, lies; null when unknown. */
	pointOf(cityId: string | null, regionId: string): Point | null;
}

/**
 * Collects the places of a file and of the present directory. Lines that are wrong elsewhere still count as places, so
 * that one mistake is reported once and not again for every center of that place.
 */
export function knownPlaces(
	rows: readonly ImportRow[],
	present: Directory,
	isZone: IsZone,
): KnownPlaces {
	const regions = new Set<string>();
	const cities = new Map<string, string>();
	const points = new Map<string, Point>();
	const zones = new Map<string, string>();
	for (const { kind, id, regionId, lat, lon } of present.places) {
		if (kind === 'region') regions.add(id);
		if (kind === 'city' && regionId !== null) cities.set(id, regionId);
		if (lat !== null && lon !== null) points.set(`${kind} ${id}`, { lat, lon });
	}
	for (const row of rows) {
		const [kind, id, zone] = [row.text('kind'), row.text('id'), row.text('timezone')];
		if (!isEntryId(id)) continue;
		if (kind === 'region') regions.add(id);
		else if (kind === 'city') cities.set(id, row.text('region'));
		else continue;
		const point = { lat: degrees(row.text('lat')), lon: degrees(row.text('lon')) };
		if (Number.isFinite(point.lat + point.lon)) points.set(`${kind} ${id}`, point);
		if (zone !== '' && isZone(zone)) zones.set(`${kind} ${id}`, zone);
	}
	return {
		hasRegion: (id) => regions.has(id),
		regionOfCity: (id) => cities.get(id),
		zoneOf: (cityId, regionId) =>
			zones.get(`city ${cityId ?? ''}`) ?? zones.get(`region ${regionId ?? ''}`) ?? null,
		pointOf: (cityId, regionId) =>
			points.get(`city ${cityId ?? ''}`) ?? points.get(`region ${regionId}`) ?? null,
	};
}

function degrees(text: string): number {
	return text === '' ? NaN : Number(text.replace(',', '.'));
}

/** Degrees around Kazakhstan that hold every point and border of it (domain.md §C). */
export const KAZAKHSTAN_BOX = { west: 46, east: 88, south: 40, north: 56 } as const;

/** Whether a region lies in Kazakhstan: its id is an ISO 3166-2 code of that country. */
export function isKazakhRegion(id: string): boolean {
	return id.startsWith('KZ-');
}

/** Whether a point lies in the box around Kazakhstan. */
function isInKazakhstan({ lat, lon }: Point): boolean {
	const { west, east, south, north } = KAZAKHSTAN_BOX;
	return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** Degrees: an office nearer than this to its city or region is plausible; one farther than `far` is not. */
const PLAUSIBLE = { near: 6, far: 12 } as const;

/**
 * Judges a point by what is known of its place: `swapped` when it fits with latitude and longitude exchanged only,
 * `range` when a Kazakh place lies outside Kazakhstan; null when nothing speaks against it.
 */
export function misplaced(
	point: Point,
	regionId: string,
	reference: Point | null,
): 'swapped' | 'range' | null {
	const exchanged = { lat: point.lon, lon: point.lat };
	if (isKazakhRegion(regionId) && !isInKazakhstan(point)) {
		return isInKazakhstan(exchanged) ? 'swapped' : 'range';
	}
	if (!reference || distance(point, reference) <= PLAUSIBLE.far) return null;
	return distance(exchanged, reference) <= PLAUSIBLE.near ? 'swapped' : null;
}

function distance(a: Point, b: Point): number {
	return Math.hypot(a.lat - b.lat, a.lon - b.lon);
}
