import { LOCALES } from '$lib/domain/directory.ts';
import { AppError } from '$lib/domain/errors.ts';
import { scriptText, shortText, signText } from '$lib/format/notice-words.ts';
import { actByText } from '$lib/format/trace-words.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

/** The public texts of a decision for the centers of the reader; `?center=` is the one whose door sign is shown. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, () => {
		const { app, user } = event.locals;
		if (!user) throw new AppError('unauthenticated', 'Sign in first');
		const principal = app.sessions.principalOf(user);
		const { decision, signs, decisions } = app.rulePages.ofDecision(principal, event.params.id);
		const directory = app.directory.current();
		const asked = event.url.searchParams.get('center');
		const sign = signs.find(({ subject }) => subject.id === asked) ?? signs[0];
		const names = new Map(directory.centers.map(({ id, name }) => [id, name]));
		return {
			id: decision.id,
			centerId: sign?.subject.id ?? null,
			centers: signs.map(({ subject: { id } }) => ({ id, name: names.get(id) ?? null })),
			texts: LOCALES.map((locale) => {
				const context = { decisions, directory, locale };
				return {
					locale,
					act: actByText(decision, locale),
					sign: sign ? signText(sign, context) : null,
					short: shortText(signs, context),
					script: scriptText(signs, context),
				};
			}),
		};
	});
