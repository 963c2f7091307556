import type postgres from 'postgres';
import { asOutage, unavailable } from './outage.ts';

/** What a query may be given; JSON goes as text and is cast in the statement. */
type SqlValue = postgres.ParameterOrFragment<never> | null;

/**
 * The handle that every query of the store takes first: a tagged template that runs at once, with a deadline, a bounded
 * waiting line and outages as AppError `unavailable`. A write whose deadline passed has an unknown outcome.
 */
export interface Sql {
	<Row extends object = Record<string, unknown>>(
		strings: TemplateStringsArray,
		...values: readonly SqlValue[]
	): Promise<Row[]>;
	/** The driver itself, for fragments, identifiers and reserved connections: without deadline. */
	readonly driver: postgres.Sql;
}

/** Limits of one pool. */
export interface GuardLimits {
	/** From the call to the answer, waiting included. */
	deadlineMs: number;
	/** Connections: so many queries run at once. */
	connections: number;
	/** Queries that may wait for one; more are refused at once. */
	waitingMax: number;
}

/**
 * Wraps a driver's pool. The waiting line is ours, not the driver's: whoever gives up leaves it, and the driver never
 * holds more queries than it has connections.
 */
export function guardQueries(
	driver: postgres.Sql,
	limits: GuardLimits,
): {
	sql: Sql;
	/** Resolves once no query runs or waits. */
	drained(): Promise<void>;
} {
	let running = 0;
	const line = new Set<() => void>();
	let onDrained: (() => void)[] = [];

	const begin = (query: Started): Started => {
		running++;
		const end = () => {
			running--;
			const [next] = line;
			if (next) line.delete(next);
			next?.();
			if (running > 0) return;
			for (const done of onDrained) done();
			onDrained = [];
		};
		query.then(end, end);
		return query;
	};

	const run = (strings: TemplateStringsArray, ...values: readonly SqlValue[]) =>
		new Promise<unknown>((resolve, reject) => {
			let started: Started | null = null;
			const timer = setTimeout(() => {
				line.delete(start);
				reject(unavailable(`No answer from the storage within ${limits.deadlineMs} ms`));
				if (started) giveUp(started);
			}, limits.deadlineMs);
			const start = () => {
				started = begin(driver(strings, ...(values as postgres.ParameterOrFragment<never>[])));
				started.then(
					(rows) => resolve(withoutHoles(rows)),
					(error: unknown) => reject(asError(asOutage(error))),
				);
				started.then(
					() => clearTimeout(timer),
					() => clearTimeout(timer),
				);
			};
			if (running < limits.connections) start();
			else if (line.size < limits.waitingMax) line.add(start);
			else {
				clearTimeout(timer);
				reject(unavailable('Too many queries are waiting'));
			}
		});
	return {
		sql: Object.assign(run as Sql, { driver }),
		drained: () =>
			running === 0
				? Promise.resolve()
				: new Promise((resolve) => {
						onDrained.push(resolve);
					}),
	};
}

type Started = postgres.PendingQuery<postgres.Row[]>;

/**
 * When a connection dies after the rows of an answer and before its end, the driver counts on from there: the next answer
 * of that connection begins with holes.
 */
function withoutHoles(rows: postgres.Row[]): postgres.Row[] {
	const first = rows.findIndex((row) => row !== undefined);
	if (first > 0) rows.splice(0, first);
	return rows;
}

/** The driver's fields behind a query. */
interface QueryInside {
	/** The server process that works on it; null until it was sent. */
	state: object | null;
	strings: readonly string[];
	args: readonly unknown[];
	canceller: ((query: unknown) => Promise<unknown>) | null;
}

/**
 * Stops a query without waiting for it. One that was not sent yet becomes an empty one: the driver's own cancel would
 * leave the connection that was opened for it waiting for ever. Of one that was sent the driver's `cancel()` drops the
 * promise of the connection that carries the message: a server that is gone would end the process by an unhandled rejection.
 */
function giveUp(query: Started): void {
	const inside = query as unknown as QueryInside;
	if (inside.state === null) {
		inside.strings = ['select 1'];
		inside.args = [];
		return;
	}
	void inside.canceller?.(query).catch(() => undefined);
	inside.canceller = null;
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
