import { formAction } from '$lib/server/pages/form.ts';
import { readPasswordChange } from '$lib/server/pages/password-form.ts';
import { atStep, goOn, keepSession, originOf } from '$lib/server/pages/sign-in-step.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => ({ username: atStep(event, 'password').username });

export const actions: Actions = {
	/** The first sign-in: a password of one's own. */
	default: (event) =>
		formAction(event, async (data) => {
			const user = atStep(event, 'password');
			const change = readPasswordChange(data);
			const { account } = event.locals.app;
			keepSession(event, await account.changePassword(user, change, originOf(event)));
			goOn(event);
		}),
};
