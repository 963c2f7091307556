import type { Directory, Place } from '$lib/domain/directory.ts';
import { worstFirst } from './center-order.ts';
import type { CenterView } from './center-view.ts';

/** A city, or the region of centers outside cities, with critical centers. */
export interface HotSpot {
	place: Place;
	/** Its critical centers, the worst first. */
	critical: readonly CenterView[];
	/** The longest wait among them, seconds; null when none is known. */
	waitSeconds: number | null;
	/** People in front of their doors; null when nobody counted. */
	outside: number | null;
}

/** Places with critical centers: the most critical ones first, at equal numbers the longest wait. */
export function hotSpots(views: readonly CenterView[], directory: Directory): HotSpot[] {
	const critical = views.filter(({ kind }) => kind === 'critical').toSorted(worstFirst);
	const byPlace = Map.groupBy(critical, ({ center }) =>
		center.cityId === null ? `region:${center.regionId}` : `city:${center.cityId}`,
	);
	const spots: HotSpot[] = [];
	for (const [name, members] of byPlace) {
		const place = directory.places.find(({ kind, id }) => `${kind}:${id}` === name);
		if (!place) continue;
		const waits = members.map((view) => view.waitSeconds).filter((wait) => wait !== null);
		const counts = members.map((view) => view.queueOutside).filter((count) => count !== null);
		spots.push({
			place,
			critical: members,
			waitSeconds: waits.length === 0 ? null : Math.max(...waits),
			outside: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
		});
	}
	return spots.sort(
		(a, b) =>
			b.critical.length - a.critical.length ||
			(b.waitSeconds ?? -1) - (a.waitSeconds ?? -1) ||
			(a.place.id < b.place.id ? -1 : 1),
	);
}
