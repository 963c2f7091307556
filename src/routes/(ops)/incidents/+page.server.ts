import { redirect } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { severityOf } from '$lib/domain/incident.ts';
import { mayCommand } from '$lib/domain/incident-command.ts';
import { canWithIncident } from '$lib/domain/incident-scope.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { commandByForm } from '$lib/server/pages/incident-form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

const SHOWN = ['open', 'mine', 'closed'] as const;

/** The work list: `state` is open, mine or closed, `region` narrows it. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		event.depends('kezek:incidents');
		const { sessions, workList, directory } = event.locals.app;
		const user = requireUser(event);
		const principal = sessions.principalOf(user);
		const asked = event.url.searchParams.get('state');
		const shown = SHOWN.find((one) => one === asked) ?? 'open';
		const region = event.url.searchParams.get('region');
		const { incidents, names } = await workList.list(
			principal,
			shown === 'closed' ? 'closed' : 'open',
		);
		const own = incidents.filter(
			({ owner, regionIds }) =>
				(shown !== 'mine' || owner === `user:${user.userId}`) &&
				(region === null || regionIds.includes(region)),
		);
		return {
			shown,
			region,
			incidents: own.map((incident) => ({
				id: incident.id,
				revision: incident.revision,
				kind: incident.kind,
				place: incident.place,
				state: incident.state,
				severity: severityOf(incident),
				openedAt: incident.openedAt,
				memberCount: incident.members.length,
				isTaken: incident.owner !== null,
				owner: incident.owner === null ? null : (names[incident.owner.slice(5)] ?? null),
				acknowledgeId:
					mayCommand(incident, 'acknowledge') &&
					canWithIncident(principal, 'incident.acknowledge', incident, directory.current())
						? randomUUID()
						: null,
			})),
		};
	});

export const actions: Actions = {
	/** Takes an incident of the list. */
	acknowledge: (event) =>
		formAction(event, async (data) => {
			const incidentId = data.get('incidentId');
			const fields = new FormData();
			for (const [name, value] of data) if (name !== 'incidentId') fields.append(name, value);
			const id = typeof incidentId === 'string' ? incidentId : '';
			await commandByForm(event, 'acknowledge', id, fields);
			const address = new URLSearchParams(event.url.search);
			address.delete('/acknowledge');
			redirect(303, `/incidents${address.size > 0 ? `?${address}` : ''}`);
		}),
};
