import { endpoint, freshJson, pageOf, requireReader } from '$lib/server/http.ts';

/** The decisions that concern places of the reader (contract.md §4). */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'regime.view');
	const { regimes, draftedDecisions } = event.locals.app;
	const state = event.url.searchParams.get('state');
	const decisions = draftedDecisions.isState(state)
		? await draftedDecisions.list(principal, state)
		: regimes.list(principal, event.url.searchParams);
	return freshJson(pageOf<object>(decisions, event.url));
});
