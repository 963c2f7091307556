import type { Sql } from './connect.ts';

/** Touched quarter hours that one statement recomputes: bounded work after a long backfill. */
const QUARTERS_AT_ONCE = 16;

interface Refreshed {
	/** Rows written. */
	rows: number;
	/** There are touched quarter hours beyond these. */
	hasMore: boolean;
}

/**
 * Brings every coarser tier up to date, each after its source, one statement at a time; returns how many rows changed.
 * Called by a job every few seconds, on every node: one works, the others pass.
 */
export async function refreshRollups(sql: Sql): Promise<number> {
	const most = QUARTERS_AT_ONCE;
	const tiers = [
		() => sql<Refreshed>`
			select rows, has_more from refresh_center_rollup('rollup_15m', 'rollup_1m', '15 minutes', ${most})`,
		() => sql<Refreshed>`
			select rows, has_more from refresh_center_rollup('rollup_1h', 'rollup_15m', '1 hour', ${most})`,
		() => sql<Refreshed>`
			select rows, has_more from refresh_place_rollup('rollup_place_15m', 'rollup_15m', '15 minutes', ${most})`,
		() => sql<Refreshed>`
			select rows, has_more from refresh_place_rollup('rollup_place_1h', 'rollup_1h', '1 hour', ${most})`,
		() => sql<Refreshed>`
			select rows, has_more
			  from refresh_contact_rollup('rollup_contact_15m', 'rollup_contact_1m', '15 minutes', ${most})`,
		() => sql<Refreshed>`
			select rows, has_more
			  from refresh_contact_rollup('rollup_contact_1h', 'rollup_contact_15m', '1 hour', ${most})`,
	];
	let rows = 0;
	for (const refresh of tiers) {
		for (let hasMore = true; hasMore;) {
			const [done] = await refresh();
			rows += done?.rows ?? 0;
			hasMore = done?.hasMore ?? false;
		}
	}
	return rows;
}
