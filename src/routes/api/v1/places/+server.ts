import { endpoint, pageOf, requireReader, versionedJson } from '$lib/server/http.ts';

/** Nation, regions and cities with their ordinals: names of places are open to every reader. */
export const GET = endpoint(async (event) => {
	await requireReader(event, 'board.view');
	const { version, places } = event.locals.app.directory.current();
	return versionedJson(event.request, version, pageOf(places, event.url));
});
