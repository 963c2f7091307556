import { canSomewhere, requireSomewhere } from '$lib/domain/permission.ts';
import { pageLoad } from '$lib/server/http.ts';
import { AppError } from '$lib/domain/errors.ts';
import type { PageServerLoad } from './$types';

/** The pool and the sites as the first HTML shows them, and what their last hour counted. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const { app, user } = event.locals;
		if (!user) throw new AppError('unauthenticated', 'Sign in first');
		const principal = app.sessions.principalOf(user);
		requireSomewhere(principal, 'contact.view');
		event.depends('kezek:contact-hours');
		const snapshot = app.live.snapshot('contact');
		return {
			snapshots: snapshot ? [snapshot] : [],
			hours: await app.history.contactHours(principal),
			maySetLimits: canSomewhere(principal, 'contact.thresholds'),
		};
	});
