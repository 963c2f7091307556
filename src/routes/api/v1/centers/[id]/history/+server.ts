import { endpoint, freshJson, requireReader } from '$lib/server/http.ts';

/** Past figures of one center, raw or rolled up (contract.md §4). */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'center.history');
	const { app } = event.locals;
	return freshJson(
		await app.history.ofCenter(principal, event.params.id ?? '', event.url.searchParams),
	);
});
