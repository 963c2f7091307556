import { error, type RequestEvent } from '@sveltejs/kit';
import { createHash, timingSafeEqual } from 'node:crypto';
import {
	canSomewhere,
	PERMISSIONS,
	type Permission,
	type Principal,
} from '../domain/permission.ts';
import { AppError, type ErrorCode, type ErrorDetails } from '../domain/errors.ts';
import type { FormProblem } from '../domain/form-problem.ts';
import type { Problem } from '../protocol/readings.ts';

const TITLES: Record<ErrorCode, string> = {
	invalid: 'The request is not valid',
	unauthenticated: 'Not signed in, or the key is not valid',
	forbidden: 'Not allowed',
	not_found: 'Not found',
	conflict: 'Conflicts with a rule',
	stale: 'Acted on an old version',
	too_large: 'Too large',
	rate_limited: 'Too many requests',
	unavailable: 'Temporarily unavailable',
	internal: 'Internal error',
};

/** The `application/problem+json` answer to an expected failure, with `Retry-After` where waiting helps. */
export function problemResponse(failure: AppError, requestId: string): Response {
	const { details } = failure;
	const body: Problem = {
		type: `urn:kezek:problem:${failure.code}`,
		title: TITLES[failure.code],
		status: failure.status,
		code: failure.code,
		...(details.reason !== undefined && { reason: details.reason }),
		detail: failure.message,
		...(details.errors && { errors: details.errors }),
		...(details.changed && { changed: details.changed }),
		requestId,
	};
	const headers = new Headers({
		'content-type': 'application/problem+json',
		'cache-control': 'no-store',
	});
	if (failure.status === 429 || failure.status === 503) {
		headers.set(
			'retry-after',
			String(Math.max(1, Math.ceil((details.retryAfterMs ?? 1000) / 1000))),
		);
	}
	// What was not read of the body would be taken for the next request.
	if (failure.status === 413) headers.set('connection', 'close');
	return new Response(JSON.stringify(body), { status: failure.status, headers });
}

/** Wraps an endpoint of `/api/v1`: an expected failure becomes problem+json, anything else is logged once and hidden. */
export function endpoint<E extends RequestEvent>(
	handler: (event: E) => Promise<Response> | Response,
): (event: E) => Promise<Response> {
	return async (event) => {
		try {
			return await handler(event);
		} catch (thrown) {
			const { requestId, app } = event.locals;
			if (thrown instanceof AppError) return problemResponse(thrown, requestId);
			app.log.error({ err: thrown, requestId, path: event.url.pathname }, 'request failed');
			return problemResponse(new AppError('internal', 'Unexpected failure'), requestId);
		}
	};
}

/** Runs a page's load: an expected failure becomes Kit's error page with the same status and code. */
export async function pageLoad<T>(event: RequestEvent, load: () => Promise<T> | T): Promise<T> {
	try {
		return await load();
	} catch (thrown) {
		if (thrown instanceof AppError) {
			error(thrown.status, {
				message: thrown.message,
				code: thrown.code,
				permission: missingPermission(thrown),
				requestId: event.locals.requestId,
			});
		}
		throw thrown;
	}
}

/** The permission that a refusal names. */
function missingPermission({ code, details }: AppError): Permission | undefined {
	return code === 'forbidden' ? PERMISSIONS.find((one) => one === details.reason) : undefined;
}

/** An expected failure as a form shows it. */
export function problemOf({ code, details }: AppError): FormProblem {
	const { reason = null, field, errors = [], retryAfterMs, triesLeft = null } = details;
	const { other = null, changed = null } = details;
	const current = details.current ? { name: details.current.name, did: details.current.did } : null;
	const fields = Object.fromEntries(errors.map(({ path, reason: why }) => [path, why]));
	if (field !== undefined && reason !== null) fields[field] = reason;
	const waitMin = retryAfterMs === undefined ? null : Math.max(1, Math.ceil(retryAfterMs / 60_000));
	return { code, reason, fields, other, changed, current, waitMin, triesLeft };
}

/** JSON with a validator: 304 when the caller has this version already. */
export function versionedJson(request: Request, version: string, body: unknown): Response {
	const etag = `"${version}"`;
	const headers = { etag, 'cache-control': 'private, no-cache' };
	// Compressed on the way, it came back as a weak one.
	if (request.headers.get('if-none-match')?.replace(/^W\//, '') === etag) {
		return new Response(null, { status: 304, headers });
	}
	return Response.json(body, { headers });
}

/** JSON that nobody may keep. */
export function freshJson(body: unknown, status = 200): Response {
	return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

/**
 * Who asks on the reading side of the API: the signed-in person, or a feed key with the right `read`.
 * Throws `unauthenticated`, or `forbidden` where the permission is missing everywhere.
 */
export async function requireReader(
	event: RequestEvent,
	permission: Permission,
): Promise<Principal> {
	const { app, user } = event.locals;
	const authorization = event.request.headers.get('authorization');
	const principal: Principal | null =
		authorization !== null
			? await app.feedKeys.authenticate(authorization, event.getClientAddress())
			: user && app.sessions.principalOf(user);
	if (principal === null) {
		throw new AppError('unauthenticated', 'Sign in, or send a feed key with the right "read"');
	}
	const mayRead = principal.kind === 'user' || principal.rights.includes('read');
	if (!mayRead || !canSomewhere(principal, permission)) {
		throw new AppError('forbidden', `Lacks the permission ${permission}`, { reason: permission });
	}
	return principal;
}

/** A feed key's shape, wherever it may have been put by mistake. */
const KEY_IN_URL = /kezek_[a-z0-9]{12}/i;

/**
 * The feed behind a pushing request. Throws `unauthenticated` (one text for every cause), `rate_limited` after too many
 * wrong keys, and `invalid`/`key_in_url` for a key in the address, which is revoked because logs may hold it.
 */
export async function requireFeed(
	event: RequestEvent,
): Promise<Extract<Principal, { kind: 'feed' }>> {
	const { app } = event.locals;
	const leaked = KEY_IN_URL.exec(event.url.search);
	if (leaked || event.url.searchParams.has('key') || event.url.searchParams.has('access_token')) {
		if (leaked) await app.feedKeys.revokeLeaked(event.url.search);
		throw new AppError(
			'invalid',
			'A key never travels in the address; send it as Authorization: Bearer',
			{
				reason: 'key_in_url',
			},
		);
	}
	const authorization = event.request.headers.get('authorization');
	return app.feedKeys.authenticate(authorization, event.getClientAddress());
}

const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;

/** Whether a caller may read `/metrics`: by the scrape token, or from loopback when no proxy stands in front. */
export function isMetricsReader(caller: {
	authorization: string | null;
	token: string | null;
	address: string;
	behindProxy: boolean;
}): boolean {
	if (caller.token !== null && caller.authorization !== null) {
		const sent = createHash('sha256').update(caller.authorization).digest();
		const expected = createHash('sha256').update(`Bearer ${caller.token}`).digest();
		if (timingSafeEqual(sent, expected)) return true;
	}
	return !caller.behindProxy && LOOPBACK_ADDRESS.test(caller.address);
}

/** Which part of a list is asked for: `cursor` is the text of the last call's `nextCursor`, `limit` 1–1,000 (100). */
export function readPage({ searchParams }: URL): { start: number; limit: number } {
	const details = (field: string): ErrorDetails => ({ reason: 'range', field });
	const limit = Number(searchParams.get('limit') ?? 100);
	if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
		throw new AppError('invalid', 'limit must be a whole number from 1 to 1000', details('limit'));
	}
	const start = Number(searchParams.get('cursor') ?? 0);
	if (!Number.isInteger(start) || start < 0 || start > 1_000_000_000) {
		throw new AppError('invalid', 'cursor is not one of ours', details('cursor'));
	}
	return { start, limit };
}

/** One page of a list that is in memory. */
export function pageOf<T>(
	items: readonly T[],
	url: URL,
): { items: T[]; nextCursor: string | null } {
	const { start, limit } = readPage(url);
	const end = start + limit;
	return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}
