import type { Sql } from './connect.ts';

/**
 * Where the operations clock of this database stands: where it stopped at an orderly end, else the end of its last
 * reservation, beyond which no instant was ever shown. Null where none has run yet.
 */
export async function readOperationsClock(sql: Sql): Promise<Date | null> {
	const [row] = await sql<{ standsAt: Date }>`
		select coalesce(exact_at, reserved_until) as stands_at from operations_clock`;
	return row?.standsAt ?? null;
}

/** Reserves instants before they are shown; an earlier reservation is never lowered. */
export async function reserveOperationsClock(
	sql: Sql,
	{ startSpec, until }: { startSpec: string; until: Date },
): Promise<void> {
	await sql`
		insert into operations_clock as clock (start_spec, reserved_until) values (${startSpec}, ${until})
		on conflict (only_row) do update
		   set start_spec = excluded.start_spec, exact_at = null,
		       reserved_until = greatest(clock.reserved_until, excluded.reserved_until)`;
}

/** Keeps where the clock stopped, at an orderly end. */
export async function saveOperationsClock(sql: Sql, exactAt: Date): Promise<void> {
	await sql`update operations_clock set exact_at = ${exactAt}`;
}
