import postgres from 'postgres';
import { guardQueries, type Sql } from './guard.ts';
import { createSocketOpener } from './socket.ts';

export type { Sql } from './guard.ts';

/** Where the store says what happened to it; pino's logger fits. */
export interface StoreLog {
	debug(fields: object, message: string): void;
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
}

/** Limits of a node's connections (reliability.md §3). */
const LIMITS = {
	/** Connections of the main pool. */
	max: 8,
	/** Connections kept apart for health and login, so that a full main pool does not silence them. */
	spareMax: 2,
	/** Statements that may wait for a free connection, per pool; more are refused at once. */
	waitingMax: 64,
	/** A statement's time in the application and, on the server, its own and its locks'. */
	deadlineMs: 3000,
	statementTimeoutMs: 3000,
	lockTimeoutMs: 2000,
	connectTimeoutSeconds: 3,
	/** Closing: how long running queries may take to end, and how long the driver may take to hang up. */
	drainMs: 3000,
	endMs: 1000,
} as const;

/** The connections of one node. */
export interface Store {
	/** For all work. */
	sql: Sql;
	/** For health and login only. */
	spare: Sql;
	/** Ends all connections within 4 s; never rejects. */
	close(): Promise<void>;
}

/** A `bigint` of the server as a number: counters and sums stay far below 2⁵³, and one beyond is a fault. */
const safeInteger = {
	to: 20,
	from: [20],
	serialize: (value: number) => String(value),
	parse: (text: string) => {
		const value = Number(text);
		if (!Number.isSafeInteger(value)) throw new RangeError(`Not a safe integer: ${text}`);
		return value;
	},
};

/** A `date` stays the text it is: as a JavaScript instant it would depend on the machine's zone. */
const dateText = {
	to: 1082,
	from: [1082],
	serialize: (value: string) => value,
	parse: (text: string) => text,
};

/**
 * Opens a node's connections lazily: the first query connects. Every query has a deadline of 3 s, at most 64 wait, and
 * an outage comes as AppError `unavailable`. Column names are camelCase, JSON values are left as they are.
 */
export function openStore(options: {
	url: string;
	log: StoreLog;
	/** Connections of the main pool; 8 unless given. */
	max?: number;
}): Store {
	const { url, log, max = LIMITS.max } = options;
	const openSocket = createSocketOpener();
	/** A variable, for the driver's types know neither `max_pipeline` nor `socket`. */
	const settings = {
		max_pipeline: 0, // a statement never waits behind another one on the same connection
		connect_timeout: LIMITS.connectTimeoutSeconds,
		backoff: (() => 0.1 + Math.random() * 0.2) as unknown as boolean,
		socket: openSocket,
		transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
		types: { bigint: safeInteger, date: dateText },
		onnotice: (notice: postgres.Notice) => log.debug({ notice: notice.message }, 'database notice'),
		connection: {
			application_name: 'kezek',
			TimeZone: 'UTC',
			statement_timeout: LIMITS.statementTimeoutMs,
			lock_timeout: LIMITS.lockTimeoutMs,
		},
	};

	const guard = (size: number) => {
		const driver = postgres(url, { ...settings, max: size });
		const guarded = guardQueries(driver, {
			deadlineMs: LIMITS.deadlineMs,
			connections: size,
			waitingMax: LIMITS.waitingMax,
		});
		return { driver, ...guarded };
	};
	const main = guard(max);
	const spare = guard(LIMITS.spareMax);
	return { sql: main.sql, spare: spare.sql, close: () => closeAll([main, spare]) };
}

/**
 * What runs may end; then the connections are cut. The driver's own patience waits for ever on connections that broke
 * earlier, so it gets none.
 */
async function closeAll(
	pools: readonly { driver: postgres.Sql; drained(): Promise<void> }[],
): Promise<void> {
	await within(LIMITS.drainMs, Promise.all(pools.map((pool) => pool.drained())));
	await within(
		LIMITS.endMs,
		Promise.allSettled(pools.map(({ driver }) => driver.end({ timeout: 0 }))),
	);
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, ms);
	});
	await Promise.race([work, patience]);
	clearTimeout(timer);
}
