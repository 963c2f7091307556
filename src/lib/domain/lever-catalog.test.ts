import { describe, expect, it } from 'vitest';
import { leversFor, type LeverSituation } from './lever-catalog.ts';

const RELIEF = { id: 'almaty-2', distanceKm: 3.14, waitSeconds: 300, waySeconds: 565 };
const CROWDED: LeverSituation = {
	kind: 'crowding',
	queueLength: 60,
	queueOutside: 40,
	windows: 20,
	windowsServing: 14,
	minutesToClosing: 120,
	hasGroups: false,
	openedBy: null,
	relief: [RELIEF],
	lenders: [
		{ id: 'almaty-4', distanceKm: 9, windowsServing: 9 },
		{ id: 'almaty-3', distanceKm: 5, windowsServing: 12 },
		{ id: 'almaty-5', distanceKm: 1, windowsServing: 4 },
	],
};

const offerOf = (lever: string, some: Partial<LeverSituation> = {}) =>
	leversFor({ ...CROWDED, ...some }).find((one) => one.lever === lever);

describe('the levers of a center', () => {
	it('are all seven where nothing stands against them', () => {
		const offers = leversFor(CROWDED);
		expect(offers.map(({ lever }) => lever)).toEqual([
			'open_windows',
			'staff_from_neighbor',
			'extra_hours',
			'virtual_tickets',
			'redirect',
			'message_to_citizens',
			'small_groups',
		]);
		expect(offers.every(({ obstacle }) => obstacle === null)).toBe(true);
		expect(offerOf('open_windows')?.figures).toEqual({ closed: 6, windowsServing: 14 });
		expect(offerOf('redirect')).toMatchObject({
			centerIds: ['almaty-2'],
			figures: { distanceKm: 3.1 },
		});
	});

	it('name the nearest neighbors that keep enough windows of their own', () => {
		expect(offerOf('staff_from_neighbor')?.centerIds).toEqual(['almaty-3', 'almaty-4']);
	});

	it.each([
		['open_windows', { windowsServing: 20 }, 'no_closed_window'],
		['open_windows', { windowsServing: null }, 'not_measured'],
		['staff_from_neighbor', { lenders: [] }, 'no_neighbor'],
		['extra_hours', { minutesToClosing: 400 }, 'too_early'],
		['extra_hours', { queueLength: 3, queueOutside: 0 }, 'queue_too_short'],
		['virtual_tickets', { queueOutside: 0 }, 'nobody_waits'],
		['virtual_tickets', { queueOutside: null }, 'not_measured'],
		['redirect', { relief: [] }, 'no_neighbor'],
		['small_groups', { hasGroups: true }, 'groups_in_force'],
	])('%s with %o: %s', (lever, some, obstacle) => {
		expect(offerOf(lever, some)?.obstacle).toBe(obstacle);
	});

	it('offer small groups only where the regime allows it, and name the decision that does not', () => {
		expect(offerOf('small_groups', { openedBy: 'almaty-2021-08-23' })).toMatchObject({
			obstacle: 'entry_not_refused',
			decisionId: 'almaty-2021-08-23',
		});
	});

	it('are others for feeds and for 1414', () => {
		const of = (kind: LeverSituation['kind']) =>
			leversFor({ ...CROWDED, kind }).map(({ lever }) => lever);
		expect(of('feed')).toEqual(['call_feed_owner']);
		expect(of('contact')).toEqual(['second_operators', 'message_to_citizens']);
	});
});
