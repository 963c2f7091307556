import type { Sql } from './connect.ts';

/** Whether the storage answers within the deadline of a query. */
export async function isAnswering(sql: Sql): Promise<boolean> {
	try {
		await sql`select 1 as answer`;
		return true;
	} catch {
		return false;
	}
}
