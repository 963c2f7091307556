import { fail, redirect } from '@sveltejs/kit';
import { AppError } from '$lib/domain/errors.ts';
import { safeNext } from '$lib/server/auth/request.ts';
import type { Actions, PageServerLoad } from './$types';
import { readLoginForm, type LoginFieldProblem, type LoginProblem } from './login-form.ts';

/** What the page shows again after a refused sign-in; the password is never among it. */
interface Refusal {
	username: string;
	errors: { username?: LoginFieldProblem; password?: LoginFieldProblem };
	/** What is wrong with the whole; null when the fields say it all. */
	problem: LoginProblem | null;
	/** Minutes to wait, at least 1; 0 unless `problem` is `wait`. */
	waitMin: number;
}

export const load: PageServerLoad = ({ locals, url }) => {
	if (locals.user) redirect(303, safeNext(url.searchParams.get('next')));
	if (locals.pending?.step) redirect(303, `/login/${locals.pending.step}${url.search}`);
	// Accounts exist here in demo mode only; the list is empty elsewhere.
	const { places } = locals.app.directory.current();
	const accounts = locals.app.demoAccounts.map(({ username, password, role, regions }) => {
		const names = places.filter(({ kind, id }) => kind === 'region' && regions.includes(id));
		return { username, password, role, regions: names.map(({ name }) => name) };
	});
	return {
		accounts,
		filled: accounts.find((account) => account.username === url.searchParams.get('as')) ?? null,
		next: url.searchParams.get('next'),
		storageAway: locals.storageAway,
	};
};

export const actions: Actions = {
	default: async (event) => {
		const { app } = event.locals;
		const input = readLoginForm(await formOf(event.request));
		if (!input.ok) {
			return fail(400, refusal({ username: input.username, errors: input.errors }));
		}
		const { sessions } = app;
		let step: string | null;
		try {
			const signedIn = await sessions.signIn({
				username: input.username,
				password: input.password,
				ip: event.getClientAddress(),
				agent: event.request.headers.get('user-agent') ?? '',
				oldToken: event.cookies.get(sessions.cookie.name),
			});
			event.cookies.set(sessions.cookie.name, signedIn.token, sessions.cookie.options);
			step = signedIn.step;
		} catch (thrown) {
			if (!(thrown instanceof AppError)) throw thrown;
			return refused(thrown, input.username);
		}
		const next = safeNext(event.url.searchParams.get('next'));
		redirect(303, step === null ? next : `/login/${step}?next=${encodeURIComponent(next)}`);
	},
};

/** A body that is no form (another content type, cut short) is a form in which nothing was typed. */
async function formOf(request: Request): Promise<FormData> {
	try {
		return await request.formData();
	} catch (thrown) {
		if (thrown instanceof TypeError) return new FormData();
		throw thrown;
	}
}

function refused(error: AppError, username: string) {
	switch (error.code) {
		case 'unauthenticated':
			return fail(400, refusal({ username, problem: 'credentials' }));
		case 'rate_limited': {
			const waitMin = Math.max(1, Math.ceil((error.details.retryAfterMs ?? 0) / 60_000));
			return fail(429, refusal({ username, problem: 'wait', waitMin }));
		}
		case 'unavailable': {
			const problem = error.details.reason === 'busy' ? 'busy' : 'storage';
			return fail(503, refusal({ username, problem }));
		}
		default:
			throw error;
	}
}

function refusal(differs: Partial<Refusal>): Refusal {
	return { username: '', errors: {}, problem: null, waitMin: 0, ...differs };
}
