import { PASSWORD_LENGTH } from '../domain/password.ts';
import type { FormProblem } from '../domain/form-problem.ts';
import { m } from '../paraglide/messages.js';

/** Sentences of what can be wrong with a field or a form, by reason. */
const WORDS: Record<string, () => string> = {
	missing: m.problem_missing,
	too_long: m.problem_too_long,
	too_short: () => m.problem_password_short({ n: PASSWORD_LENGTH.min }),
	text: m.problem_text,
	context_word: m.problem_password_word,
	common: m.problem_password_common,
	password_wrong: m.problem_password_wrong,
	passwords_differ: m.problem_passwords_differ,
	username_shape: m.problem_username_shape,
	username_taken: m.problem_username_taken,
	unknown_place: m.problem_unknown_place,
	role_is_national: m.problem_role_is_national,
	no_places: m.problem_no_places,
	address_shape: m.problem_address_shape,
	number: m.problem_number,
	limit_number: m.problem_limit_number,
	limit_range: m.problem_limit_range,
	limit_order: m.problem_limit_order,
	file: m.problem_file,
	code_wrong: m.problem_code_wrong,
	code_used: m.problem_code_used,
	no_factor: m.problem_no_factor,
	factor_exists: m.problem_factor_exists,
	draft_expired: m.problem_draft_expired,
	draft_used: m.problem_draft_used,
	step_up_mismatch: m.problem_draft_expired,
	four_eyes: m.problem_four_eyes,
	last_admin: m.problem_last_admin,
	own_account: m.problem_own_account,
	disabled: m.problem_disabled,
	two_keys: m.problem_two_keys,
};

/** The sentence at a field; null while nothing is wrong with it. */
export function fieldText(problem: FormProblem | null | undefined, field: string): string | null {
	const reason = problem?.fields[field];
	if (reason === undefined) return null;
	if (reason === 'code_wrong' && problem?.triesLeft != null) {
		return m.problem_code_tries({ n: problem.triesLeft });
	}
	return (WORDS[reason] ?? m.problem_shape)();
}

/** The sentence about a form as a whole; null where its fields say it all. */
export function problemText(problem: FormProblem): string | null {
	if (problem.code === 'rate_limited') return m.problem_wait({ n: problem.waitMin ?? 1 });
	if (problem.code === 'unavailable') return m.problem_unavailable();
	if (Object.keys(problem.fields).length > 0) return null;
	const known = problem.reason === null ? undefined : WORDS[problem.reason];
	if (known) return known();
	switch (problem.code) {
		case 'stale':
		case 'conflict':
			return m.problem_changed();
		case 'not_found':
			return m.problem_not_found();
		case 'forbidden':
			return m.error_text_forbidden();
		default:
			return m.problem_shape();
	}
}
