import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction, readForm, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import { readPerson, reasonField } from '$lib/server/pages/person-form.ts';
import type { Actions, PageServerLoad } from './$types';

const reasonSchema = z.strictObject({ reason: reasonField });
const resetSchema = z.strictObject({
	reason: reasonField,
	removesFactor: z.string().max(3).optional(),
});

export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const user = requireUser(event);
		const person = await event.locals.app.administration.findPerson(user, event.params.id);
		const { id, username, displayName, role, regions, disabledAt } = person;
		return {
			user: { id, username, isDisabled: disabledAt !== null, isSelf: id === user.userId },
			values: {
				displayName: [displayName],
				role: [role],
				regions: regions === 'all' ? [] : [...regions],
				allRegions: regions === 'all' ? ['on'] : [],
			},
		};
	});

/** Drafts the disabling or enabling of the account. */
const draftAccess = (event: RequestEvent<{ id: string }>, act: 'disable' | 'enable') =>
	formAction(event, async (data) => {
		const { reason } = readForm(data, reasonSchema);
		const { administration } = event.locals.app;
		const change = { act, reason };
		const id = await administration.draftAccess(requireUser(event), event.params.id, change);
		redirect(303, `/confirm/${id}`);
	});

export const actions: Actions = {
	change: (event) =>
		formAction(event, async (data) => {
			const { administration } = event.locals.app;
			const { id } = event.params;
			const draft = await administration.draftPersonChange(
				requireUser(event),
				id,
				readPerson(data),
			);
			redirect(303, `/confirm/${draft}`);
		}),
	disable: (event) => draftAccess(event, 'disable'),
	enable: (event) => draftAccess(event, 'enable'),
	reset: (event) =>
		formAction(event, async (data) => {
			const { reason, removesFactor } = readForm(data, resetSchema);
			const { administration } = event.locals.app;
			const wish = { reason, removesFactor: removesFactor !== undefined };
			const id = await administration.draftReset(requireUser(event), event.params.id, wish);
			redirect(303, `/confirm/${id}`);
		}),
	end_sessions: (event) =>
		formAction(event, async (data) => {
			const { reason } = readForm(data, reasonSchema);
			const { administration, sessions } = event.locals.app;
			const user = requireUser(event);
			const person = await administration.findPerson(user, event.params.id);
			await sessions.forceAllOf(sessions.principalOf(user), person.id, reason ?? 'forced');
			return { areSessionsEnded: true };
		}),
};
