import { AppError } from './errors.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A question's instant; null where it was not given. Throws `invalid`/`time` for anything without an offset or `Z`. */
export function parseInstant(field: string, text: string | null): Date | null {
	if (text === null) return null;
	const date = new Date(text);
	if (!INSTANT.test(text) || Number.isNaN(date.getTime())) {
		throw wrongField(field, 'time', `${field} must be an RFC 3339 instant with an offset or Z`);
	}
	return date;
}

/** What is wrong with one field of a question. */
export function wrongField(field: string, reason: string, message: string): AppError {
	return new AppError('invalid', message, {
		reason,
		field,
		errors: [{ path: field, reason, message }],
	});
}
