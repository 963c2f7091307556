/**
 * Directory import: a CSV of places, centers and contact centers (contract.md §7) becomes the network on the board.
 * Input: the bytes of a file and the present directory. Output: a report of every change and every mistake.
 * Guarantee: with any mistake nothing is written; otherwise all changes are written by one statement. Nothing is ever
 * closed because a file does not name it, and the same file twice changes nothing.
 */
import type { ImportProblem } from '../../domain/directory-cell.ts';
import { diffDirectory, type DirectoryChange } from '../../domain/directory-entry.ts';
import { parseDirectory } from '../../domain/directory-import.ts';
import { type Principal, requireSomewhere } from '../../domain/permission.ts';
import type { Sql } from '../store/connect.ts';
import { readDirectory, upsertDirectory } from '../store/directory.ts';
import { decodeUpload, readRecords } from './csv.ts';
import { createZoneCheck } from './zone.ts';

/** What became of an import: `refused` has errors, `unchanged` found nothing new, `planned` was a dry run. */
export type ImportOutcome = 'refused' | 'unchanged' | 'planned' | 'written';

/** What an import did or, as a dry run, would do. */
export interface ImportReport {
	outcome: ImportOutcome;
	/** Every entry that is new or altered, in the order of the file; listed even beside errors. */
	changes: DirectoryChange[];
	/** Entries that are already as the file says. */
	unchanged: number;
	errors: ImportProblem[];
	/** Cells that do not apply to their line and were left out. */
	warnings: ImportProblem[];
}

/** Who imports what, when. */
export interface ImportRequest {
	sql: Sql;
	/** The file as it was uploaded, UTF-8, at most 10 MB. */
	file: Uint8Array;
	/** Only report. */
	dryRun: boolean;
	now: Date;
	/** Absent for the command line, whose user owns the database. */
	principal?: Principal;
}

/**
 * Imports a directory file. Throws `forbidden`, `too_large` and `invalid`/`encoding`; everything else that is wrong
 * with the file stands in the report.
 */
export async function importDirectory(request: ImportRequest): Promise<ImportReport> {
	const { sql, file, dryRun, now, principal } = request;
	if (principal) requireSomewhere(principal, 'place.manage');
	const { records, broken } = readRecords(decodeUpload(file));
	if (broken) {
		return { outcome: 'refused', changes: [], unchanged: 0, errors: [broken], warnings: [] };
	}
	const present = await readDirectory(sql);
	const { entries, errors, warnings } = parseDirectory(records, present, createZoneCheck());
	const changes = diffDirectory(entries, present);
	const report = { changes, unchanged: entries.length - changes.length, errors, warnings };
	if (errors.length > 0) return { outcome: 'refused', ...report };
	if (changes.length === 0) return { outcome: 'unchanged', ...report };
	if (dryRun) return { outcome: 'planned', ...report };
	const lines = new Set(changes.map(({ line }) => line));
	await upsertDirectory(
		sql,
		entries.filter(({ line }) => lines.has(line)),
		now,
	);
	return { outcome: 'written', ...report };
}
