import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction, readForm, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

const withdrawSchema = z.strictObject({ draftId: z.string('missing').max(64) });

/** The archive of decisions; `state` narrows it. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		event.depends('kezek:rules');
		const { sessions, decisionPages, drafts } = event.locals.app;
		const user = requireUser(event);
		const state = event.url.searchParams.get('state');
		const { decisions, names } = decisionPages.list(sessions.principalOf(user), state);
		const waiting = (await drafts.waiting(user)).filter(({ kind }) => kind.startsWith('regime.'));
		return {
			state,
			names,
			waiting: waiting.map(({ id, requestedBy }) => ({ id, requestedBy })),
			decisions: decisions.map(({ id, act, state: stands, startsAt, endsAt, measures }) => ({
				id,
				act,
				state: stands,
				startsAt,
				endsAt,
				timezone: measures[0]?.period.timezone ?? null,
				places: [
					...new Set(
						measures.flatMap(({ scope }) =>
							scope.entries.map((entry) =>
								entry.kind === 'nation' ? 'nation' : `${entry.kind} ${entry.id}`,
							),
						),
					),
				],
			})),
		};
	});

export const actions: Actions = {
	/** Takes a draft of a rule back, or refuses somebody else's. */
	withdraw: (event) =>
		formAction(event, async (data) => {
			const { draftId } = readForm(data, withdrawSchema);
			await event.locals.app.drafts.withdraw(requireUser(event), draftId);
			redirect(303, '/decisions');
		}),
};
