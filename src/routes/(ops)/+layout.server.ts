import { redirect } from '@sveltejs/kit';
import { asTheme, THEME_COOKIE } from '$lib/components/ui/theme.ts';
import type { SectionId } from '$lib/components/ui/sections.ts';
import { SHORTCUTS_COOKIE } from '$lib/components/ui/shortcuts-cookie.ts';
import type { Directory } from '$lib/domain/directory.ts';
import { AppError } from '$lib/domain/errors.ts';
import {
	canEverywhere,
	canInCenter,
	canInRegion,
	canSomewhere,
	type Permission,
	type Principal,
} from '$lib/domain/permission.ts';
import { packDirectory } from '$lib/protocol/packed-directory.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { LayoutServerLoad } from './$types';

/** Everything behind the sign-in: who looks, what of the network they may see, and the operations clock. */
export const load: LayoutServerLoad = (event) =>
	pageLoad(event, () => {
		const { app, user, storageAway } = event.locals;
		event.depends('kezek:directory');
		if (!user) {
			if (storageAway) throw new AppError('unavailable', 'The session cannot be checked now');
			// Untracked: moving about on the map changes the address and must not load this again.
			const from = event.untrack(() => event.url.pathname + event.url.search);
			const step = event.locals.pending?.step;
			redirect(303, `/login${step ? `/${step}` : ''}?next=${encodeURIComponent(from)}`);
		}
		const principal = app.sessions.principalOf(user);
		const directory = visibleTo(principal, app.directory.current());
		const clock = app.clock.describe();
		return {
			person: { name: user.displayName, role: user.role },
			directory: packDirectory(directory),
			widest: widestScopes(principal, directory),
			sections: openSections(principal),
			clock: { ...clock, now: Date.parse(clock.now) },
			theme: asTheme(event.cookies.get(THEME_COOKIE)),
			hasShortcuts: event.cookies.get(SHORTCUTS_COOKIE) !== 'off',
		};
	});

/** What each section of the frame asks for. */
const SECTION_NEEDS: Record<SectionId, Permission> = {
	map: 'board.view',
	regimes: 'regime.view',
	incidents: 'incident.view',
	contact: 'contact.view',
	// Who may open any part of administration may read the trail too.
	admin: 'audit.read',
};

/** The sections that a person may open. */
function openSections(principal: Principal): SectionId[] {
	const ids = Object.keys(SECTION_NEEDS) as SectionId[];
	return ids.filter((id) => canSomewhere(principal, SECTION_NEEDS[id]));
}

/** The network as far as a person may see it: nothing of other regions leaves the server. */
function visibleTo(principal: Principal, directory: Directory): Directory {
	if (canEverywhere(principal, 'board.view')) return directory;
	return {
		...directory,
		places: directory.places.filter(({ kind, id, regionId }) => {
			if (kind === 'nation') return false;
			return canInRegion(principal, 'board.view', kind === 'region' ? id : (regionId ?? ''));
		}),
		centers: directory.centers.filter((center) => canInCenter(principal, 'board.view', center)),
	};
}

/** The widest scopes of a person: the nation, or each region they answer for. */
function widestScopes(principal: Principal, directory: Directory): string[] {
	if (canEverywhere(principal, 'board.view')) return ['nation'];
	return directory.places.filter(({ kind }) => kind === 'region').map(({ id }) => `region:${id}`);
}
