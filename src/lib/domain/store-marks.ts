/** Where the store stands, as one look finds it: whoever follows one of these reads on when it moved. */
export interface StoreMarks {
	/** Number of the newest audit entry; 0 while there is none. */
	auditSeq: number;
	/** Version of the directory; compared, never ordered. */
	directoryVersion: string;
	/** Changes of the limits of levels so far. */
	limitChanges: number;
	/** Number of the newest change of an incident or a regime. */
	changeTurn: number;
	/** Number of the last committed ingest batch. */
	batch: number;
	/** Every tier of the roll-ups holds what was committed up to this batch. */
	rolledUpBatch: number;
}

/**
 * Whether the store was restored to an earlier state between two looks: its numbers only grow, so one that went back
 * belongs to another life of it, and nothing that was read before counts any more.
 */
export function wentBack(before: StoreMarks, now: StoreMarks): boolean {
	return (
		now.auditSeq < before.auditSeq ||
		now.limitChanges < before.limitChanges ||
		now.changeTurn < before.changeTurn ||
		now.batch < before.batch ||
		now.rolledUpBatch < before.rolledUpBatch
	);
}
