import { redirect } from '@sveltejs/kit';
import { pageLoad } from '$lib/server/http.ts';
import { changeData } from '$lib/server/pages/change-page.ts';
import { formAction, requireUser, shownAgain } from '$lib/server/pages/form.ts';
import { atFields, problemFields, readDecision } from '$lib/server/pages/regime-form.ts';
import type { Actions, PageServerLoad } from './$types';

/** The form of a change, over the board; `place` is what it is asked for. */
export const load: PageServerLoad = (event) => {
	event.depends('kezek:rules');
	return pageLoad(event, () => changeData(event));
};

/** What a preview finds wrong stands at the fields. */
const NO_PROBLEM = {
	code: 'invalid',
	reason: null,
	changed: null,
	waitMin: null,
	triesLeft: null,
} as const;

export const actions: Actions = {
	/** What the typed decision would do, and everything that is wrong with it. */
	preview: (event) =>
		formAction(event, (data) => {
			const { sessions, ruleChanges } = event.locals.app;
			const principal = sessions.principalOf(requireUser(event));
			const { problems, preview, needsSecond } = ruleChanges.preview(principal, readDecision(data));
			const [other = null] = problems.flatMap(({ by }) => by ?? []);
			const problem =
				problems.length === 0 ? null : { ...NO_PROBLEM, fields: problemFields(problems), other };
			return Promise.resolve({
				effect: preview,
				needsSecond,
				problem,
				values: shownAgain(data),
			});
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
