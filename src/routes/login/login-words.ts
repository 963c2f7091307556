import { PASSWORD_LENGTH } from '$lib/domain/password.ts';
import { m } from '$lib/paraglide/messages.js';
import { USERNAME_MAX, type LoginFieldProblem, type LoginProblem } from './login-form.ts';

const USERNAME_WORDS: Record<LoginFieldProblem, () => string> = {
	missing: m.login_error_username_missing,
	too_long: () => m.login_error_username_long({ n: USERNAME_MAX }),
	text: m.login_error_text,
};

const PASSWORD_WORDS: Record<LoginFieldProblem, () => string> = {
	missing: m.login_error_password_missing,
	too_long: () => m.login_error_password_long({ n: PASSWORD_LENGTH.max }),
	text: m.login_error_text,
};

/** The sentence at a field of the sign-in form; null while nothing is wrong with it. */
export function fieldErrorText(
	field: 'username' | 'password',
	problem: LoginFieldProblem | undefined,
): string | null {
	if (!problem) return null;
	return (field === 'username' ? USERNAME_WORDS : PASSWORD_WORDS)[problem]();
}

/** The sentence about a refused sign-in; one and the same whatever was wrong with login or password. */
export function problemText(problem: LoginProblem, waitMin: number): string {
	switch (problem) {
		case 'credentials':
			return m.login_error_credentials();
		case 'wait':
			return m.login_error_wait({ n: waitMin });
		case 'busy':
			return m.login_error_busy();
		case 'storage':
			return m.login_error_storage();
	}
}
