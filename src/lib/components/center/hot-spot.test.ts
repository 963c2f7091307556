import { describe, expect, it } from 'vitest';
import type { Directory, Place } from '$lib/domain/directory.ts';
import { aCenter, aCenterView } from '../../../../tests/support/center-view.ts';
import { hotSpots } from './hot-spot.ts';

const aPlace = (kind: Place['kind'], id: string): Place => ({
	ordinal: 1,
	id,
	kind,
	regionId: kind === 'city' ? 'KZ-75' : null,
	name: { kk: id, ru: id, en: id },
	lat: null,
	lon: null,
	illustrative: false,
});
const directory: Directory = {
	version: '1',
	places: [aPlace('city', 'almaty'), aPlace('city', 'oral'), aPlace('region', 'KZ-75')],
	centers: [],
	contactCenters: [],
};
const critical = (id: string, cityId: string | null, waitSeconds: number | null, outside = 0) => ({
	...aCenterView({ id, kind: 'critical', waitSeconds, queueOutside: outside }),
	center: aCenter({ id, cityId }),
});

describe('hot spots', () => {
	it('are places with critical centers, the most of them first', () => {
		const spots = hotSpots(
			[
				critical('a', 'oral', 9000),
				critical('b', 'almaty', 600, 3),
				critical('c', 'almaty', 1200, 4),
				aCenterView({ id: 'calm' }),
			],
			directory,
		);
		expect(spots.map(({ place }) => place.id)).toEqual(['almaty', 'oral']);
		expect(spots[0]).toMatchObject({ waitSeconds: 1200, outside: 7 });
		expect(spots[0]?.critical.map(({ center }) => center.id)).toEqual(['c', 'b']);
	});

	it('put the longer wait first at equal numbers', () => {
		const spots = hotSpots([critical('a', 'almaty', 600), critical('b', 'oral', 900)], directory);
		expect(spots.map(({ place }) => place.id)).toEqual(['oral', 'almaty']);
	});

	it('gather centers outside cities under their region, unknown waits stay unknown', () => {
		const [spot] = hotSpots([critical('a', null, null)], directory);
		expect(spot?.place.kind).toBe('region');
		expect(spot?.waitSeconds).toBeNull();
	});

	it('are none while nothing is critical', () => {
		expect(hotSpots([aCenterView({ kind: 'crowded' })], directory)).toEqual([]);
	});
});
