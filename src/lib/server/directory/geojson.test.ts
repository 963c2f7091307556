import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kazakhstanOutlines } from './bundled-outlines.ts';
import { parseBoundaries } from './geojson.ts';
import { isInside, polygonsOf, signedArea } from './geometry.ts';

const REGIONS = [
	{ id: 'KZ-19', name: { kk: 'Алматы облысы', ru: 'Алматинская область', en: 'Almaty Region' } },
	{ id: 'KZ-75', name: { kk: 'Алматы қаласы', ru: 'Город Алматы', en: 'Almaty (city)' } },
	{ id: 'KZ-11', name: { kk: 'Ақмола облысы', ru: 'Акмолинская область', en: 'Akmola Region' } },
	{ id: 'ch', name: { kk: 'Швейцария', ru: 'Швейцария', en: 'Switzerland' } },
];
/** Counterclockwise. */
const SQUARE = [
	[68, 50],
	[72, 50],
	[72, 53],
	[68, 53],
	[68, 50],
];
const HOLE = [
	[69, 51],
	[69, 52],
	[70, 52],
	[70, 51],
	[69, 51],
];

function feature(id: unknown, rings: unknown = [SQUARE], properties: object = {}) {
	return { type: 'Feature', id, properties, geometry: { type: 'Polygon', coordinates: rings } };
}

function parse(...features: unknown[]) {
	return parseBoundaries(JSON.stringify({ type: 'FeatureCollection', features }), REGIONS);
}

describe('reading borders', () => {
	it('keeps the feature as it came and says how its region was found', () => {
		const came = feature('KZ-11', [SQUARE, HOLE], { source: 'Akimat', year: 2026 });
		const { boundaries, errors } = parse(came);
		expect(errors).toEqual([]);
		expect(boundaries).toEqual([
			{ regionId: 'KZ-11', position: 1, matchedBy: 'id', feature: came },
		]);
	});

	it('turns rings that run the wrong way', () => {
		const { boundaries } = parse(feature('KZ-11', [SQUARE.toReversed(), HOLE.toReversed()]));
		expect(boundaries[0]?.feature.geometry.coordinates).toEqual([SQUARE, HOLE]);
	});

	it('reads a single feature and a MultiPolygon', () => {
		const geometry = { type: 'MultiPolygon', coordinates: [[SQUARE], [HOLE.toReversed()]] };
		const text = JSON.stringify({ ...feature('KZ-11'), geometry });
		const { boundaries } = parseBoundaries(text, REGIONS);
		expect(boundaries[0]?.feature.geometry).toEqual(geometry);
	});

	const matches: [sentence: string, properties: object, regionId: string, by: string][] = [
		['by an iso property', { iso: 'KZ-11', name: 'Almaty Region' }, 'KZ-11', 'id'],
		['by an iso property in another case', { shapeISO: 'kz-11' }, 'KZ-11', 'id'],
		['by the English name', { shapeName: 'Akmola Region' }, 'KZ-11', 'name'],
		['by the Kazakh name in capitals', { name_kk: 'АҚМОЛА ОБЛЫСЫ' }, 'KZ-11', 'name'],
		['by the Russian name with odd spaces', { ru: ' Акмолинская  область ' }, 'KZ-11', 'name'],
		['by the name without its kind', { NAME_1: 'Akmola' }, 'KZ-11', 'name'],
		['a region and not the city of that name', { name: 'Алматы облысы' }, 'KZ-19', 'name'],
		['a city and not the region of that name', { name: 'Almaty city' }, 'KZ-75', 'name'],
	];
	it.each(matches)('finds %s', (_, properties, regionId, matchedBy) => {
		const { boundaries, errors } = parse(feature(undefined, [SQUARE], properties));
		expect(errors).toEqual([]);
		expect(boundaries).toEqual([expect.objectContaining({ regionId, matchedBy })]);
	});

	it('leaves foreign borders where they are', () => {
		const swiss = SQUARE.map(([x = 0, y = 0]) => [x - 60, y - 4]);
		expect(parse(feature('ch', [swiss])).errors).toEqual([]);
	});
});

describe('refusing borders', () => {
	const shifted = (x: number, y: number) => [SQUARE.map(([a = 0, b = 0]) => [a + x, b + y])];
	const point = { ...feature('KZ-11'), geometry: { type: 'Point', coordinates: [68, 50] } };
	const cases: [sentence: string, feature: unknown, reason: string][] = [
		['what is no feature', { type: 'Polygon' }, 'type'],
		['a point', point, 'geometry'],
		['no geometry', { ...feature('KZ-11'), geometry: null }, 'geometry'],
		['no rings', feature('KZ-11', []), 'geometry'],
		['a ring of three', feature('KZ-11', [SQUARE.slice(0, 3)]), 'ring'],
		['text for numbers', feature('KZ-11', [SQUARE.map((at) => at.map(String))]), 'ring'],
		['an open ring', feature('KZ-11', [SQUARE.slice(0, 4)]), 'open_ring'],
		['projected meters', feature('KZ-11', shifted(7_000_000, 6_000_000)), 'projected'],
		['swapped axes', feature('KZ-11', [SQUARE.map((at) => at.toReversed())]), 'swapped'],
		['Kazakh borders elsewhere', feature('KZ-11', shifted(30, 0)), 'range'],
		['an unknown region', feature('KZ-99', [SQUARE], { name: 'Atlantis' }), 'unmatched'],
		['a name that fits two', feature(undefined, [SQUARE], { name: 'Алматы' }), 'ambiguous'],
	];
	it.each(cases)('%s', (_, wrong, reason) => {
		const { boundaries, errors } = parse(feature('ch'), wrong);
		expect(boundaries.map(({ regionId }) => regionId)).toEqual(['ch']);
		expect(errors).toEqual([{ feature: 2, reason, message: expect.any(String) as string }]);
	});

	it('a second border of the same region', () => {
		const { errors } = parse(feature('KZ-11'), feature('KZ-11'));
		expect(errors).toEqual([expect.objectContaining({ feature: 2, reason: 'repeated' })]);
	});

	const files: [sentence: string, text: string, reason: string][] = [
		['what is no JSON', '{', 'json'],
		['a list', '[]', 'type'],
		['a topology', '{"type":"Topology"}', 'type'],
		['an empty collection', '{"type":"FeatureCollection","features":[]}', 'type'],
		[
			'another coordinate system',
			'{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[]}',
			'crs',
		],
	];
	it.each(files)('%s', (_, text, reason) => {
		const { errors } = parseBoundaries(text, REGIONS);
		expect(errors).toEqual([expect.objectContaining({ feature: null, reason })]);
	});
});

describe('the bundled outlines', () => {
	const text = readFileSync('data/kz-regions.topo.json', 'utf8');
	const { outlines, attribution } = kazakhstanOutlines(text);

	it('are twenty, counterclockwise, and say that they are no official borders', () => {
		expect(new Set(outlines.map(({ regionId }) => regionId)).size).toBe(20);
		for (const { outline } of outlines) {
			for (const [ring = []] of polygonsOf(outline)) expect(signedArea(ring)).toBeGreaterThan(0);
		}
		expect(attribution).toContain('not an official boundary');
	});

	it('hold their capitals', () => {
		const akmola = outlines.find(({ regionId }) => regionId === 'KZ-11')?.outline;
		const kokshetau = { lat: 53.2841, lon: 69.3936 };
		const astana = { lat: 51.1801, lon: 71.446 };
		expect(akmola && isInside(akmola, kokshetau)).toBe(true);
		expect(akmola && isInside(akmola, astana), 'Astana is a hole in Akmola').toBe(false);
	});

	it('pass the checks of an import', () => {
		const features = outlines.map(({ regionId, outline, properties }) => {
			return { type: 'Feature', id: regionId, properties, geometry: outline };
		});
		const regions = outlines.map(({ regionId: id }) => ({ id, name: { kk: '', ru: '', en: '' } }));
		const collection = JSON.stringify({ type: 'FeatureCollection', features });
		const { boundaries, errors } = parseBoundaries(collection, regions);
		expect(errors).toEqual([]);
		expect(boundaries.map(({ feature }) => feature.geometry)).toEqual(
			outlines.map(({ outline }) => outline),
		);
	});
});
