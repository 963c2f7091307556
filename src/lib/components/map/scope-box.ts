import type { Directory } from '$lib/domain/directory.ts';
import type { Scope } from '$lib/protocol/live.ts';
import { boxAround, type LatLon, type LatLonBox, type RegionShape } from './boundary-shape.ts';

/** What a scope names, as the map needs it; `contact` shows the whole network. */
interface ScopePlace {
	kind: 'nation' | 'region' | 'city' | 'center';
	id: string;
}

/** Reads a scope's name. */
function scopePlace(scope: Scope): ScopePlace {
	const colon = scope.indexOf(':');
	const kind = scope.slice(0, colon);
	const id = scope.slice(colon + 1);
	if (kind === 'region' || kind === 'city' || kind === 'center') return { kind, id };
	return { kind: 'nation', id: '' };
}

/** The region in which a scope lies; null for the whole network and for unknown places. */
export function regionOfScope(scope: Scope, directory: Directory): string | null {
	const { kind, id } = scopePlace(scope);
	if (kind === 'region') return id;
	if (kind === 'city') {
		const city = directory.places.find((place) => place.kind === 'city' && place.id === id);
		return city?.regionId ?? null;
	}
	if (kind === 'center') return directory.centers.find((c) => c.id === id)?.regionId ?? null;
	return null;
}

/** Least height and width of a fitted box in degrees, so that a single point does not zoom in without end. */
const LEAST_SPAN = 0.04;

/**
 * What a scope shows: outlines where there are any, otherwise the centers. An unknown place shows the whole network;
 * null when there is nothing to show at all.
 */
export function scopeBox(
	scope: Scope,
	directory: Directory,
	shapes: readonly RegionShape[],
): LatLonBox | null {
	const { kind, id } = scopePlace(scope);
	const box =
		kind === 'nation'
			? null
			: kind === 'region'
				? (shapes.find((shape) => shape.id === id)?.box ??
					centersBox(directory, (center) => center.regionId === id))
				: centersBox(directory, (center) =>
						kind === 'city' ? center.cityId === id : center.id === id,
					);
	return box ?? networkBox(directory, shapes);
}

function networkBox(directory: Directory, shapes: readonly RegionShape[]): LatLonBox | null {
	const corners = shapes.flatMap(({ box }): LatLon[] => [
		[box.south, box.west],
		[box.north, box.east],
	]);
	return boxAround(corners) ?? centersBox(directory, () => true);
}

function centersBox(
	directory: Directory,
	isWanted: (center: Directory['centers'][number]) => boolean,
): LatLonBox | null {
	const points = directory.centers.filter(isWanted).map(({ lat, lon }): LatLon => [lat, lon]);
	const box = boxAround(points);
	if (!box) return null;
	const latPad = Math.max(0, LEAST_SPAN - (box.north - box.south)) / 2;
	const lonPad = Math.max(0, LEAST_SPAN - (box.east - box.west)) / 2;
	return {
		south: box.south - latPad,
		north: box.north + latPad,
		west: box.west - lonPad,
		east: box.east + lonPad,
	};
}
