import { AppError } from './errors.ts';

/** Longest text that a person may write into an incident, in characters as people count them. */
const TEXT_LIMIT = 4000;

/** What no screen and no chat shows as written: control characters other than line breaks, and signs that turn text around. */
const UNSHOWABLE = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

/**
 * A person's words without blanks around them. Markup and emoji are kept as what they are: text. Throws `invalid` with the
 * field for empty ones and for those with unshowable characters, `too_large` for over 4,000 characters.
 */
export function textOf(field: string, written: string): string {
	const text = written.replace(/\r\n?/g, '\n').trim();
	if (text === '') throw new AppError('invalid', `${field} is empty`, { field, reason: 'empty' });
	if ([...text].length > TEXT_LIMIT) {
		throw new AppError('too_large', `${field} is longer than ${TEXT_LIMIT} characters`, {
			field,
			reason: 'text',
		});
	}
	if (UNSHOWABLE.test(text)) {
		throw new AppError('invalid', `${field} has characters that cannot be shown`, {
			field,
			reason: 'text',
		});
	}
	return text;
}
