import type postgres from 'postgres';
import { asOutage, unavailable } from './outage.ts';

/** What a query may be given; JSON goes through `sql.driver.json`. */
export type SqlValue = postgres.ParameterOrFragment<never> | null;

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

/** Wraps a driver's pool in a deadline and a bounded waiting line. */
export function guardQueries(
	driver: postgres.Sql,
	limits: { deadlineMs: number; outstandingMax: number },
): Sql {
	let outstanding = 0;
	const run = async (strings: TemplateStringsArray, ...values: readonly SqlValue[]) => {
		if (outstanding >= limits.outstandingMax) throw unavailable('Too many queries are waiting');
		outstanding++;
		try {
			const query = driver(strings, ...(values as readonly postgres.ParameterOrFragment<never>[]));
			return await withDeadline(query, limits.deadlineMs);
		} catch (error) {
			throw asOutage(error);
		} finally {
			outstanding--;
		}
	};
	return Object.assign(run as unknown as Sql, { driver });
}

function withDeadline<T extends readonly (object | undefined)[]>(
	query: postgres.PendingQuery<T>,
	deadlineMs: number,
): Promise<T> {
	return new Promise<T>((resolve, reject) => {
		const timer = setTimeout(() => {
			reject(unavailable(`No answer from the storage within ${deadlineMs} ms`));
			cancel(query);
		}, deadlineMs);
		query.then(
			(rows) => {
				clearTimeout(timer);
				resolve(rows);
			},
			(error: unknown) => {
				clearTimeout(timer);
				reject(error instanceof Error ? error : new Error(String(error)));
			},
		);
	});
}

/**
 * Cancels without waiting. The driver's own `cancel()` drops the promise of the connection that carries the message: a
 * server that is gone would end the process by an unhandled rejection.
 */
function cancel(query: unknown): void {
	const inner = query as unknown as {
		canceller: ((query: unknown) => Promise<unknown>) | null;
	};
	void inner.canceller?.(query).catch(() => undefined);
	inner.canceller = null;
}
