import { boardData } from '$lib/server/pages/board-page.ts';
import { pageLoad } from '$lib/server/http.ts';
import type { PageServerLoad } from './$types';

/** The board of rules. */
export const load: PageServerLoad = (event) => {
	event.depends('kezek:rules');
	return pageLoad(event, () => boardData(event));
};
