import { readAuditQuery } from '$lib/server/audit/query.ts';
import { canSomewhere } from '$lib/domain/permission.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** The trail, newest first, as the filter of the address narrows it. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const { audit, sessions } = event.locals.app;
		const principal = sessions.principalOf(requireUser(event));
		const { filter, before } = readAuditQuery(event.url.searchParams);
		const { entries, before: next } = await audit.list(principal, filter, before);
		const { at, checked, head, fault } = audit.verdict(principal);
		return {
			entries,
			next,
			objects: await audit.objects(principal),
			verdict: { at, checked, head, fault },
			canVerify: canSomewhere(principal, 'audit.verify'),
		};
	});

export const actions: Actions = {
	/** Verifies the whole chain now. */
	verify: (event) =>
		formAction(event, async () => {
			const { audit, sessions } = event.locals.app;
			await audit.verify(sessions.principalOf(requireUser(event)));
		}),
};
