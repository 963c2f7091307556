import type { RequestEvent } from '@sveltejs/kit';
import { canEverywhere, canSomewhere, requireSomewhere } from '../../domain/permission.ts';
import { boardData, type BoardData } from './board-page.ts';
import { requireUser } from './form.ts';

const DAY_MS = 24 * 3_600_000;
/** When a working day begins, as a change is proposed to begin. */
const OPENING = '09:00';

/** What the form of a change offers at first: the place of the address, turned over, from the next working day. */
export async function changeData(event: RequestEvent) {
	const { sessions, decisionPages } = event.locals.app;
	const principal = sessions.principalOf(requireUser(event));
	requireSomewhere(principal, 'regime.preview');
	const board = await boardData(event);
	const place = event.url.searchParams.get('place') ?? '';
	const [kind, id = ''] = place.split(':');
	const isCity = kind === 'city';
	const line = board.rules.places.find(({ cityId, regionId }) =>
		isCity ? cityId === id : cityId === null && regionId === id,
	);
	const isOn = line !== undefined && line.now.booking > 0;
	const values: Record<string, string[]> = isCity
		? { cities: [id] }
		: kind === 'region'
			? { regions: [id] }
			: {};
	const { decisions } = decisionPages.list(principal, null);
	return {
		...board,
		place,
		values,
		start: {
			level: isCity ? ('city' as const) : ('region' as const),
			admission: isOn ? ('open' as const) : ('booking_only' as const),
			from: nextMorning(board),
		},
		decisions: decisions
			.filter(({ state }) => state === 'in_force' || state === 'scheduled')
			.map(({ id: decisionId, act, isEnteredLate }) => ({ id: decisionId, act, isEnteredLate })),
		may: {
			request: canSomewhere(principal, 'regime.request'),
			emergency: canSomewhere(principal, 'regime.emergency'),
			nation:
				canEverywhere(principal, 'regime.request') || canEverywhere(principal, 'regime.emergency'),
		},
	};
}

/** The next day from Monday to Friday; holidays are told by the check. */
function nextMorning({ rules: { today } }: BoardData): string {
	let day = Date.parse(today) + DAY_MS;
	while ([0, 6].includes(new Date(day).getUTCDay())) day += DAY_MS;
	return `${new Date(day).toISOString().slice(0, 10)}T${OPENING}`;
}
