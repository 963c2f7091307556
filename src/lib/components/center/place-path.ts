import type { Center, Directory, Place } from '$lib/domain/directory.ts';

/** Name of a place's scope on the wire and in the address: `nation`, `region:KZ-75`, `city:almaty`. */
export function scopeOf(place: Place): string {
	return place.kind === 'nation' ? 'nation' : `${place.kind}:${place.id}`;
}

/** The place behind a scope; null when the directory has none of that name. */
export function placeOf(scope: string, directory: Directory): Place | null {
	return directory.places.find((place) => scopeOf(place) === scope) ?? null;
}

/** Whether a center belongs to a place. */
export function isIn(center: Center, place: Place): boolean {
	if (place.kind === 'nation') return true;
	return place.kind === 'region' ? center.regionId === place.id : center.cityId === place.id;
}

/** The places directly below: regions of the nation, cities of a region, in the order of the directory. */
export function placesBelow(place: Place, directory: Directory): Place[] {
	if (place.kind === 'nation') return directory.places.filter(({ kind }) => kind === 'region');
	if (place.kind === 'region') {
		return directory.places.filter(
			({ kind, regionId }) => kind === 'city' && regionId === place.id,
		);
	}
	return [];
}

/**
 * The way down to a place, as far as this person may see it: from the widest place, the region, the city. A region that
 * is only its city (a city of republican significance) is one step, not two.
 */
export function pathTo(place: Place, widest: readonly string[], directory: Directory): Place[] {
	const region = place.kind === 'city' ? placeOf(`region:${place.regionId}`, directory) : null;
	const isOneStep = region !== null && isOnly(place, region, directory);
	const steps = [placeOf('nation', directory), isOneStep ? null : region, place];
	const unique = [...new Set(steps.filter((step) => step !== null))];
	if (widest.includes('nation')) return unique;
	return unique.filter((step) => step.kind !== 'nation');
}

/** Whether a region is nothing but one city. */
function isOnly(city: Place, region: Place, directory: Directory): boolean {
	return (
		placesBelow(region, directory).length === 1 &&
		directory.centers.every((center) => !isIn(center, region) || isIn(center, city))
	);
}

/** Whether a place lies inside what a person may see. */
export function maySee(place: Place, widest: readonly string[]): boolean {
	if (widest.includes('nation') || widest.includes(scopeOf(place))) return true;
	return place.kind === 'city' && widest.includes(`region:${place.regionId}`);
}

/** The narrowest place that holds a center: its city, else its region, else the nation. */
export function homeOf(center: Center, directory: Directory): Place | null {
	return (
		(center.cityId === null ? null : placeOf(`city:${center.cityId}`, directory)) ??
		placeOf(`region:${center.regionId}`, directory) ??
		placeOf('nation', directory)
	);
}

/** The zone that most centers of a list keep; Astana's when the list is empty. The frame's clock shows it and names it. */
export function zoneOf(centers: readonly Center[]): string {
	const counts = new Map<string, number>();
	for (const { timezone } of centers) counts.set(timezone, (counts.get(timezone) ?? 0) + 1);
	let zone = 'Asia/Almaty';
	let most = 0;
	for (const [name, count] of counts) {
		if (count > most) [zone, most] = [name, count];
	}
	return zone;
}

/** Layers of the map; `both` is the ordinary one and needs no name in the address. */
export const MAP_LAYERS = ['load', 'rules', 'both'] as const;
/** One layer of the map. */
export type MapLayer = (typeof MAP_LAYERS)[number];

/** What the address of the map page asks for. */
export interface Selection {
	/** The place shown; the widest one when the address names none or one that is not this person's. */
	place: Place;
	/** The open center; null for none. */
	center: Center | null;
	/** What the address asked for in vain. */
	missing: 'place' | 'center' | null;
	layer: MapLayer;
}

/** Reads `?scope=…&center=…&layer=…` against what a person may see (`widest` scopes, and a directory cut to them). */
export function selectionOf(
	query: URLSearchParams,
	directory: Directory,
	widest: readonly string[],
): Selection | null {
	const whole = placeOf(widest[0] ?? 'nation', directory);
	if (!whole) return null;
	const scope = query.get('scope');
	const asked = scope === null ? whole : placeOf(scope, directory);
	const isAllowed = asked !== null && maySee(asked, widest);
	const centerId = query.get('center');
	const center = directory.centers.find(({ id }) => id === centerId) ?? null;
	const isCenterMissing = centerId !== null && center === null;
	return {
		place: isAllowed ? asked : whole,
		center,
		missing: isCenterMissing ? 'center' : isAllowed ? null : 'place',
		layer: MAP_LAYERS.find((layer) => layer === query.get('layer')) ?? 'both',
	};
}

/** Address of the map page for a place, an open center and a layer. The widest place needs no name. */
export function mapHref(
	scope: string,
	centerId: string | null,
	widest: readonly string[],
	layer: MapLayer = 'both',
): string {
	const query = new URLSearchParams();
	if (scope !== (widest[0] ?? 'nation')) query.set('scope', scope);
	if (centerId !== null) query.set('center', centerId);
	if (layer !== 'both') query.set('layer', layer);
	const text = query.toString().replaceAll('%3A', ':');
	return text === '' ? '/' : `/?${text}`;
}

/** Address of the page of a center. */
export function centerHref(centerId: string): string {
	return `/centers/${encodeURIComponent(centerId)}`;
}
