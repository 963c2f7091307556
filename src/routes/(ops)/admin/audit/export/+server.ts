import { Readable } from 'node:stream';
import { AppError } from '$lib/domain/errors.ts';
import { AUDIT_FORMATS, exportAudit, type AuditFormat } from '$lib/server/audit/export.ts';
import { readAuditQuery } from '$lib/server/audit/query.ts';
import { requireUser } from '$lib/server/pages/form.ts';
import { endpoint } from '$lib/server/http.ts';

/** The trail as CSV or JSON lines, as the filter of the address narrows it. */
export const GET = endpoint(async (event) => {
	const { audit, sessions } = event.locals.app;
	const principal = sessions.principalOf(requireUser(event));
	const { filter } = readAuditQuery(event.url.searchParams);
	const format = event.url.searchParams.get('format') ?? 'csv';
	if (!(format in AUDIT_FORMATS)) {
		throw new AppError('invalid', 'format is csv or jsonl', { reason: 'range', field: 'format' });
	}
	const known = format as AuditFormat;
	const text = exportAudit(await audit.export(principal, filter), known);
	return new Response(Readable.toWeb(Readable.from(text)) as ReadableStream, {
		headers: {
			'content-type': AUDIT_FORMATS[known],
			'content-disposition': `attachment; filename="kezek-audit.${known}"`,
			'cache-control': 'no-store',
		},
	});
});
