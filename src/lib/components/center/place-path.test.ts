import { describe, expect, it } from 'vitest';
import type { Directory, Place } from '$lib/domain/directory.ts';
import { aCenter } from '../../../../tests/support/center-view.ts';
import { isIn, mapHref, pathTo, placesBelow, selectionOf, zoneOf } from './place-path.ts';

const place = (kind: Place['kind'], id: string, regionId: string | null, name = id): Place => ({
	ordinal: 0,
	id,
	kind,
	regionId,
	name: { kk: name, ru: name, en: name },
	lat: null,
	lon: null,
	illustrative: false,
});

const directory: Directory = {
	version: '1',
	places: [
		place('nation', 'nation', null, 'Kazakhstan'),
		place('region', 'KZ-75', null, 'Almaty'),
		place('region', 'KZ-39', null, 'Kostanay Region'),
		place('city', 'almaty', 'KZ-75', 'Almaty'),
		place('city', 'rudny', 'KZ-39', 'Rudny'),
	],
	centers: [
		aCenter({ id: 'almaly' }),
		aCenter({ id: 'rudny-1', cityId: 'rudny', regionId: 'KZ-39' }),
		aCenter({ id: 'village', cityId: null, regionId: 'KZ-39' }),
	],
	contactCenters: [],
};

const read = (query: string, widest = ['nation']) =>
	selectionOf(new URLSearchParams(query), directory, widest);
const steps = (id: string, widest = ['nation']) => {
	const found = directory.places.find((candidate) => candidate.id === id);
	return found ? pathTo(found, widest, directory).map((step) => step.id) : [];
};

describe('the way down to a place', () => {
	it('goes nation, region, city', () => {
		expect(steps('rudny')).toEqual(['nation', 'KZ-39', 'rudny']);
		expect(steps('KZ-39')).toEqual(['nation', 'KZ-39']);
		expect(steps('nation')).toEqual(['nation']);
	});

	it('takes a city of republican significance in one step', () => {
		expect(steps('almaty')).toEqual(['nation', 'almaty']);
	});

	it('begins at the region of a person who answers for one', () => {
		expect(steps('rudny', ['region:KZ-39'])).toEqual(['KZ-39', 'rudny']);
	});

	it('offers the regions of the nation and the cities of a region', () => {
		const below = (id: string) =>
			directory.places
				.filter((candidate) => candidate.id === id)
				.flatMap((candidate) => placesBelow(candidate, directory).map((step) => step.id));
		expect(below('nation')).toEqual(['KZ-75', 'KZ-39']);
		expect(below('KZ-39')).toEqual(['rudny']);
		expect(below('rudny')).toEqual([]);
	});
});

describe('the address of the map', () => {
	it('names nothing: the widest place', () => {
		expect(read('')).toMatchObject({ place: { id: 'nation' }, center: null, missing: null });
		expect(read('', ['region:KZ-39'])).toMatchObject({ place: { id: 'KZ-39' } });
	});

	it('names a place and a center', () => {
		expect(read('scope=city:rudny&center=rudny-1')).toMatchObject({
			place: { id: 'rudny' },
			center: { id: 'rudny-1' },
			missing: null,
		});
	});

	it('names what does not exist', () => {
		expect(read('scope=city:atlantis')).toMatchObject({
			place: { id: 'nation' },
			missing: 'place',
		});
		expect(read('center=nobody')).toMatchObject({ center: null, missing: 'center' });
	});

	it('names a place outside the region of this person', () => {
		expect(read('scope=city:almaty', ['region:KZ-39'])).toMatchObject({
			place: { id: 'KZ-39' },
			missing: 'place',
		});
		expect(read('scope=nation', ['region:KZ-39'])?.missing).toBe('place');
	});

	it('is written without what goes without saying', () => {
		expect(mapHref('nation', null, ['nation'])).toBe('/');
		expect(mapHref('city:rudny', 'rudny-1', ['nation'])).toBe('/?scope=city:rudny&center=rudny-1');
		expect(mapHref('nation', 'rudny-1', ['nation'])).toBe('/?center=rudny-1');
	});
});

describe('centers of a place', () => {
	it('are those of its cities and its villages', () => {
		const inside = (id: string) =>
			directory.centers
				.filter((center) => directory.places.some((it) => it.id === id && isIn(center, it)))
				.map((center) => center.id);
		expect(inside('nation')).toEqual(['almaly', 'rudny-1', 'village']);
		expect(inside('KZ-39')).toEqual(['rudny-1', 'village']);
		expect(inside('rudny')).toEqual(['rudny-1']);
	});

	it('give the zone of the clock', () => {
		expect(zoneOf([])).toBe('Asia/Almaty');
		expect(
			zoneOf([
				aCenter({ timezone: 'Asia/Aqtobe' }),
				aCenter({ timezone: 'Asia/Aqtobe' }),
				aCenter({ timezone: 'Asia/Almaty' }),
			]),
		).toBe('Asia/Aqtobe');
	});
});
