import { endpoint, requireReader, versionedJson } from '$lib/server/http.ts';

/** Region shapes as GeoJSON; `properties.id` is the region's id. Schematic unless official ones were imported. */
export const GET = endpoint(async (event) => {
	await requireReader(event, 'board.view');
	const { boundaries, boundariesVersion } = event.locals.app.directory;
	return versionedJson(event.request, boundariesVersion(), boundaries());
});
