import { redirect } from '@sveltejs/kit';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { readContactLimits } from '$lib/server/pages/limit-form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** Limits of the levels of the contact center. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const { sessions, thresholds } = event.locals.app;
		return thresholds.ofContact(sessions.principalOf(requireUser(event)));
	});

export const actions: Actions = {
	default: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { sessions, thresholds, drafts } = event.locals.app;
			const principal = sessions.principalOf(user);
			const change = thresholds.draftContact(principal, readContactLimits(data));
			redirect(303, `/confirm/${await drafts.preview(user, 'contact.thresholds', change)}`);
		}),
};
