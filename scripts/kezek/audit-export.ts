import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AUDIT_FORMATS, exportAudit, type AuditFormat } from '../../src/lib/server/audit/export.ts';
import { entriesOf } from '../../src/lib/server/audit/entries.ts';
import { insertExport } from '../../src/lib/server/store/exports.ts';
import { UsageError, type Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';

/** Writes the whole audit trail to a file; that it was taken is an entry of it. */
export const auditExport: Command = {
	name: 'audit export',
	summary: 'writes the whole audit trail to a file, newest first',
	flags: {
		output: { value: 'FILE', help: 'file to write; it must not exist' },
		format: { value: 'csv|jsonl', help: 'format of the file (default: jsonl)' },
	},
	run: async (args, around) => {
		const output = args.required('output');
		const format = args.text('format') ?? 'jsonl';
		if (!(format in AUDIT_FORMATS)) throw new UsageError('--format must be csv or jsonl');
		await withDatabase(around, async (sql) => {
			await insertExport(sql, { kind: 'audit', filter: {} }, operatorChange(around));
			const text = exportAudit(entriesOf(sql, {}), format as AuditFormat);
			await pipeline(Readable.from(text), createWriteStream(output, { flags: 'wx', mode: 0o600 }));
			around.tell(`wrote ${output}`);
		});
	},
};
