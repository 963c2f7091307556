import { redirect } from '@sveltejs/kit';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { readCenterLimits } from '$lib/server/pages/limit-form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** Limits of the levels of one place, kind by kind; `kind` names the one whose form is open. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const { sessions, thresholds } = event.locals.app;
		const principal = sessions.principalOf(requireUser(event));
		const { searchParams } = event.url;
		const place = thresholds.ofPlace(principal, searchParams.get('place'));
		return { ...place, kind: searchParams.get('kind') };
	});

export const actions: Actions = {
	default: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { sessions, thresholds, drafts } = event.locals.app;
			const principal = sessions.principalOf(user);
			const change = thresholds.draftCenters(principal, readCenterLimits(data));
			redirect(303, `/confirm/${await drafts.preview(user, 'center.thresholds', change)}`);
		}),
};
