import type { Sql } from './connect.ts';

/** A quarter of an hour of a center (or, with center 0, of all sites of 1414) as its roll-up tells. */
export interface QuarterRow {
	center: number;
	bucket: Date;
	/** Of 1414: calls offered. */
	arrivals: number | null;
	walkIns: number | null;
	/** Means. */
	queue: number | null;
	windows: number | null;
}

/** The turn of detection as it was taken. */
interface DetectionTurn {
	/** It was this node's before, which then remembers for itself. */
	wasOurs: boolean;
	/** What another node remembered, as JSON; null where the turn was ours. */
	places: string | null;
	quarters: string | null;
}

/**
 * Takes the turn of detection, or keeps it, until `leaseUntil`; null where another node has it, else whether it was ours
 * before. Instants are of the system clock.
 */
export async function takeDetectionTurn(
	sql: Sql,
	node: string,
	{ now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<DetectionTurn | null> {
	const [row] = await sql<DetectionTurn>`
		with before as (select node, places, quarters from detection_turn for update)
		update detection_turn set node = ${node}, lease_until = ${leaseUntil} from before
		 where before.node = ${node} or lease_until <= ${now}
		returning before.node = ${node} as was_ours,
		          case when before.node <> ${node} then before.places end as places,
		          case when before.node <> ${node} then before.quarters end as quarters`;
	return row ?? null;
}

/** Keeps what the node whose turn it is remembers, as JSON; null: as it was. Nothing happens once the turn is lost. */
export async function keepDetectionMemory(
	sql: Sql,
	node: string,
	{ places, quarters }: { places: string | null; quarters: string | null },
): Promise<void> {
	await sql`
		update detection_turn set places = coalesce(${places}, places), quarters = coalesce(${quarters}, quarters)
		 where node = ${node}`;
}

/** Gives the turn back, so that another node goes on at once. */
export async function leaveDetectionTurn(sql: Sql, node: string): Promise<void> {
	await sql`update detection_turn set lease_until = '-infinity' where node = ${node}`;
}

/** Roll-ups of all centers, and of 1414 as a whole, that begin at these instants. */
export async function listQuarters(sql: Sql, instants: readonly Date[]): Promise<QuarterRow[]> {
	const starts = instants.map((at) => at.toISOString());
	return sql<QuarterRow>`
		select center, bucket,
		       (case when arrivals_booked is null and arrivals_walk_in is null then null
		             else coalesce(arrivals_booked, 0) + coalesce(arrivals_walk_in, 0) end)::double precision as arrivals,
		       arrivals_walk_in::double precision as walk_ins,
		       queue_sum::double precision / nullif(queue_n, 0) as queue,
		       coalesce(windows_serving_sum::double precision / nullif(windows_serving_n, 0),
		                windows_open_sum::double precision / nullif(windows_open_n, 0)) as windows
		  from rollup_15m where bucket = any(${starts}::text[]::timestamptz[])
		 union all
		select 0, bucket, sum(offered)::double precision, null, null, null
		  from rollup_contact_15m where bucket = any(${starts}::text[]::timestamptz[])
		 group by bucket`;
}
