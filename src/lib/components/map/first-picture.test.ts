import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import type { Boundaries } from './boundary-shape.ts';
import { firstGround, firstMarks } from './first-picture.ts';
import type { MarkKind } from './mark.ts';

/** A region around the point where the equator meets Greenwich, 90° wide: a quarter of the world of 8192. */
const REGION: Boundaries = {
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			properties: { id: 'r' },
			geometry: {
				type: 'Polygon',
				coordinates: [
					[
						[-45, 0],
						[45, 0],
						[45, -0.001],
						[45, -10],
						[-45, -10],
						[-45, 0],
					],
				],
			},
		},
	],
};

describe('firstGround', () => {
	it('shows the box of the scope and one outline without points that fall together', () => {
		const ground = firstGround('nation', aDirectory([aCenter(1)]), REGION);
		expect(ground).toEqual({
			viewBox: '3072.00 4096.00 2048.00 228.72',
			land: 'M3072 4096l2048 0 0 229-2048 0 0-229z',
		});
	});

	it('is land all over where a city is finer than the outlines', () => {
		const city = aDirectory([aCenter(1, { cityId: 'city', lat: 0, lon: 0 })]);
		expect(firstGround('city:city', city, REGION)?.land).toBe('M0 0h8192v8192h-8192z');
	});

	it('is the box of the centers where there are no outlines, and nothing without any place', () => {
		const none: Boundaries = { type: 'FeatureCollection', features: [] };
		const centers = [aCenter(1, { lat: 0, lon: -45 }), aCenter(2, { lat: 0, lon: 45 })];
		expect(firstGround('nation', aDirectory(centers), none)?.viewBox).toMatch(/^3072\.00 .* 2048/);
		expect(firstGround('nation', aDirectory([]), none)).toBeNull();
	});
});

describe('firstMarks', () => {
	const VIEW = '0 0 8192 8192';
	const looks = new Map<number, MarkKind>([
		[1, 'critical'],
		[2, 'calm'],
		[3, 'calm'],
		[4, 'crowded'],
	]);
	const centers = [1, 2, 3, 4, 5].map((ordinal) => aCenter(ordinal, { lat: 0, lon: 0 }));
	const marks = firstMarks(centers, VIEW, (ordinal) => looks.get(ordinal) ?? null);

	it('draws the worst last, and no center that has no row', () => {
		expect(marks.map(({ kind }) => kind)).toEqual(['calm', 'crowded', 'critical']);
	});

	it('draws a point for a dot, a slope for a diamond and three corners for a triangle', () => {
		const pathOf = (wanted: MarkKind) => marks.find(({ kind }) => kind === wanted)?.path;
		expect(pathOf('calm')).toBe('M4096 4096h0M4096 4096h0');
		expect(pathOf('critical')).toMatch(/^M4096 4096l([\d.]+) \1$/);
		expect(pathOf('crowded')).toMatch(/^M4096 4096m0 -[\d.]+l[\d.]+ [\d.]+h-[\d.]+z$/);
	});

	it('keeps places of one street apart in the picture of a city', () => {
		const street = [aCenter(1, { lat: 43.25, lon: 76.9 }), aCenter(2, { lat: 43.25, lon: 76.901 })];
		const [calm] = firstMarks(street, '0 0 1 1', () => 'calm');
		const [first, second] = calm?.path.split('h0') ?? [];
		expect(first).not.toBe(second);
	});
});
