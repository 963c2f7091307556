import type { PlaceChange } from '../../domain/admin-change.ts';
import type { Principal } from '../../domain/permission.ts';
import type { Sql } from '../store/connect.ts';
import { planImport, type ImportReport } from './import.ts';

/** A file compared with the directory: the report, and the content of a draft where it would change something. */
export interface ImportDraft {
	report: ImportReport;
	content: PlaceChange | null;
}

/** Reads an uploaded directory file for confirmation. Throws `forbidden`, `too_large`, `invalid`/`encoding`. */
export async function draftImport(
	sql: Sql,
	principal: Principal,
	file: { name: string; bytes: Uint8Array },
): Promise<ImportDraft> {
	const { report, entries, seenVersion } = await planImport({ sql, file: file.bytes, principal });
	if (report.outcome !== 'planned') return { report, content: null };
	const added = report.changes.filter(({ action }) => action === 'add').length;
	const changed = report.changes.length - added;
	return { report, content: { file: file.name, added, changed, entries, seenVersion } };
}
