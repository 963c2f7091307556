import { freshJson } from '$lib/server/http.ts';
import type { RequestHandler } from './$types';

/** Whether this node can do its work: 503 when anything but the bus has failed. */
export const GET: RequestHandler = async ({ locals }) => {
	const health = await locals.app.health();
	return freshJson(health, health.status === 'failed' ? 503 : 200);
};
