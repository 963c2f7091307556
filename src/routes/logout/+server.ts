import { pageLoad } from '$lib/server/http.ts';
import type { RequestHandler } from './$types';

/** Ends the session of this browser and makes it forget what it holds of us, except language and theme. */
export const POST: RequestHandler = (event) =>
	pageLoad(event, async () => {
		const { sessions } = event.locals.app;
		const { user } = event.locals;
		if (user) await sessions.end(user, 'sign_out');
		event.cookies.delete(sessions.cookie.name, sessions.cookie.options);
		return new Response(null, {
			status: 303,
			headers: { location: '/login', 'clear-site-data': '"cache", "storage"' },
		});
	});
