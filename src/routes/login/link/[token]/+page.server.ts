import { redirect } from '@sveltejs/kit';
import { formAction } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import { readNewPassword } from '$lib/server/pages/password-form.ts';
import type { Actions, PageServerLoad } from './$types';

/** Looking at a one-time link does not use it up: programs look at links before people do. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => ({
		username: await event.locals.app.account.linkOwner(event.params.token),
	}));

export const actions: Actions = {
	default: (event) =>
		formAction(event, async (data) => {
			await event.locals.app.account.useLink(event.params.token, readNewPassword(data));
			redirect(303, '/login');
		}),
};
