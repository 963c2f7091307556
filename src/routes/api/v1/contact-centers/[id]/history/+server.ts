import { endpoint, freshJson, requireReader } from '$lib/server/http.ts';

/** Past figures of one contact-center site, raw or rolled up (contract.md §4). */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'contact.view');
	const { app } = event.locals;
	return freshJson(
		await app.history.ofContactCenter(principal, event.params.id ?? '', event.url.searchParams),
	);
});
