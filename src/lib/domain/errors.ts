/** The closed set of expected failures (style.md §6). */
const ERROR_STATUS = {
	invalid: 400,
	unauthenticated: 401,
	forbidden: 403,
	not_found: 404,
	conflict: 409,
	stale: 409,
	too_large: 413,
	rate_limited: 429,
	unavailable: 503,
	internal: 500,
} as const;

/** One of the closed set of expected failures. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/** What is wrong with one field; `path` as the sender wrote it. */
interface FieldError {
	path: string;
	reason: string;
	message: string;
}

/** What became of an object that somebody changed meanwhile. */
export interface ObjectChange {
	id: string;
	revision: number;
	/** Login of whoever changed it, or `system`. */
	by: string;
	/** RFC 3339, system clock. */
	at: string;
	/** Where it stands by now. */
	state: string;
}

/** Optional facts of an expected failure. */
export interface ErrorDetails {
	/** Which case of the bad-input tables, such as `range` or `id_reused`. */
	reason?: string;
	/** The form or event field it belongs to. */
	field?: string;
	errors?: FieldError[];
	/** Id of the other object that it collides with. */
	other?: string;
	/** Of `stale`: who changed what. */
	changed?: ObjectChange;
	/** Tries that are left. */
	triesLeft?: number;
	/** When trying again can help. */
	retryAfterMs?: number;
	/** HTTP status where it differs from the code's own (405, 415, 422). */
	status?: number;
	/** Of `stale`: what is there now, by whom, when, and what they did. */
	current?: { revision: number; by: string; name: string; at: string; did: string[] };
	/** What failed underneath, for the log only. */
	cause?: unknown;
}

/** An expected failure: the one error class that seams turn into an answer. Anything else thrown is a bug or an outage. */
export class AppError extends Error {
	readonly code: ErrorCode;
	readonly details: ErrorDetails;

	/** `message` is English and safe to show to a sender; interface texts are chosen by `code` and `reason`. */
	constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = 'AppError';
		this.code = code;
		this.details = details;
	}

	/** HTTP status of this failure. */
	get status(): number {
		return this.details.status ?? ERROR_STATUS[this.code];
	}
}
