import { endpoint, freshJson, readPage, requireReader } from '$lib/server/http.ts';

/** The incidents that touch places of the reader, each with the number of its newest change (contract.md §4). */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'incident.view');
	const { start: after, limit } = readPage(event.url);
	const { incidents } = event.locals.app;
	const items = await incidents.list(principal, event.url.searchParams, { after, limit });
	const nextCursor = items.length < limit ? null : String(items.at(-1)?.n);
	return freshJson({ items, nextCursor });
});
