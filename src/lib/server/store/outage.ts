import { AppError } from '../../domain/errors.ts';

/** When a sender should come back after an outage of the storage, ms. */
const RETRY_AFTER_MS = 1000;

/** Codes of the driver and of sockets that mean: no answer from the server. The outcome of a write is unknown then. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
	'CONNECTION_CLOSED',
	'CONNECTION_DESTROYED',
	'CONNECTION_ENDED',
	'CONNECT_TIMEOUT',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'ECONNRESET',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'EPIPE',
	'ETIMEDOUT',
]);

/**
 * SQLSTATE classes and codes of a server that cannot do it now: connection (08), resources and full disk (53),
 * shutdown and canceled statements (57), system and I/O errors (58), locks and serialization, read-only.
 */
const SERVER_STATES = /^(08...|53...|57...|58...|25006|40001|40P01|55P03)$/;

/** The `unavailable` that callers see when the storage does not answer; safe to retry with the same ids. */
export function unavailable(message: string, cause?: unknown): AppError {
	const error = new AppError('unavailable', message, { retryAfterMs: RETRY_AFTER_MS });
	if (cause !== undefined) error.cause = cause;
	return error;
}

/** An outage as `unavailable`; anything else, such as a broken constraint or query, as it is. */
export function asOutage(error: unknown): unknown {
	const code = (error as { code?: unknown } | null)?.code;
	if (typeof code !== 'string') return error;
	return CONNECTION_CODES.has(code) || SERVER_STATES.test(code)
		? unavailable('The storage does not answer', error)
		: error;
}
