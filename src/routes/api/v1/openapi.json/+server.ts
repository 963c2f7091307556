import { openApiDocument } from '$lib/protocol/openapi.ts';
import { endpoint } from '$lib/server/http.ts';

/** The description of the HTTP API, generated from the schemas that judge it. */
export const GET = endpoint(({ locals }) =>
	Response.json(openApiDocument(locals.app.config.origin), {
		headers: { 'cache-control': 'public, max-age=300' },
	}),
);
