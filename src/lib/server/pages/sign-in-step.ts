import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { SignInStep } from '../../domain/session.ts';
import { safeNext } from '../auth/request.ts';
import type { NextSession, Origin, SessionUser } from '../auth/sessions.ts';

/** Whose sign-in stands at this step; everybody else is led to where theirs stands. */
export function atStep(event: RequestEvent, step: SignInStep): SessionUser {
	const { pending, user } = event.locals;
	const query = event.url.searchParams.get('next');
	const next = safeNext(query);
	if (user) redirect(303, next);
	if (!pending) redirect(303, `/login?next=${encodeURIComponent(next)}`);
	if (pending.step !== step) {
		redirect(303, `/login/${pending.step}?next=${encodeURIComponent(next)}`);
	}
	return pending.user;
}

/** Where a request comes from, for the list of sessions. */
export function originOf(event: RequestEvent): Origin {
	return {
		ip: event.getClientAddress(),
		agent: event.request.headers.get('user-agent') ?? '',
	};
}

/** Gives the browser the session that goes on. */
export function keepSession(event: RequestEvent, session: Pick<NextSession, 'token'>): void {
	const { cookie } = event.locals.app.sessions;
	event.cookies.set(cookie.name, session.token, cookie.options);
	const { user } = event.locals;
	const [sessionId = ''] = session.token.split('.');
	if (user) event.locals.user = { ...user, sessionId };
}

/** The sign-in goes on: to the step that is owed next, or to where it was meant to lead. */
export function goOn(event: RequestEvent): never {
	const next = safeNext(event.url.searchParams.get('next'));
	// The page of signing in knows what is owed still.
	redirect(303, `/login?next=${encodeURIComponent(next)}`);
}
