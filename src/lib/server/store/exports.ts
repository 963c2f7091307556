import type { Change } from '../../domain/change.ts';
import type { Sql } from './connect.ts';

/** Notes that data is taken out of the house, and cut to what; the trail tells it. Returns the number of the note. */
export async function insertExport(
	sql: Sql,
	taken: { kind: 'audit'; filter: object },
	{ by, at, reason = null }: Change,
): Promise<number> {
	const [row] = await sql<{ id: number }>`
		insert into data_export (kind, filter, changed_by, changed_at, change_reason)
		values (${taken.kind}, ${JSON.stringify(taken.filter)}::text::jsonb, ${by}, ${at}, ${reason})
		returning id`;
	if (!row) throw new Error('The export was not noted');
	return row.id;
}
