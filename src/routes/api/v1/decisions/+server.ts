import { endpoint, freshJson, pageOf, requireReader } from '$lib/server/http.ts';

/** The decisions that concern places of the reader (contract.md §4). */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'regime.view');
	const decisions = event.locals.app.regimes.list(principal, event.url.searchParams);
	return freshJson(pageOf(decisions, event.url));
});
