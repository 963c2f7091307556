import { building } from '$app/environment';
import { type Handle, type HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { randomUUID } from 'node:crypto';
import type { HttpSlot } from './app.d.ts';
import { AppError } from '$lib/domain/errors.ts';
import { getTextDirection } from '$lib/paraglide/runtime.js';
import { paraglideMiddleware } from '$lib/paraglide/server.js';
import { startApp, type App } from '$lib/server/app.ts';
import { isSameSiteRequest } from '$lib/server/auth/request.ts';
import { compressed } from '$lib/server/compression.ts';
import { problemResponse } from '$lib/server/http.ts';

const slot = ((globalThis as unknown as Record<symbol, HttpSlot | undefined>)[
	Symbol.for('kezek.http')
] ??= {});

let app: App | undefined;

/** Starts the app once per process (in development once per generation: the previous one ends first). */
export async function init(): Promise<void> {
	if (building || !slot.server) return;
	await slot.stop?.();
	app = await startApp({
		server: slot.server,
		root: slot.root ?? process.cwd(),
		dev: slot.dev ?? false,
		setStop: (stop) => {
			slot.stop = stop;
		},
		setReady: (onReady) => {
			slot.onReady = onReady;
		},
	});
	if (slot.isReady) slot.onReady?.();
}

/** Security headers of every answer that Kit gives; static files get the same from `server.ts`. */
const HEADERS: Record<string, string> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
};

const withLocals: Handle = async ({ event, resolve }) => {
	event.locals.requestId = randomUUID();
	if (!app)
		return new Response('Kezek is starting\n', { status: 503, headers: { 'retry-after': '2' } });
	event.locals.app = app;
	event.locals.user = null;
	event.locals.pending = null;
	event.locals.storageAway = false;

	const isApi = event.url.pathname.startsWith('/api/');
	const { headers } = event.request;
	const isOurs = isSameSiteRequest({
		method: event.request.method,
		path: event.url.pathname,
		secFetchSite: headers.get('sec-fetch-site'),
		origin: headers.get('origin'),
		expectedOrigin: app.config.origin,
	});
	if (!isOurs) {
		const refused = new AppError('forbidden', 'Requests from other sites are refused', {
			reason: 'cross_site',
		});
		return problemResponse(refused, event.locals.requestId);
	}
	const cookie = headers.get('cookie');
	const readsCookie = !isApi || event.request.method === 'GET' || event.request.method === 'HEAD';
	if (cookie !== null && readsCookie) {
		try {
			const identified = await app.sessions.identify(cookie);
			if (identified?.step === null) event.locals.user = identified.user;
			else event.locals.pending = identified;
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			event.locals.storageAway = true;
		}
	}

	const response = await resolve(event);
	if (isApi && response.status === 405) {
		const refused = new AppError('invalid', `${event.request.method} is not allowed here`, {
			reason: 'method',
			status: 405,
		});
		const problem = problemResponse(refused, event.locals.requestId);
		problem.headers.set('allow', response.headers.get('allow') ?? 'GET');
		return problem;
	}
	return response;
};

const withHeaders: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
	if (event.url.protocol === 'https:') {
		response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
	}
	allowTiles(response.headers);
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	return response;
};

/** Adds the tile server, where there is one, to the pictures that a page may show. */
function allowTiles(headers: Headers): void {
	const policy = headers.get('content-security-policy');
	const tiles = app?.config.tiles;
	if (!policy || !tiles) return;
	const { origin } = new URL(tiles.url);
	headers.set('content-security-policy', policy.replace(/img-src [^;]*/, `$& ${origin}`));
}

const withLocale: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ request, locale }) => {
		event.request = request;
		const theme = event.cookies.get('kezek-theme');
		const isWall = event.url.pathname === '/' && event.url.searchParams.has('wall');
		const pinned = theme === 'light' || theme === 'dark' ? `data-theme="${theme}"` : '';
		// A wall hangs in a dim room and is read from meters away, whatever its resolution.
		const themeAttribute = isWall ? 'data-theme="dark" data-wall' : pinned;
		return resolve(event, {
			transformPageChunk: ({ html }) =>
				html
					.replace('%lang%', locale)
					.replace('%dir%', getTextDirection(locale))
					.replace('%theme%', themeAttribute),
		});
	});

/** Pages and pictures of the board shrink to a tenth: on a phone's line the whole map page is there in a third of a second. */
const withCompression: Handle = async ({ event, resolve }) =>
	compressed(event.request, await resolve(event));

export const handle: Handle = sequence(withCompression, withHeaders, withLocals, withLocale);

/** Bugs and outages: logged once with the request id, which is all that the user sees. */
export const handleError: HandleServerError = ({ error, event, status, message }) => {
	const { requestId } = event.locals;
	if (error instanceof AppError) {
		return { message: error.message, code: error.code, requestId };
	}
	if (status >= 500)
		app?.log.error({ err: error, requestId, path: event.url.pathname }, 'page failed');
	return { message, code: status === 404 ? 'not_found' : 'internal', requestId };
};
