import { endpoint, freshJson } from '$lib/server/http.ts';

/** The operations clock: open to all, so that feeds and pages follow an exercise. */
export const GET = endpoint(({ locals }) => freshJson(locals.app.clock.describe()));
