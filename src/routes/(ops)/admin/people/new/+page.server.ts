import { redirect } from '@sveltejs/kit';
import { requireSomewhere } from '$lib/domain/permission.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import { readNewPerson } from '$lib/server/pages/person-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const { sessions } = event.locals.app;
		requireSomewhere(sessions.principalOf(requireUser(event)), 'user.manage');
	});

export const actions: Actions = {
	default: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { administration } = event.locals.app;
			const id = await administration.draftNewPerson(user, readNewPerson(data));
			redirect(303, `/confirm/${id}`);
		}),
};
