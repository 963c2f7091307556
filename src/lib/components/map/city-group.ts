import type { Center, Directory, Name } from '$lib/domain/directory.ts';

/** A city that has centers: they spread together and share a label. */
export interface CityGroup {
	id: string;
	regionId: string | null;
	name: Name;
	lat: number;
	lon: number;
	/** Positions in the list of centers, in its order. */
	members: number[];
	/** The city with the most centers of its region: named even when calm, so that a calm map can be read. */
	isMain: boolean;
}

/** Cities of a directory that have at least one of `centers`; a city without a point stands on its first center. */
export function groupByCity(directory: Directory, centers: readonly Center[]): CityGroup[] {
	const membersOf = Map.groupBy(
		[...centers.keys()].filter((index) => centers[index]?.cityId),
		(index) => centers[index]?.cityId ?? '',
	);
	const groups: CityGroup[] = [];
	for (const { kind, id, regionId, name, lat, lon } of directory.places) {
		const members = membersOf.get(id);
		const first = members && centers[members[0] ?? -1];
		if (kind !== 'city' || !first) continue;
		const point = lat === null || lon === null ? first : { lat, lon };
		groups.push({
			id,
			regionId,
			name,
			lat: point.lat,
			lon: point.lon,
			members,
			isMain: false,
		});
	}
	const largest = new Map<string | null, CityGroup>();
	for (const group of groups) {
		const known = largest.get(group.regionId);
		if (!known || group.members.length > known.members.length) {
			largest.set(group.regionId, group);
		}
	}
	for (const group of largest.values()) group.isMain = true;
	return groups;
}
