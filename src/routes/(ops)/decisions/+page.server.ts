import { requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

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
