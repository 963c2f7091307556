import { z } from 'zod';
import { formAction, readForm } from '$lib/server/pages/form.ts';
import { atStep, goOn, keepSession, originOf } from '$lib/server/pages/sign-in-step.ts';
import type { Actions, PageServerLoad } from './$types';

const schema = z.strictObject({ code: z.string('missing').min(1, 'missing').max(64, 'too_long') });

export const load: PageServerLoad = (event) => ({ username: atStep(event, 'code').username });

export const actions: Actions = {
	/** The second half of a sign-in: a code of the app, or a recovery code. */
	default: (event) =>
		formAction(event, async (data) => {
			const user = atStep(event, 'code');
			const { app } = event.locals;
			await app.factors.use(user.userId, readForm(data, schema).code);
			keepSession(event, await app.sessions.signInFully(user, originOf(event)));
			goOn(event);
		}),
};
