import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import type { CommandAnswer, TypedCommand } from '../incidents/incidents.ts';
import { readForm, requireUser } from './form.ts';

const words = z.string('missing');
const asked = {
	commandId: z.uuid('shape'),
	seenRevision: z
		.string('missing')
		.regex(/^\d{1,9}$/, 'shape')
		.transform(Number),
};
/** An empty field is no reason; whether one is needed the incident says. */
const reasonOrNone = z
	.string()
	.optional()
	.transform((text) => (text === undefined || text.trim() === '' ? null : text));

/** What each form of an incident carries beside the command's id and the revision that was seen. */
const TYPED = {
	acknowledge: z.strictObject({ ...asked }),
	note: z.strictObject({ ...asked, text: words }),
	resolve: z.strictObject({ ...asked, reason: reasonOrNone }),
	review: z.strictObject({ ...asked, text: words }),
	reopen: z.strictObject({ ...asked, reason: words }),
	confirm_cause: z.strictObject({ ...asked, key: words, reason: reasonOrNone }),
	reject_cause: z.strictObject({ ...asked, key: words, reason: reasonOrNone }),
	cause_unknown: z.strictObject({ ...asked }),
} as const;

/** Does a command as a form of the page of an incident carries it. Throws as `incidents.command` does. */
export function commandByForm(
	event: RequestEvent,
	kind: keyof typeof TYPED,
	incidentId: string,
	data: FormData,
): Promise<CommandAnswer> {
	const { sessions, incidents } = event.locals.app;
	const principal = sessions.principalOf(requireUser(event));
	const { commandId, seenRevision, ...typed } = readForm(data, TYPED[kind]);
	return incidents.command(principal, { commandId, incidentId, expectedRevision: seenRevision }, {
		kind,
		...typed,
	} as TypedCommand);
}
