import { AppError, type ErrorCode, type ObjectChange } from '../../domain/errors.ts';

/** Refusals that are another code than `conflict`. */
const CODES: Record<string, ErrorCode> = {
	not_found: 'not_found',
	unauthenticated: 'unauthenticated',
	forbidden: 'forbidden',
	step_up_mismatch: 'forbidden',
	code_used: 'forbidden',
	four_eyes: 'forbidden',
	stale: 'stale',
	draft_expired: 'stale',
	draft_used: 'stale',
};

/** Sentences about another decision, or the state of one; the detail is its id or the state. */
const MESSAGES: Record<string, string> = {
	overlap: 'Precedence cannot tell which of two decisions holds; the other one is',
	id_taken: 'There is a decision with this id:',
	repeals_unknown: 'The decision to be repealed does not exist:',
	repeals_higher_level: 'A decision of a higher level cannot be repealed:',
	repeals_ended: 'The decision to be repealed has ended by then:',
	not_scheduled: 'Only what has not begun can be taken back; the decision is',
};

/** The expected failure behind what a function of the migrations raised (`refuse_draft`, `refuse_decision`), else the error itself. */
export function asRefusal(error: unknown): unknown {
	const { code, message: reason, detail } = error as Record<string, string | undefined>;
	if (code !== 'KZ001' || reason === undefined) return error;
	const text = MESSAGES[reason];
	const changed =
		reason === 'stale' && detail?.startsWith('{') ? (JSON.parse(detail) as ObjectChange) : null;
	const message = changed
		? `Changed meanwhile by ${changed.by}: ${changed.id} is ${changed.state}`
		: text && detail
			? `${text} ${detail}`
			: `The change is refused: ${reason}`;
	return new AppError(CODES[reason] ?? 'conflict', message, {
		reason,
		...(changed && { changed }),
		...(text && detail && { other: detail }),
		cause: error,
	});
}
