import { redirect } from '@sveltejs/kit';
import { adminTabs } from '$lib/domain/admin-tabs.ts';
import { AppError } from '$lib/domain/errors.ts';
import { requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

/** Leads to the first tab that the person may open. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const [first] = adminTabs(event.locals.app.sessions.principalOf(requireUser(event)));
		if (!first) throw new AppError('forbidden', 'No part of administration is open to this role');
		redirect(303, `/admin/${first}`);
	});
