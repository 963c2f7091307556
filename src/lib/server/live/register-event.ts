import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { takeToken, type BucketLimit } from '../../domain/token-bucket.ts';
import type { Refusal } from '../../protocol/refusal.ts';
import type { Log } from '../log.ts';
import type { Connection } from './connection.ts';

/** One event that clients may send: its shape, who may send it, what it does. */
interface EventSpec<Schema extends z.ZodType> {
	/** `noun:verb`. */
	name: string;
	schema: Schema;
	/** Throws an AppError unless this sender may do this. */
	authorize(payload: z.infer<Schema>, connection: Connection): void;
	/** What the ack carries beside `ok: true`. What it does before its first `await` happens in one turn. */
	handle(payload: z.infer<Schema>, connection: Connection): object | Promise<object>;
}

/** Limits of what one socket may send. */
export interface EventLimits {
	events: BucketLimit;
	/** A handler that takes longer is answered `unavailable`. */
	deadlineMs: number;
	/** Events by unknown names until the socket is closed. */
	unknownEvents: number;
	/** Events over the rate until the socket is closed. */
	refusedEvents: number;
}

/** The events of a gateway; a Map, so that `__proto__` and `toString` are names like any other. */
export interface Events {
	/** Runs what a client sent, whatever it is. Never throws. */
	dispatch(connection: Connection, event: readonly unknown[]): void;
	/** Names of all events, for the permission matrix. */
	names(): string[];
}

type Registry = Map<string, EventSpec<z.ZodType>>;
/** Adds one event to a registry under construction. */
export type RegisterEvent = <Schema extends z.ZodType>(spec: EventSpec<Schema>) => void;

/**
 * The one way by which events of clients reach code: strict schema → rate → authorize → handler within its deadline →
 * ack. A missing ack is nobody's loss; whatever a handler throws ends in an ack and, if it is our fault, in one log line.
 */
export function createEvents(
	deps: { log: Log; limits: EventLimits; monotonicMs: () => number },
	register: (registerEvent: RegisterEvent) => void,
): Events {
	const { log, limits, monotonicMs } = deps;
	const registry: Registry = new Map();
	register((spec) => {
		if (registry.has(spec.name)) throw new Error(`The event ${spec.name} exists twice`);
		registry.set(spec.name, spec);
	});

	const run = (
		spec: EventSpec<z.ZodType>,
		payload: unknown,
		connection: Connection,
	): object | Promise<object> => {
		const parsed = spec.schema.safeParse(payload);
		const retryAfterMs = takeToken(connection.bucket, limits.events, monotonicMs());
		if (retryAfterMs > 0) {
			connection.refused += 1;
			if (connection.refused >= limits.refusedEvents) connection.socket.disconnect(true);
			throw new AppError('rate_limited', 'Too many events', { retryAfterMs });
		}
		if (!parsed.success) throw notParsed(parsed.error);
		spec.authorize(parsed.data, connection);
		const result = spec.handle(parsed.data, connection);
		return result instanceof Promise ? withDeadline(result, limits.deadlineMs) : result;
	};

	return {
		dispatch(connection, event) {
			const [name, ...rest] = event;
			const ack = asAck(rest.at(-1));
			const payloads = ack ? rest.slice(0, -1) : rest;
			const requestId = randomUUID();
			const refuse = (error: unknown) => {
				const refusal = refusalOf(error, requestId, String(name), log);
				ack?.(refusal);
			};
			const spec = typeof name === 'string' ? registry.get(name) : undefined;
			if (!spec) {
				connection.unknownEvents += 1;
				refuse(new AppError('invalid', 'No such event', { reason: 'unknown_event' }));
				if (connection.unknownEvents >= limits.unknownEvents) connection.socket.disconnect(true);
				return;
			}
			const payload = payloads.length === 1 ? payloads[0] : undefined;
			void answer(() => run(spec, payload, connection))
				.then((result) => ack?.({ ok: true, ...result }))
				.catch(refuse);
		},
		names: () => [...registry.keys()],
	};
}

/** Runs at once; what it throws becomes a rejection. */
async function answer(run: () => object | Promise<object>): Promise<object> {
	return await run();
}

type Ack = (reply: object) => void;

function asAck(last: unknown): Ack | null {
	return typeof last === 'function' ? (last as Ack) : null;
}

function notParsed(error: z.ZodError): AppError {
	const issue = error.issues[0];
	const isUnknownField = issue?.code === 'unrecognized_keys';
	const field = isUnknownField ? issue.keys.join(', ') : issue?.path.join('.');
	return new AppError('invalid', 'The payload does not have the shape of this event', {
		reason: isUnknownField ? 'unknown_field' : 'shape',
		...(field && { field }),
	});
}

async function withDeadline(work: Promise<object>, deadlineMs: number): Promise<object> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new AppError('unavailable', 'It took too long', { retryAfterMs: deadlineMs }));
		}, deadlineMs);
	});
	try {
		return await Promise.race([work, tooLate]);
	} finally {
		clearTimeout(timer);
	}
}

function refusalOf(error: unknown, requestId: string, event: string, log: Log): Refusal {
	if (!(error instanceof AppError)) {
		log.error({ err: error, requestId, event }, 'a socket event failed');
		return { ok: false, code: 'internal', message: 'Unexpected failure', requestId };
	}
	const { reason, field, retryAfterMs, current } = error.details;
	return {
		ok: false,
		code: error.code,
		...(reason !== undefined && { reason }),
		...(field !== undefined && { field }),
		message: error.message,
		...(current !== undefined && { current }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
		requestId,
	};
}
