import { redirect, type RequestEvent } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { mayCommand } from '$lib/domain/incident-command.ts';
import { canWithIncident } from '$lib/domain/incident-scope.ts';
import type { Permission } from '$lib/domain/permission.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { commandByForm } from '$lib/server/pages/incident-form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** One incident, who had a part in it, and what this person may do now. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		event.depends('kezek:incidents');
		const { sessions, incidents, directory } = event.locals.app;
		const principal = sessions.principalOf(requireUser(event));
		const incident = await incidents.find(principal, event.params.id);
		const may = (permission: Permission) =>
			canWithIncident(principal, permission, incident, directory.current());
		const isResolver = may('incident.resolve');
		const isWorking = may('incident.acknowledge');
		return {
			incident,
			names: may('incident.people') ? await incidents.people(principal, incident.id) : {},
			/** A repetition of what is sent from this page is done once. */
			commandId: randomUUID(),
			may: {
				acknowledge: isWorking && mayCommand(incident, 'acknowledge'),
				note: isWorking && mayCommand(incident, 'note'),
				resolve: isResolver && mayCommand(incident, 'resolve'),
				review: isResolver && mayCommand(incident, 'review'),
				reopen: isResolver && mayCommand(incident, 'reopen'),
				judge: may('incident.cause') && mayCommand(incident, 'confirm_cause'),
			},
		};
	});

/** Does a command and shows the incident as it is then. */
function doing(kind: Parameters<typeof commandByForm>[1]) {
	return (event: RequestEvent) =>
		formAction(event, async (data) => {
			const id = event.params.id ?? '';
			await commandByForm(event, kind, id, data);
			redirect(303, `/incidents/${encodeURIComponent(id)}`);
		});
}

export const actions: Actions = {
	acknowledge: doing('acknowledge'),
	note: doing('note'),
	resolve: doing('resolve'),
	review: doing('review'),
	reopen: doing('reopen'),
	confirm_cause: doing('confirm_cause'),
	reject_cause: doing('reject_cause'),
	cause_unknown: doing('cause_unknown'),
};
