import type { Sql } from '../store/connect.ts';
import { listAudit, type AuditEntry, type AuditFilter } from '../store/audit.ts';

/** Entries read at once. */
const STEP = 500;

/** All entries that match, newest first, in steps. */
export async function* entriesOf(sql: Sql, filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
	let before: number | null = null;
	for (;;) {
		const entries: AuditEntry[] = await listAudit(sql, filter, { before, limit: STEP });
		if (entries.length > 0) yield entries;
		if (entries.length < STEP) return;
		before = entries.at(-1)?.seq ?? null;
	}
}
