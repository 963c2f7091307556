import { endpoint, freshJson, requireFeed } from '$lib/server/http.ts';

/** Takes readings of contact-center sites (contract.md §3). */
export const POST = endpoint(async (event) => {
	const feed = await requireFeed(event);
	const result = await event.locals.app.ingest.accept('contact_readings', feed, event.request);
	return freshJson(result, result.stored + result.duplicate > 0 ? 200 : 422);
});
