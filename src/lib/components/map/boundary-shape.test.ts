import { describe, expect, it } from 'vitest';
import {
	borderLines,
	labelPoint,
	regionAt,
	regionShapes,
	type Boundaries,
} from './boundary-shape.ts';

const square = (west: number, south: number, side: number) => [
	[west, south],
	[west + side, south],
	[west + side, south + side],
	[west, south + side],
	[west, south],
];

/** Two squares side by side; the left one has a hole in which the third lies. */
const BOUNDARIES: Boundaries = {
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			properties: { id: 'left' },
			geometry: { type: 'Polygon', coordinates: [square(60, 45, 4), square(61, 46, 1)] },
		},
		{
			type: 'Feature',
			properties: { id: 'right' },
			geometry: { type: 'MultiPolygon', coordinates: [[square(64, 45, 4)]] },
		},
		{
			type: 'Feature',
			properties: { id: 'hole' },
			geometry: { type: 'Polygon', coordinates: [square(61, 46, 1)] },
		},
		{
			type: 'Feature',
			properties: null,
			geometry: { type: 'Polygon', coordinates: [square(10, 10, 1)] },
		},
	],
};
const shapes = regionShapes(BOUNDARIES);

describe('regionShapes', () => {
	it('turns longitude and latitude around and leaves out what has no id', () => {
		expect(shapes.map(({ id }) => id)).toEqual(['left', 'right', 'hole']);
		expect(shapes[0]?.box).toEqual({ south: 45, west: 60, north: 49, east: 64 });
		expect(shapes[0]?.polygons[0]?.[0]?.[1]).toEqual([45, 64]);
	});

	it('is empty without boundaries', () => {
		expect(regionShapes(null)).toEqual([]);
	});
});

describe('regionAt', () => {
	it.each([
		[[47.5, 62], 'left'],
		[[47, 66], 'right'],
		[[46.5, 61.5], 'hole'],
		[[40, 62], null],
	] as const)('finds %j in %s', ([lat, lon], id) => {
		expect(regionAt(shapes, [lat, lon])).toBe(id);
	});
});

describe('labelPoint', () => {
	it('lies inside the region and clear of its hole', () => {
		const left = shapes[0];
		if (!left) throw new Error('the left region is missing');
		const point = labelPoint(left);
		expect(regionAt(shapes, point)).toBe('left');
		expect(point[0]).toBeGreaterThan(47);
	});
});

describe('borderLines', () => {
	it('tells borders between regions from the outline', () => {
		const { inner, outer } = borderLines(shapes);
		const edges = (lines: unknown[][]) => lines.reduce((sum, line) => sum + line.length - 1, 0);
		expect(edges(inner)).toBe(1 + 4);
		expect(edges(outer)).toBe(3 + 3);
	});
});
