import { LEVEL_LIMITS, type LevelLimits } from '../../domain/load.ts';
import type { CenterKind, Dimension, Thresholds } from '../../domain/thresholds.ts';
import type { Sql } from './connect.ts';

/** A row of `level_limits`; the kind is null where it is of the contact center. */
type LimitsRow = { [D in Dimension]: LevelLimits[D] | null } & {
	regions: string[] | null;
	class: CenterKind['class'] | null;
	type: CenterKind['type'] | null;
	revision: number;
};

/** All limits of the levels that somebody set. They are written by confirmed drafts only (migration 0044). */
export async function readThresholds(sql: Sql): Promise<Thresholds> {
	const rows = await sql<LimitsRow>`
		select regions, class, type, wait_share, inside_share, outside, lost_share, waiting_per_operator, revision
		  from level_limits order by id`;
	const centers = rows.flatMap((row) =>
		row.class === null || row.type === null
			? []
			: [
					{
						regionId: row.regions?.[0] ?? null,
						class: row.class,
						type: row.type,
						limits: limitsOf(row),
						revision: row.revision,
					},
				],
	);
	const contact = rows.find((row) => row.class === null);
	return {
		centers,
		contact: contact ? { limits: limitsOf(contact), revision: contact.revision } : null,
	};
}

function limitsOf(row: LimitsRow): LevelLimits {
	return {
		waitShare: row.waitShare ?? LEVEL_LIMITS.waitShare,
		insideShare: row.insideShare ?? LEVEL_LIMITS.insideShare,
		outside: row.outside ?? LEVEL_LIMITS.outside,
		lostShare: row.lostShare ?? LEVEL_LIMITS.lostShare,
		waitingPerOperator: row.waitingPerOperator ?? LEVEL_LIMITS.waitingPerOperator,
	};
}
