import { stringify } from 'csv-stringify/sync';
import type { AuditEntry } from '../store/audit.ts';

/** Formats of an exported trail, with their media types. */
export const AUDIT_FORMATS = {
	csv: 'text/csv; charset=utf-8',
	jsonl: 'application/jsonl; charset=utf-8',
} as const;
/** A format of an exported trail. */
export type AuditFormat = keyof typeof AUDIT_FORMATS;

const COLUMNS = [
	'seq',
	'at',
	'operationsAt',
	'actor',
	'username',
	'action',
	'object',
	'objectId',
	'objectName',
	'reason',
	'before',
	'after',
	'hash',
] as const;

/** The trail as a file, step by step: JSON lines, or CSV in which no text can start a formula. */
export async function* exportAudit(
	steps: AsyncIterable<AuditEntry[]>,
	format: AuditFormat,
): AsyncGenerator<string> {
	if (format === 'csv') yield '\ufeff' + stringify([[...COLUMNS]]);
	for await (const entries of steps) {
		yield format === 'csv'
			? stringify(entries.map(csvRow), { escape_formulas: true })
			: entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
	}
}

function csvRow(entry: AuditEntry): string[] {
	return COLUMNS.map((column) => {
		const value = entry[column];
		if (value === null) return '';
		if (value instanceof Date) return value.toISOString();
		return typeof value === 'object' ? JSON.stringify(value) : String(value);
	});
}
