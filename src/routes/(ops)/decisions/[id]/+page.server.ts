import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { DraftContents, DraftKind } from '$lib/domain/admin-change.ts';
import { canSomewhere, type Permission, type Principal } from '$lib/domain/permission.ts';
import { takeActFile } from '$lib/server/pages/act-file-form.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import {
	atFields,
	readCancel,
	readCountersign,
	readExemption,
	readLift,
} from '$lib/server/pages/regime-form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** One decision: the act, what it orders, its versions. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		event.depends('kezek:rules');
		const { sessions, decisionPages, rulePages } = event.locals.app;
		const principal = sessions.principalOf(requireUser(event));
		const shown = await decisionPages.show(principal, event.params.id);
		const may = (permission: Permission) =>
			canSomewhere(principal, permission) &&
			decisionPages.isOwn(principal, permission, shown.decision);
		return {
			...shown,
			hasNotices: rulePages.hasNotices(principal, event.params.id),
			exemptible: may('regime.exempt') ? decisionPages.exemptible(principal, shown.decision) : [],
			may: {
				cancel: shown.decision.state === 'scheduled' && may('regime.cancel'),
				lift: shown.decision.state === 'in_force' && may('regime.lift'),
				countersign: ['due', 'overdue'].includes(shown.countersign) && may('regime.approve'),
			},
		};
	});

/** Drafts a change of the decision and leads to its confirmation by a code. */
function drafting<K extends DraftKind>(
	event: RequestEvent,
	kind: K,
	contentOf: (principal: Principal, data: FormData) => Promise<DraftContents[K]>,
) {
	return formAction(event, async (data) => {
		const user = requireUser(event);
		const { sessions, drafts } = event.locals.app;
		const content = await atFields(() => contentOf(sessions.principalOf(user), data));
		redirect(303, `/confirm/${await drafts.preview(user, kind, content)}`);
	});
}

export const actions: Actions = {
	/** Takes a decision back before it begins. */
	cancel: (event) =>
		drafting(event, 'regime.cancel', (principal, data) =>
			event.locals.app.ruleChanges.draftCancel(principal, {
				id: event.params.id,
				...readCancel(data),
			}),
		),
	/** Ends a decision in force by another act. */
	lift: (event) =>
		drafting(event, 'regime.lift', async (principal, data) => {
			const file = await takeActFile(event, principal, data);
			const typed = { id: event.params.id, ...readLift(data, file) };
			return event.locals.app.ruleChanges.draftLift(principal, typed);
		}),
	/** Spares a center for a time. */
	exempt: (event) =>
		drafting(event, 'regime.exempt', (principal, data) =>
			event.locals.app.ruleChanges.draftExempt(principal, {
				id: event.params.id,
				...readExemption(data),
			}),
		),
	/** Countersigns an urgent decision. */
	countersign: (event) =>
		drafting(event, 'regime.approve', (principal, data) =>
			event.locals.app.ruleChanges.draftCountersign(principal, {
				id: event.params.id,
				...readCountersign(data),
			}),
		),
};
