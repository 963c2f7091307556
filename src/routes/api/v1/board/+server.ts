import { AppError } from '$lib/domain/errors.ts';
import { canAtSite, canInCenter, canInPlace } from '$lib/domain/permission.ts';
import { endpoint, freshJson, requireReader } from '$lib/server/http.ts';

/** The present picture with ages, as far as the reader may see it. */
export const GET = endpoint(async (event) => {
	const principal = await requireReader(event, 'board.view');
	if (event.url.searchParams.has('at')) {
		throw new AppError('invalid', 'Past moments are not served yet: leave "at" out', {
			reason: 'at',
		});
	}
	const view = event.locals.app.live.view({
		center: (center) => canInCenter(principal, 'board.view', center),
		place: (place) => canInPlace(principal, 'board.view', place),
		site: (ordinal) => canAtSite(principal, 'contact.view', ordinal),
	});
	return freshJson(view);
});
