import { canInRegion, canSomewhere } from '$lib/domain/permission.ts';
import { maySee, placeOf } from '$lib/components/center/place-path.ts';
import type { Boundaries } from '$lib/components/map/boundary-shape.ts';
import { firstGround } from '$lib/components/map/first-picture.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { Snapshot } from '$lib/protocol/live.ts';
import type { PageServerLoad } from './$types';

/** The picture that the first HTML shows; the live connection goes on from its cursors. */
export const load: PageServerLoad = (event) =>
	pageLoad(event, async () => {
		const { widest } = await event.parent();
		const { app, user } = event.locals;
		if (!user) return { snapshots: [], ground: null, tiles: null };
		const directory = app.directory.current();
		const principal = app.sessions.principalOf(user);
		// Untracked: drilling down is a change of address and of scopes, not of data.
		const asked = event.untrack(() => ({
			scope: event.url.searchParams.get('scope'),
			center: event.url.searchParams.get('center'),
		}));
		const scopes = new Set(widest.slice(0, 1));
		const place = asked.scope === null ? null : placeOf(asked.scope, directory);
		if (asked.scope !== null && place && maySee(place, widest)) scopes.add(asked.scope);
		const shown = [...scopes].at(-1);
		const center = directory.centers.find(({ id }) => id === asked.center);
		if (center && canInRegion(principal, 'board.view', center.regionId)) {
			scopes.add(`center:${center.id}`);
		}
		if (canSomewhere(principal, 'contact.view')) scopes.add('contact');
		const snapshots: Snapshot[] = [];
		for (const scope of scopes) {
			const snapshot = app.live.snapshot(scope);
			if (snapshot) snapshots.push(snapshot);
		}
		const boundaries = app.directory.boundaries() as Boundaries;
		const ground = shown ? firstGround(shown, directory, boundaries) : null;
		return { snapshots, ground, tiles: app.config.tiles };
	});
