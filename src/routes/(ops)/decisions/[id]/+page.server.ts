import { requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

/** One decision: the act, what it orders, its versions. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		event.depends('kezek:rules');
		const { sessions, decisionPages } = event.locals.app;
		return decisionPages.show(sessions.principalOf(requireUser(event)), event.params.id);
	});
