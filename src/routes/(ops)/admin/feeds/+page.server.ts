import { redirect } from '@sveltejs/kit';
import { readFeed, readFeedEnd, readKey, readKeyEnd } from '$lib/server/pages/feed-form.ts';
import { formAction, requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Actions, PageServerLoad } from './$types';

/** Feeds with their keys, without secrets, and how well each keeps its promise. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const { administration, feedHealth, sessions } = event.locals.app;
		const user = requireUser(event);
		const feeds = await administration.listFeeds(user);
		const health = await feedHealth.ofFeeds(sessions.principalOf(user), feeds);
		return { feeds, health, now: new Date() };
	});

export const actions: Actions = {
	create: (event) =>
		formAction(event, async (data) => {
			const { administration } = event.locals.app;
			const id = await administration.draftNewFeed(requireUser(event), readFeed(data));
			redirect(303, `/confirm/${id}`);
		}),
	add_key: (event) =>
		formAction(event, async (data) => {
			const { feedId, ...key } = readKey(data);
			const { administration } = event.locals.app;
			const change = { act: 'add_key' as const, ...key };
			const id = await administration.draftKeyChange(requireUser(event), feedId, change);
			redirect(303, `/confirm/${id}`);
		}),
	revoke_feed: (event) =>
		formAction(event, async (data) => {
			const { feedId, reason } = readFeedEnd(data);
			const { administration } = event.locals.app;
			const change = { act: 'revoke_feed' as const, reason };
			const id = await administration.draftKeyChange(requireUser(event), feedId, change);
			redirect(303, `/confirm/${id}`);
		}),
	revoke_key: (event) =>
		formAction(event, async (data) => {
			const { feedId, ...key } = readKeyEnd(data);
			const { administration } = event.locals.app;
			const change = { act: 'revoke_key' as const, ...key };
			const id = await administration.draftKeyChange(requireUser(event), feedId, change);
			redirect(303, `/confirm/${id}`);
		}),
};
