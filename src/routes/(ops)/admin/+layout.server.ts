import { adminTabs } from '$lib/domain/admin-tabs.ts';
import { requireUser } from '$lib/server/pages/form.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { LayoutServerLoad } from './$types';

/** Which tabs of administration a person may open; each page asks for its own permission besides. */
export const load: LayoutServerLoad = (event) =>
	pageLoad(event, () => ({
		tabs: adminTabs(event.locals.app.sessions.principalOf(requireUser(event))),
	}));
