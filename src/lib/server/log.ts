import { pino, type Logger } from 'pino';

/** The one logger: JSON lines on stdout, secrets redacted. */
export type Log = Logger;

/** Names of fields that must never reach a log line. */
const SECRET_FIELDS = ['authorization', 'cookie', 'password', 'secret', 'token', 'code', 'feedKey'];

/** Makes the logger at a level of pino (`trace` … `silent`). */
export function createLog(level: string): Log {
	return pino({
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
		redact: {
			paths: [
				...SECRET_FIELDS,
				...SECRET_FIELDS.map((field) => `*.${field}`),
				'*.headers.authorization',
				'*.headers.cookie',
				'*.headers["set-cookie"]',
			],
			censor: '[redacted]',
		},
	});
}
