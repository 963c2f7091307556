import { endpoint, pageOf, requireReader, versionedJson } from '$lib/server/http.ts';

/** The sites of the unified contact center with their ordinals. */
export const GET = endpoint(async (event) => {
	await requireReader(event, 'contact.view');
	const { version, contactCenters } = event.locals.app.directory.current();
	return versionedJson(event.request, version, pageOf(contactCenters, event.url));
});
