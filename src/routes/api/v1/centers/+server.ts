import { canInCenter } from '$lib/domain/permission.ts';
import { endpoint, pageOf, requireReader, versionedJson } from '$lib/server/http.ts';

/** The centers that the reader may see, with their ordinals. */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'board.view');
	const { version, centers } = event.locals.app.directory.current();
	const visible = centers.filter((center) => canInCenter(principal, 'board.view', center));
	return versionedJson(event.request, version, pageOf(visible, event.url));
});
