import { AppError } from '$lib/domain/errors.ts';
import { canInCenter } from '$lib/domain/permission.ts';
import type { Snapshot } from '$lib/protocol/live.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

/** One center: its picture, its region's (for relief), its day, and where the figures come from. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const { app, user } = event.locals;
		if (!user) throw new AppError('unauthenticated', 'Sign in first');
		const principal = app.sessions.principalOf(user);
		const { id } = event.params;
		const center = app.directory.current().centers.find((one) => one.id === id);
		if (!center || !canInCenter(principal, 'board.view', center)) {
			throw new AppError('not_found', 'No such center');
		}
		event.depends('kezek:center-day');
		const snapshots: Snapshot[] = [];
		for (const scope of [`center:${center.id}`, `region:${center.regionId}`]) {
			const snapshot = app.live.snapshot(scope);
			if (snapshot) snapshots.push(snapshot);
		}
		const maySeeRule = canInCenter(principal, 'regime.view', center);
		const rule = maySeeRule ? app.rulePages.ofCenter(principal, id) : null;
		const maySeeFeeds = canInCenter(principal, 'feed.health', center);
		const [day, sources] = await Promise.all([
			app.history.dayOfCenter(principal, id),
			maySeeFeeds ? app.feedHealth.ofCenter(principal, id) : null,
		]);
		return { id, snapshots, rule, day, sources, floorMs: app.clock.floorMs };
	});
