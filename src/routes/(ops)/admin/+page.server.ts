import { redirect } from '@sveltejs/kit';
import { adminTabs } from '$lib/domain/admin-tabs.ts';
import { requireSomewhere } from '$lib/domain/permission.ts';
import { requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

/** Leads to the first tab that the person may open. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const principal = event.locals.app.sessions.principalOf(requireUser(event));
		// Who may open any part of administration may read the trail too.
		requireSomewhere(principal, 'audit.read');
		redirect(303, `/admin/${adminTabs(principal)[0]}`);
	});
