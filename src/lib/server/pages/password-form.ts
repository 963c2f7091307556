import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { PASSWORD_LENGTH } from '../../domain/password.ts';
import { readForm } from './form.ts';

/** Longer input is no password: a megabyte is not normalized to be counted. */
const field = z
	.string('missing')
	.min(1, 'missing')
	.max(PASSWORD_LENGTH.max * 4, 'too_long');
const newSchema = z.strictObject({ newPassword: field, again: field });
const changeSchema = newSchema.extend({ password: field });

/** Reads a new password, typed twice. Throws `invalid` at the field. */
export function readNewPassword(data: FormData): string {
	return typedTwice(readForm(data, newSchema));
}

/** Reads the present password and a new one, typed twice. Throws `invalid` at the field. */
export function readPasswordChange(data: FormData): { password: string; newPassword: string } {
	const typed = readForm(data, changeSchema);
	return { password: typed.password, newPassword: typedTwice(typed) };
}

function typedTwice({ newPassword, again }: { newPassword: string; again: string }): string {
	if (newPassword.normalize('NFC') === again.normalize('NFC')) return newPassword;
	throw new AppError('invalid', 'The two passwords differ', {
		errors: [{ path: 'again', reason: 'passwords_differ', message: 'passwords_differ' }],
	});
}
