import { canAtSite } from '$lib/domain/permission.ts';
import { endpoint, pageOf, requireReader, versionedJson } from '$lib/server/http.ts';

/** The sites of the unified contact center that the reader may see, with their ordinals. */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'contact.view');
	const { version, contactCenters } = event.locals.app.directory.current();
	const visible = contactCenters.filter(({ ordinal }) =>
		canAtSite(principal, 'contact.view', ordinal),
	);
	return versionedJson(event.request, version, pageOf(visible, event.url));
});
