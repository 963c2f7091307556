import { redirect } from '@sveltejs/kit';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { atFields, problemFields, readDecision } from '$lib/server/pages/regime-form.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	/** What the typed decision would do, and everything that is wrong with it. */
	preview: (event) =>
		formAction(event, (data) => {
			const { sessions, ruleChanges } = event.locals.app;
			const principal = sessions.principalOf(requireUser(event));
			const { problems, ...view } = ruleChanges.preview(principal, readDecision(data));
			const [other = null] = problems.flatMap(({ by }) => by ?? []);
			return Promise.resolve({ ...view, fields: problemFields(problems), other });
		}),
	/** Asks for it: to be confirmed by a code. */
	request: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { sessions, ruleChanges, drafts } = event.locals.app;
			const typed = readDecision(data);
			const content = await atFields(() =>
				ruleChanges.draftRequest(sessions.principalOf(user), typed),
			);
			redirect(303, `/confirm/${await drafts.preview(user, 'regime.request', content)}`);
		}),
	/** Puts it in force with the code, to be countersigned afterwards. */
	emergency: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { sessions, ruleChanges, drafts } = event.locals.app;
			const typed = readDecision(data);
			const content = await atFields(() =>
				ruleChanges.draftEmergency(sessions.principalOf(user), typed),
			);
			redirect(303, `/confirm/${await drafts.preview(user, 'regime.emergency', content)}`);
		}),
};
