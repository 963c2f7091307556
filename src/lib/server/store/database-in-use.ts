import type { Sql } from './connect.ts';

/**
 * Which of these databases of the server a Kezek is connected to, the first of them in the order given; null for none.
 * The command line finds out by it whether an exercise or the everyday demo is running.
 */
export async function findDatabaseInUse(
	sql: Sql,
	names: readonly string[],
): Promise<string | null> {
	const rows = await sql<{ name: string }>`
		select distinct datname as name from pg_stat_activity
		 where application_name = 'kezek' and pid <> pg_backend_pid() and datname = any(${[...names]}::text[])`;
	return names.find((name) => rows.some((row) => row.name === name)) ?? null;
}
