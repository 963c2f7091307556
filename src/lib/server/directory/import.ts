/**
 * Directory import: a CSV of places, centers and contact centers (contract.md §7) becomes the network on the board.
 * Input: the bytes of a file and the present directory. Output: a report of every change and every mistake.
 * Guarantee: with any mistake nothing is written; otherwise all changes are written by one statement. Nothing is ever
 * closed because a file does not name it, and the same file twice changes nothing.
 */
import type { Change } from '../../domain/change.ts';
import type { ImportProblem } from '../../domain/directory-cell.ts';
import {
	diffDirectory,
	type DirectoryChange,
	type ImportEntry,
} from '../../domain/directory-entry.ts';
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
	/** Under whose name and when. */
	change: Change;
	/** Absent for the command line, whose user owns the database. */
	principal?: Principal;
}

/**
 * Imports a directory file. Throws `forbidden`, `too_large` and `invalid`/`encoding`; everything else that is wrong
 * with the file stands in the report.
 */
export async function importDirectory(request: ImportRequest): Promise<ImportReport> {
	const { sql, file, dryRun, change, principal } = request;
	const plan = await planImport({ sql, file, ...(principal && { principal }) });
	if (plan.report.outcome !== 'planned' || dryRun) return plan.report;
	await upsertDirectory(sql, plan.entries, change);
	return { ...plan.report, outcome: 'written' };
}

/** What an import would do, and the entries that it would write. */
export interface ImportPlan {
	report: ImportReport;
	entries: ImportEntry[];
	/** Version of the directory that the file was compared with. */
	seenVersion: string;
}

/** Reads a directory file and compares it with what is there; writes nothing. Throws as `importDirectory` does. */
export async function planImport(
	request: Pick<ImportRequest, 'sql' | 'file' | 'principal'>,
): Promise<ImportPlan> {
	const { sql, file, principal } = request;
	if (principal) requireSomewhere(principal, 'place.manage');
	const { records, broken } = readRecords(decodeUpload(file));
	const present = await readDirectory(sql);
	const seenVersion = present.version;
	if (broken) {
		const report = { changes: [], unchanged: 0, errors: [broken], warnings: [] };
		return { report: { outcome: 'refused', ...report }, entries: [], seenVersion };
	}
	const { entries, errors, warnings } = parseDirectory(records, present, createZoneCheck());
	const changes = diffDirectory(entries, present);
	const report = { changes, unchanged: entries.length - changes.length, errors, warnings };
	const nothing = { entries: [], seenVersion };
	if (errors.length > 0) return { report: { outcome: 'refused', ...report }, ...nothing };
	if (changes.length === 0) return { report: { outcome: 'unchanged', ...report }, ...nothing };
	const lines = new Set(changes.map(({ line }) => line));
	return {
		report: { outcome: 'planned', ...report },
		entries: entries.filter(({ line }) => lines.has(line)),
		seenVersion,
	};
}
