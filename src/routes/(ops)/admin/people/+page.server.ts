import { z } from 'zod';
import { formAction, readForm, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

const endSchema = z.strictObject({ sessionId: z.string('missing').max(64) });
const withdrawSchema = z.strictObject({ draftId: z.string('missing').max(64) });

/** Accounts, changes that wait for a second person, open sessions. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const user = requireUser(event);
		const { administration, drafts, sessions } = event.locals.app;
		return {
			people: await administration.listPeople(user),
			waiting: (await drafts.waiting(user)).filter(({ kind }) => kind === 'user.manage'),
			sessions: await sessions.listAll(sessions.principalOf(user)),
			ownId: user.sessionId,
		};
	});

export const actions: Actions = {
	end: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { sessions } = event.locals.app;
			const { sessionId } = readForm(data, endSchema);
			await sessions.force(sessions.principalOf(user), sessionId, 'forced');
		}),
	withdraw: (event) =>
		formAction(event, async (data) => {
			const { draftId } = readForm(data, withdrawSchema);
			await event.locals.app.drafts.withdraw(requireUser(event), draftId);
		}),
};
