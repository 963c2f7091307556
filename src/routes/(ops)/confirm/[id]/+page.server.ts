import { z } from 'zod';
import { formAction, readForm, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import { AppError } from '$lib/domain/errors.ts';
import type { Actions, PageServerLoad } from './$types';

const schema = z.strictObject({
	digest: z.string('missing').max(64),
	code: z.string('missing').min(1, 'missing').max(64, 'too_long'),
});

/** A draft exactly as it will be done, and what it would do by now to levels or rules; null when it is over, such as right after it was done. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const user = requireUser(event);
		const { drafts, account, levelChangesOf, ruleEffect, decisionPages, sessions } =
			event.locals.app;
		try {
			const draft = await drafts.show(user, event.params.id);
			const hasFactor = await account.hasFactor(user);
			const principal = sessions.principalOf(user);
			return {
				draft,
				hasFactor,
				effect: levelChangesOf(draft),
				ruleChange: ruleEffect.of(principal, draft),
				rule: decisionPages.ofDraft(principal, draft),
				needsSecond: ruleEffect.needsSecond(draft),
			};
		} catch (thrown) {
			if (thrown instanceof AppError && thrown.code === 'stale') {
				return {
					draft: null,
					hasFactor: true,
					effect: null,
					ruleChange: null,
					rule: null,
					needsSecond: false,
				};
			}
			throw thrown;
		}
	});

export const actions: Actions = {
	default: (event) =>
		formAction(event, async (data) => {
			const { digest, code } = readForm(data, schema);
			const { drafts, config } = event.locals.app;
			const given = { id: event.params.id, digest, code };
			const confirmed = await drafts.confirm(requireUser(event), given);
			if (confirmed.outcome === 'waiting') return { outcome: 'waiting' as const };
			const { secret } = confirmed;
			const text =
				secret?.kind === 'link'
					? `${config.origin}/login/link/${secret.text}`
					: (secret?.text ?? null);
			return {
				outcome: 'done' as const,
				secret: secret && { kind: secret.kind, text: text ?? '' },
			};
		}),
};
