import { endpoint, freshJson, requireReader } from '$lib/server/http.ts';

/** The regime in force at a center at any instant, with its trace (contract.md §4). */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'regime.view');
	const { app } = event.locals;
	return freshJson(app.regimes.ofCenter(principal, event.params.id ?? '', event.url.searchParams));
});
