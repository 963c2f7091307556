import { requireSomewhere } from '$lib/domain/permission.ts';
import { AppError } from '$lib/domain/errors.ts';
import type { ImportReport } from '$lib/server/directory/import.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** Longest file of a directory, bytes. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Lines of the report that a page shows. */
const SHOWN = 200;

/** The report as the page shows it: so many lines of each list, and how many there are. */
interface ShownReport extends Pick<
	ImportReport,
	'outcome' | 'unchanged' | 'changes' | 'errors' | 'warnings'
> {
	changeCount: number;
	errorCount: number;
	/** To be confirmed; null where there is nothing to write. */
	draftId: string | null;
}

export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const { sessions } = event.locals.app;
		requireSomewhere(sessions.principalOf(requireUser(event)), 'place.manage');
	});

export const actions: Actions = {
	/** The dry run: what a file would change, every mistake with its line, and a draft where there is none. */
	default: (event) =>
		formAction(event, async (data) => {
			const user = requireUser(event);
			const { app } = event.locals;
			const file = data.get('file');
			if (!(file instanceof File) || file.size === 0) throw wrongFile('missing');
			if (file.size > MAX_BYTES) throw new AppError('too_large', 'The file is too large');
			const bytes = new Uint8Array(await file.arrayBuffer());
			const principal = app.sessions.principalOf(user);
			const { report, content } = await app.draftImport(principal, { name: file.name, bytes });
			const shown: ShownReport = {
				outcome: report.outcome,
				unchanged: report.unchanged,
				changes: report.changes.slice(0, SHOWN),
				changeCount: report.changes.length,
				errors: report.errors.slice(0, SHOWN),
				errorCount: report.errors.length,
				warnings: report.warnings.slice(0, SHOWN),
				draftId: content && (await app.drafts.preview(user, 'place.manage', content)),
			};
			return { report: shown };
		}),
};

function wrongFile(reason: string): AppError {
	return new AppError('invalid', 'The file cannot be read', {
		errors: [{ path: 'file', reason, message: reason }],
	});
}
