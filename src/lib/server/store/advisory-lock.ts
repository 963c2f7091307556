import type postgres from 'postgres';
import type { Sql } from './connect.ts';

/** Any fixed numbers, one for each kind of work that one node of a database does at a time. */
export const LOCKS = { migrate: 7_305_140_414, seed: 7_305_140_415 } as const;

/** Such work may take longer than a request, and waits for another node's; still not for ever, ms. */
const WAIT = { patienceMs: 120_000, lookEveryMs: 100 } as const;

/**
 * Does work while no other node of this database does the same kind of work. The connection that holds the lock is the
 * work's to use, without the limits of a request.
 */
export async function whileLocked<T>(
	sql: Sql,
	lock: (typeof LOCKS)[keyof typeof LOCKS],
	work: (connection: postgres.ReservedSql) => Promise<T>,
): Promise<T> {
	const connection = await sql.driver.reserve();
	try {
		await connection.unsafe(`set statement_timeout = 0; set lock_timeout = '${WAIT.patienceMs}ms'`);
		await take(connection, lock);
		return await work(connection);
	} finally {
		// The connection returns to the pool: without lock, with the pool's own limits.
		await connection
			.unsafe('select pg_advisory_unlock_all(); reset statement_timeout; reset lock_timeout')
			.catch(() => undefined);
		connection.release();
	}
}

/** Asks again and again: a connection that waits in silence would be taken for dead. */
async function take(connection: postgres.ReservedSql, lock: number): Promise<void> {
	for (let waitedMs = 0; waitedMs < WAIT.patienceMs; waitedMs += WAIT.lookEveryMs) {
		const [row] = await connection<{ isOurs: boolean }[]>`
			select pg_try_advisory_lock(${lock}) as is_ours`;
		if (row?.isOurs) return;
		await new Promise((resolve) => setTimeout(resolve, WAIT.lookEveryMs));
	}
	throw new Error('Another node has been preparing this database for two minutes');
}
