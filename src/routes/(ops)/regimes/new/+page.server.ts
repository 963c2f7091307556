import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Principal } from '$lib/domain/permission.ts';
import type { TypedDecision } from '$lib/domain/regime-typed.ts';
import { pageLoad } from '$lib/server/http.ts';
import { takeActFile } from '$lib/server/pages/act-file-form.ts';
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
	current: null,
	triesLeft: null,
} as const;

/** Reads the form of a decision, with the file of its act. */
async function typedBy(
	event: RequestEvent,
	data: FormData,
): Promise<{ principal: Principal; typed: TypedDecision }> {
	const principal = event.locals.app.sessions.principalOf(requireUser(event));
	const file = await takeActFile(event, principal, data);
	return { principal, typed: readDecision(data, file) };
}

export const actions: Actions = {
	/** What the typed decision would do, and everything that is wrong with it. */
	preview: (event) =>
		formAction(event, async (data) => {
			const { principal, typed } = await typedBy(event, data);
			const { ruleChanges } = event.locals.app;
			const { problems, preview, needsSecond } = ruleChanges.preview(principal, typed);
			const [other = null] = problems.flatMap(({ by }) => by ?? []);
			const problem =
				problems.length === 0 ? null : { ...NO_PROBLEM, fields: problemFields(problems), other };
			return { effect: preview, needsSecond, problem, values: shownAgain(data) };
		}),
	/** Asks for it: to be confirmed by a code. */
	request: (event) =>
		formAction(event, async (data) => {
			const { principal, typed } = await typedBy(event, data);
			const { ruleChanges, drafts } = event.locals.app;
			const content = await atFields(() => ruleChanges.draftRequest(principal, typed));
			const id = await drafts.preview(requireUser(event), 'regime.request', content);
			redirect(303, `/confirm/${id}`);
		}),
	/** Puts it in force with the code, to be countersigned afterwards. */
	emergency: (event) =>
		formAction(event, async (data) => {
			const { principal, typed } = await typedBy(event, data);
			const { ruleChanges, drafts } = event.locals.app;
			const content = await atFields(() => ruleChanges.draftEmergency(principal, typed));
			const id = await drafts.preview(requireUser(event), 'regime.emergency', content);
			redirect(303, `/confirm/${id}`);
		}),
};
