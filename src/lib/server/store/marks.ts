import type { StoreMarks } from '../../domain/store-marks.ts';
import type { Sql } from './connect.ts';

/** What one look at the store finds. */
export interface MarksRead extends StoreMarks {
	/** The database's own clock while it looked. It sets the system clock; nothing else decides by it. */
	databaseAt: Date;
	/** System clock: when the next message may be sent; null: none waits. */
	messageDueAt: Date | null;
	/** Operations clock: when the next incident goes to another circle; null: none does. */
	escalationDueAt: Date | null;
}

/** Everything that a node asks at rest, by one statement; throws `unavailable` when the store does not answer. */
export async function readMarks(sql: Sql): Promise<MarksRead> {
	const [row] = await sql<MarksRead>`
		select coalesce((select max(seq) from audit), 0) as audit_seq,
		       (select origin || '-' || counter from directory_version) as directory_version,
		       (select coalesce(sum(revision), 0) from level_limits) as limit_changes,
		       (select n from change_turn) as change_turn,
		       (select batch from ingest_turn) as batch,
		       (select min(batch) from rollup_mark) as rolled_up_batch,
		       (select min(greatest(due_at, claimed_until)) from message where state = 'waiting') as message_due_at,
		       (select min(escalates_at) from incident where escalates_at is not null) as escalation_due_at,
		       clock_timestamp() as database_at`;
	if (!row) throw new Error('The store has no marks');
	return row;
}
