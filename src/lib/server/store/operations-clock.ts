import type { Sql } from './connect.ts';

/** A node that wrote within this runs, ms of the system clock. */
const RUNS_FOR_MS = 5000;

/**
 * Where the operations clock of this database stands: where it stopped at an orderly end, else the end of its last
 * reservation, beyond which no instant was ever shown. Null where none has run yet.
 */
export async function readOperationsClock(sql: Sql): Promise<Date | null> {
	const [row] = await sql<{ standsAt: Date }>`
		select coalesce(exact_at, reserved_until) as stands_at from operations_clock`;
	return row?.standsAt ?? null;
}

/** What the operations clock of this database shows at an instant of the system clock; the same instant where none runs. */
export async function readOperationsInstant(sql: Sql, at: Date): Promise<Date> {
	const [row] = await sql<{ now: Date }>`
		select case when runs_elsewhere(runners, null, ${runsSince(at)}) then operations_instant(${at})
		            else coalesce(exact_at, reserved_until, ${at}) end as now
		  from operations_clock`;
	return row?.now ?? at;
}

/** A clock as it stood at an instant of the system clock. */
export interface ClockReading {
	systemAt: Date;
	operationsAt: Date;
	/** Operations seconds per real second. */
	speed: number;
}

/** What a node writes down of the clock that it runs. */
export interface ClockReservation extends ClockReading {
	/** The node, by a name of its own. */
	node: string;
	/** Start and speed, for people. */
	startSpec: string;
	/** No instant beyond this will be shown before the next reservation. */
	until: Date;
}

/** The clock that other nodes run on this database now; null where it stands. */
export async function findRunningClock(sql: Sql, systemNow: Date): Promise<ClockReading | null> {
	const [row] = await sql<ClockReading>`
		select system_at, operations_at, speed from operations_clock
		 where operations_at is not null and runs_elsewhere(runners, null, ${runsSince(systemNow)})`;
	return row ?? null;
}

/** Sets a standing clock going; false where another node was faster. */
export async function startClock(sql: Sql, clock: ClockReservation): Promise<boolean> {
	const { node, startSpec, until, systemAt, operationsAt, speed } = clock;
	const rows = await sql`
		insert into operations_clock as clock (start_spec, reserved_until, system_at, operations_at, speed, runners)
		values (${startSpec}, ${until}, ${systemAt}, ${operationsAt}, ${speed},
		        jsonb_build_object(${node}::text, ${systemAt}::timestamptz))
		on conflict (only_row) do update
		   set start_spec = excluded.start_spec, exact_at = null, system_at = excluded.system_at,
		       operations_at = excluded.operations_at, speed = excluded.speed, runners = excluded.runners,
		       reserved_until = greatest(clock.reserved_until, excluded.reserved_until)
		 where not runs_elsewhere(clock.runners, ${node}, ${runsSince(systemAt)})
		returning start_spec`;
	return rows.length > 0;
}

/** Reserves instants of a running clock before they are shown; an earlier reservation is never lowered. */
export async function reserveOperationsClock(sql: Sql, clock: ClockReservation): Promise<void> {
	const { node, startSpec, until, systemAt, operationsAt, speed } = clock;
	await sql`
		update operations_clock
		   set start_spec = ${startSpec}, exact_at = null, system_at = ${systemAt},
		       operations_at = ${operationsAt}, speed = ${speed},
		       runners = runners || jsonb_build_object(${node}::text, ${systemAt}::timestamptz),
		       reserved_until = greatest(reserved_until, ${until})`;
}

/** Keeps where the clock stopped, at an orderly end of the last node that ran it. */
export async function saveOperationsClock(
	sql: Sql,
	{ node, exactAt, systemAt }: { node: string; exactAt: Date; systemAt: Date },
): Promise<void> {
	await sql`
		update operations_clock
		   set runners = runners - ${node}::text,
		       exact_at = case when runs.elsewhere then exact_at else ${exactAt} end,
		       operations_at = case when runs.elsewhere then operations_at end
		  from (select runs_elsewhere(runners, ${node}, ${runsSince(systemAt)}) as elsewhere
		          from operations_clock) as runs`;
}

function runsSince(systemNow: Date): Date {
	return new Date(systemNow.getTime() - RUNS_FOR_MS);
}
