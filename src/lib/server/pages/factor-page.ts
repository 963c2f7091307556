import type { RequestEvent } from '@sveltejs/kit';
import { encode } from 'uqr';
import { z } from 'zod';
import type { SessionUser } from '../auth/sessions.ts';
import { readForm } from './form.ts';
import { keepSession, originOf } from './sign-in-step.ts';

const codeSchema = z.strictObject({
	code: z.string('missing').min(1, 'missing').max(64, 'too_long'),
});

/** What a page of the second factor shows: where it stands, and while it is shown its seed and the code to scan. */
export async function factorView(event: RequestEvent, user: SessionUser) {
	const { uri, ...factor } = await event.locals.app.account.factor(user);
	return { ...factor, modules: uri === null ? null : encode(uri, { border: 0 }).data };
}

/** Proves the shown factor by the typed code; returns the recovery codes, to be shown once. */
export async function proveFactor(event: RequestEvent, user: SessionUser, data: FormData) {
	const { code } = readForm(data, codeSchema);
	const { account } = event.locals.app;
	const { session, recoveryCodes } = await account.confirmFactor(user, code, originOf(event));
	keepSession(event, session);
	return { recoveryCodes };
}

/** Takes the factor away with the typed code. */
export async function dropFactor(event: RequestEvent, user: SessionUser, data: FormData) {
	const { code } = readForm(data, codeSchema);
	keepSession(event, await event.locals.app.account.removeFactor(user, code, originOf(event)));
}
