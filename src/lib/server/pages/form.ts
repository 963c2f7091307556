import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import type { FormProblem } from '../../domain/form-problem.ts';
import type { SessionUser } from '../auth/sessions.ts';
import { problemOf } from '../http.ts';

/** What a page shows again after a refused form: what is wrong, and what was typed but for secrets. */
export interface RefusedForm {
	problem: FormProblem;
	/** Name of the action that was refused; the empty text for the only one. */
	action: string;
	/** Typed values by field. */
	values: Record<string, string[]>;
}

/** Fields that are never shown again. */
const SECRET_FIELD = /password|code/i;
/** A field shows at most so much again. */
const SHOWN_LENGTH = 12_000;

/**
 * Runs a form's action: an expected failure becomes the form again with its status, what is wrong and what was typed;
 * anything else is a bug or an outage. `act` gets the form's fields.
 */
export async function formAction<T>(
	event: RequestEvent,
	act: (data: FormData) => Promise<T>,
): Promise<T | ActionFailure<RefusedForm>> {
	const data = await formOf(event.request);
	try {
		return await act(data);
	} catch (thrown) {
		if (!(thrown instanceof AppError)) throw thrown;
		// Signed out meanwhile, such as in another tab.
		if (thrown.code === 'unauthenticated') {
			redirect(303, `/login?next=${encodeURIComponent(event.url.pathname)}`);
		}
		const action = event.url.search.match(/^\?\/(\w+)/)?.[1] ?? '';
		return fail(thrown.status, { problem: problemOf(thrown), action, values: shownAgain(data) });
	}
}

/** Who sends a form; a session that ended meanwhile is `unauthenticated`. */
export function requireUser(event: RequestEvent): SessionUser {
	const { user, storageAway } = event.locals;
	if (user) return user;
	if (storageAway) throw new AppError('unavailable', 'The session cannot be checked now');
	throw new AppError('unauthenticated', 'Sign in first');
}

/**
 * A form's fields as its schema says. `lists` names the fields that may come several times; any other counts once, files
 * count as nothing. Throws `invalid` with one reason per field: the schema's messages are the reasons.
 */
export function readForm<S extends z.ZodType>(
	data: FormData,
	schema: S,
	lists: readonly string[] = [],
): z.infer<S> {
	const fields: Record<string, unknown> = Object.fromEntries(lists.map((name) => [name, []]));
	for (const name of new Set(data.keys())) {
		const texts = data.getAll(name).filter((value) => typeof value === 'string');
		fields[name] = lists.includes(name) ? texts : texts[0];
	}
	const parsed = schema.safeParse(fields);
	if (parsed.success) return parsed.data;
	const errors = new Map<string, string>();
	for (const issue of parsed.error.issues) {
		const isUnknown = issue.code === 'unrecognized_keys';
		const path = isUnknown ? issue.keys.join(', ') : String(issue.path[0] ?? '');
		const reason = isUnknown
			? 'unknown_field'
			: REASON.test(issue.message)
				? issue.message
				: 'shape';
		if (!errors.has(path)) errors.set(path, reason);
	}
	throw new AppError('invalid', 'The form is not filled in rightly', {
		errors: [...errors].map(([path, reason]) => ({ path, reason, message: reason })),
	});
}

const REASON = /^[a-z_]+$/;

/** A body that is no form (another content type, cut short) is a form in which nothing was typed. */
async function formOf(request: Request): Promise<FormData> {
	try {
		const data = await request.formData();
		// No answer can name it: neither an object of fields nor Kit's serialization holds such a key.
		data.delete('__proto__');
		return data;
	} catch (thrown) {
		if (thrown instanceof TypeError) return new FormData();
		throw thrown;
	}
}

/** What was typed but for secrets and files, by field: a page shows it again. */
export function shownAgain(data: FormData): Record<string, string[]> {
	// A map on the way: a field may be called `constructor`.
	const values = new Map<string, string[]>();
	for (const [name, value] of data) {
		if (typeof value !== 'string' || SECRET_FIELD.test(name)) continue;
		values.set(name, [...(values.get(name) ?? []), value.slice(0, SHOWN_LENGTH)]);
	}
	return Object.fromEntries(values);
}
