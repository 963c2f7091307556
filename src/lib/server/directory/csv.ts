import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { IMPORT_COLUMNS, type ImportProblem } from '../../domain/directory-cell.ts';
import { cellsOf, type ImportCell, type ImportEntry } from '../../domain/directory-entry.ts';
import type { ImportRecord } from '../../domain/directory-import.ts';
import { AppError } from '../../domain/errors.ts';

/** Bytes; a directory of 20,000 centers has 4 MB. Boundaries may be as large (domain.md §C). */
const UPLOAD_LIMIT = 10 * 1024 * 1024;
/** Text that a spreadsheet could take for a formula, and text that already carries our apostrophe. */
const FORMULA_LIKE = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const ESCAPED_FORMULA = /^'+[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * Decodes an uploaded file. Throws `too_large` over 10 MB and `invalid`/`encoding` for anything but UTF-8, because a
 * repaired Kazakh name would be a wrong one. A byte order mark is dropped.
 */
export function decodeUpload(bytes: Uint8Array): string {
	if (bytes.byteLength > UPLOAD_LIMIT) throw new AppError('too_large', 'The file exceeds 10 MB');
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		const advice = 'save it as "CSV UTF-8" (the file may be in Windows-1251 or UTF-16)';
		throw new AppError('invalid', `The file is not UTF-8: ${advice}`, { reason: 'encoding' });
	}
}

/**
 * Cuts a CSV text into records with the line on which each begins; `;` or `,` is told from the header, blank lines are
 * skipped, the apostrophe of an escaped formula is taken away. `broken` says where quotes do not match, else null.
 */
export function readRecords(text: string): {
	records: ImportRecord[];
	broken: ImportProblem | null;
} {
	const unixText = text.replace(/\r\n?/g, '\n');
	const records: ImportRecord[] = [];
	let endLine = 0;
	try {
		parse(unixText, {
			delimiter: delimiterOf(unixText),
			record_delimiter: '\n',
			relax_column_count: true,
			skip_empty_lines: true,
			skip_records_with_empty_values: true,
			on_record: (cells: string[], { lines }) => {
				endLine = lines;
				const inner = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
				records.push({ line: lines - inner, cells: cells.map(unescaped) });
				return null;
			},
		});
	} catch (failure) {
		if (!(failure instanceof CsvError)) throw failure;
		const message =
			'Quotes do not match: a quoted cell is not closed, or a quote stands inside a cell';
		const broken = {
			line: endLine + 1,
			position: null,
			column: null,
			reason: 'csv',
			message,
		} as const;
		return { records, broken };
	}
	return { records, broken: null };
}

function delimiterOf(text: string): ';' | ',' {
	const header = text.slice(0, text.indexOf('\n') < 0 ? undefined : text.indexOf('\n'));
	return header.split(';').length > header.split(',').length ? ';' : ',';
}

/**
 * Writes entries as a directory file that imports back without a change. Text that a spreadsheet would run as a formula
 * gets an apostrophe in front; numbers stay numbers.
 */
export function writeDirectory(entries: readonly ImportEntry[]): string {
	const rows = entries.map((entry) => {
		const cells = cellsOf(entry);
		return IMPORT_COLUMNS.map((column) => escaped(cells[column]));
	});
	return stringify([[...IMPORT_COLUMNS], ...rows]);
}

function escaped(cell: ImportCell): ImportCell {
	return typeof cell === 'string' && FORMULA_LIKE.test(cell) ? `'${cell}` : cell;
}

function unescaped(text: string): string {
	return ESCAPED_FORMULA.test(text) ? text.slice(1) : text;
}
