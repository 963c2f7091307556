import { factorView, proveFactor } from '$lib/server/pages/factor-page.ts';
import { formAction } from '$lib/server/pages/form.ts';
import { atStep } from '$lib/server/pages/sign-in-step.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	// Right after the factor was proven the page shows the recovery codes, once, to a session that is complete.
	const user = event.locals.user ?? atStep(event, 'factor');
	return { username: user.username, factor: await factorView(event, user) };
};

export const actions: Actions = {
	begin: (event) =>
		formAction(event, async () => {
			await event.locals.app.account.beginFactor(atStep(event, 'factor'));
		}),
	prove: (event) => formAction(event, (data) => proveFactor(event, atStep(event, 'factor'), data)),
};
