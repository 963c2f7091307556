import { PASSWORD_LENGTH } from '$lib/domain/password.ts';

/** Longest login that can exist; longer input is a mistake, not an attempt. */
export const USERNAME_MAX = 64;

/** What is wrong with a field of the sign-in form. */
export type LoginFieldProblem = 'missing' | 'too_long' | 'text';
/** What is wrong with the form as a whole. */
export type LoginProblem = 'credentials' | 'wait' | 'busy' | 'storage';

/** Outcome of reading the form: what to sign in with, or what is wrong field by field. */
export type LoginInput =
	| { ok: true; username: string; password: string }
	| {
			ok: false;
			/** As typed, cut to what a field shows again. */
			username: string;
			errors: { username?: LoginFieldProblem; password?: LoginFieldProblem };
	  };

/** Reads the fields `username` and `password`. A repeated field counts once, a file counts as nothing. */
export function readLoginForm(data: FormData): LoginInput {
	const username = textOf(data, 'username').trim();
	const password = textOf(data, 'password');
	const errors = {
		...fieldError('username', username, USERNAME_MAX),
		...fieldError('password', password, PASSWORD_LENGTH.max),
	};
	if (Object.keys(errors).length > 0) {
		return { ok: false, username: username.slice(0, USERNAME_MAX), errors };
	}
	return { ok: true, username, password };
}

function textOf(data: FormData, name: string): string {
	const value = data.get(name);
	return typeof value === 'string' ? value : '';
}

function fieldError(name: 'username' | 'password', value: string, max: number) {
	const problem = problemOf(value, max);
	return problem && { [name]: problem };
}

function problemOf(value: string, max: number): LoginFieldProblem | null {
	if (value === '') return 'missing';
	// Cheap first: a megabyte is not normalized to be counted.
	if (value.length > max * 4 || [...value.normalize('NFC')].length > max) return 'too_long';
	return /\p{Cc}/u.test(value) ? 'text' : null;
}
