import { endpoint } from '$lib/server/http.ts';
import { requireUser } from '$lib/server/pages/form.ts';
import type { RequestHandler } from './$types';

/** The attached text of an act, to be saved; a browser neither shows nor runs anything of it under our name. */
export const GET: RequestHandler = endpoint(async (event) => {
	const { sessions, actFiles } = event.locals.app;
	const principal = sessions.principalOf(requireUser(event));
	const file = await actFiles.read(principal, event.params.id ?? '');
	return new Response(Buffer.from(file.bytes), {
		headers: {
			'content-type': file.type,
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
			'content-security-policy': "default-src 'none'; sandbox",
			'cache-control': 'private, no-store',
		},
	});
});
