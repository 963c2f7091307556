import { describe, expect, it } from 'vitest';
import type { Center, Directory, Place } from '$lib/domain/directory.ts';
import { regionShapes } from './boundary-shape.ts';
import { regionOfScope, scopeBox } from './scope-box.ts';

const name = { kk: 'a', ru: 'a', en: 'a' };
const place = (id: string, kind: Place['kind'], regionId: string | null): Place => ({
	ordinal: 1,
	id,
	kind,
	regionId,
	name,
	lat: null,
	lon: null,
	illustrative: false,
});
const center = (id: string, cityId: string | null, lat: number, lon: number): Center => ({
	ordinal: 1,
	id,
	cityId,
	regionId: 'R',
	class: 'city',
	type: 'ordinary',
	name,
	lat,
	lon,
	hallM2: null,
	seats: null,
	windows: null,
	opensAt: null,
	closesAt: null,
	timezone: 'UTC',
	illustrative: false,
});
const directory: Directory = {
	version: '1',
	places: [place('nation', 'nation', null), place('R', 'region', null), place('C', 'city', 'R')],
	centers: [center('a', 'C', 50, 60), center('b', 'C', 50.2, 60.4), center('c', null, 52, 61)],
	contactCenters: [],
};
const shapes = regionShapes({
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			properties: { id: 'R' },
			geometry: {
				type: 'Polygon',
				coordinates: [
					[
						[58, 48],
						[64, 48],
						[64, 54],
						[58, 48],
					],
				],
			},
		},
	],
});

describe('scopeBox', () => {
	const whole = { south: 48, west: 58, north: 54, east: 64 };

	it('shows the outline of the nation and of a region', () => {
		expect(scopeBox('nation', directory, shapes)).toEqual(whole);
		expect(scopeBox('contact', directory, shapes)).toEqual(whole);
		expect(scopeBox('region:R', directory, shapes)).toEqual(whole);
	});

	it('shows the centers of a city', () => {
		expect(scopeBox('city:C', directory, shapes)).toEqual({
			south: 50,
			west: 60,
			north: 50.2,
			east: 60.4,
		});
	});

	it('gives a single center some ground around it', () => {
		const box = scopeBox('center:c', directory, shapes);
		expect(box?.north).toBeCloseTo(52.02);
		expect(box?.west).toBeCloseTo(60.98);
	});

	it('fits the centers where a network has no outlines', () => {
		const centers = { south: 50, west: 60, north: 52, east: 61 };
		expect(scopeBox('nation', directory, [])).toEqual(centers);
		expect(scopeBox('region:R', directory, [])).toEqual(centers);
	});

	it('shows the whole network for an unknown place, and nothing for an empty one', () => {
		expect(scopeBox('city:nowhere', directory, shapes)).toEqual(whole);
		expect(scopeBox('nation', { ...directory, centers: [] }, [])).toBeNull();
	});
});

describe('regionOfScope', () => {
	it.each([
		['nation', null],
		['region:R', 'R'],
		['city:C', 'R'],
		['center:c', 'R'],
		['city:nowhere', null],
	])('of %s is %s', (scope, region) => {
		expect(regionOfScope(scope, directory)).toBe(region);
	});
});
