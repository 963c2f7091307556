import { z } from 'zod';
import { dropFactor, factorView, proveFactor } from '$lib/server/pages/factor-page.ts';
import { formAction, readForm, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import { readPasswordChange } from '$lib/server/pages/password-form.ts';
import { keepSession, originOf } from '$lib/server/pages/sign-in-step.ts';
import type { Actions, PageServerLoad } from './$types';

const endSchema = z.strictObject({ sessionId: z.string('missing').max(64) });

/** One's own account: open sessions, password, second factor. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const user = requireUser(event);
		return {
			username: user.username,
			ownId: user.sessionId,
			sessions: await event.locals.app.sessions.listOwn(user),
			factor: await factorView(event, user),
		};
	});

export const actions: Actions = {
	end: (event) =>
		formAction(event, async (data) => {
			const { sessionId } = readForm(data, endSchema);
			await event.locals.app.sessions.endOwn(requireUser(event), sessionId);
		}),
	end_others: (event) =>
		formAction(event, async () => {
			await event.locals.app.sessions.endOthers(requireUser(event));
		}),
	password: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { account } = event.locals.app;
			const change = readPasswordChange(data);
			keepSession(event, await account.changePassword(user, change, originOf(event)));
			return { isPasswordChanged: true };
		}),
	begin: (event) =>
		formAction(event, async () => {
			await event.locals.app.account.beginFactor(requireUser(event));
		}),
	prove: (event) => formAction(event, (data) => proveFactor(event, requireUser(event), data)),
	remove: (event) => formAction(event, (data) => dropFactor(event, requireUser(event), data)),
};
