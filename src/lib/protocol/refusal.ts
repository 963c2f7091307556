import type { ErrorCode, ErrorDetails } from '../domain/errors.ts';

/** A refusal in an ack (contract.md §5). */
export interface Refusal {
	ok: false;
	code: ErrorCode;
	reason?: string;
	field?: string;
	message: string;
	/** Of `stale`: what is there now, by whom, when, and what they did. */
	current?: ErrorDetails['current'];
	retryAfterMs?: number;
	requestId: string;
}
