import { PASSWORD_LENGTH } from '../domain/password.ts';
import type { FormProblem } from '../domain/form-problem.ts';
import { getLocale } from '../paraglide/runtime.js';
import { didWord } from './incident-words.ts';
import { m } from '../paraglide/messages.js';

/** Sentences of what can be wrong with a field or a form, by reason. `other`: id of what it collides with. */
const WORDS: Record<string, (other: string) => string> = {
	missing: m.problem_missing,
	empty: m.problem_missing,
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
	date: m.problem_date,
	time: m.problem_time,
	unclear_hour: m.problem_unclear_hour,
	link: m.problem_link,
	scope_empty: m.problem_scope_empty,
	no_centers: m.problem_no_centers,
	no_content: m.problem_no_content,
	no_measures: m.problem_no_content,
	outside_regions: m.problem_outside_regions,
	exemption_outside: m.problem_exemption_outside,
	exemption_period: m.problem_exemption_period,
	end_before_start: m.problem_end_before_start,
	start_past: m.problem_start_past,
	start_future: m.problem_start_future,
	hours_order: m.problem_hours_order,
	too_far: m.problem_too_far,
	closed_day: m.problem_closed_day,
	changes_nothing: m.problem_changes_nothing,
	overlap: (id) => m.problem_overlap({ id }),
	repeals_unknown: (id) => m.problem_repeals_unknown({ id }),
	repeals_higher_level: (id) => m.problem_repeals_higher_level({ id }),
	repeals_ended: (id) => m.problem_repeals_ended({ id }),
	not_scheduled: m.problem_not_scheduled,
	not_in_force: m.problem_not_in_force,
	no_emergency: m.problem_no_emergency,
	already_countersigned: m.problem_already_countersigned,
	reason_short: m.problem_reason_short,
	not_covered: m.problem_not_covered,
	file_kind: m.problem_file_kind,
	file_too_large: m.problem_file_too_large,
	file_lost: m.problem_file_lost,
	signs_last: m.problem_signs_last,
	no_verdict: m.problem_no_verdict,
	reopen_window: m.problem_reopen_window,
	no_second_person: m.problem_no_second_person,
};

/** Who changed an object meanwhile, and where it stands by now. */
const CHANGED_WORDS: Record<string, (by: { name: string }) => string> = {
	scheduled: m.problem_changed_scheduled,
	in_force: m.problem_changed_in_force,
	ended: m.problem_changed_ended,
	repealed: m.problem_changed_repealed,
	canceled: m.problem_changed_canceled,
};

/** The sentence at a field; null while nothing is wrong with it. */
export function fieldText(problem: FormProblem | null | undefined, field: string): string | null {
	const reason = problem?.fields[field];
	if (reason === undefined) return null;
	if (reason === 'code_wrong' && problem?.triesLeft != null) {
		return m.problem_code_tries({ n: problem.triesLeft });
	}
	const otherwise = problem?.code === 'too_large' ? m.problem_too_long : m.problem_shape;
	return (WORDS[reason] ?? otherwise)(problem?.other ?? '');
}

/** The sentence about a form as a whole; null where its fields say it all. */
export function problemText(problem: FormProblem): string | null {
	if (problem.code === 'rate_limited') return m.problem_wait({ n: problem.waitMin ?? 1 });
	if (problem.code === 'unavailable') return m.problem_unavailable();
	if (Object.keys(problem.fields).length > 0) return null;
	if (problem.current) return staleText(problem.current);
	if (problem.changed) {
		const words = CHANGED_WORDS[problem.changed.state] ?? m.problem_changed_in_force;
		return words({ name: problem.changed.by });
	}
	const known = problem.reason === null ? undefined : WORDS[problem.reason];
	if (known) return known(problem.other ?? '');
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

function staleText({ name, did }: NonNullable<FormProblem['current']>): string {
	const locale = getLocale();
	const who = name === 'system' ? m.incident_system() : name;
	return m.problem_incident_changed({
		name: who,
		did: did.map((code) => didWord(code, locale)).join('; '),
	});
}
