import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHitGrid, pressed } from './hit-grid.ts';

const shown = () => true;

describe('createHitGrid', () => {
	const coordinate = fc.integer({ min: -300, max: 300 });
	const cloud = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 });

	it('finds what a look at every mark finds, nearest first', () => {
		fc.assert(
			fc.property(cloud, coordinate, coordinate, (points, x, y) => {
				const grid = createHitGrid(Float64Array.from(points.flat()), shown);
				const all = points
					.map(([px, py], index) => ({ index, distance: Math.hypot(px - x, py - y) }))
					.filter(({ distance }) => distance <= 22)
					.sort((a, b) => a.distance - b.distance || a.index - b.index);
				expect(grid.near(x, y, 22)).toEqual(all);
			}),
		);
	});

	it('counts what lies in a box', () => {
		fc.assert(
			fc.property(cloud, coordinate, coordinate, (points, left, top) => {
				const box = { left, top, right: left + 90, bottom: top + 40 };
				const inside = points.filter(
					([x, y]) => x >= left && x <= box.right && y >= top && y <= box.bottom,
				);
				const grid = createHitGrid(Float64Array.from(points.flat()), shown);
				expect(grid.countIn(box)).toBe(inside.length);
			}),
		);
	});

	it('leaves out marks that are not painted', () => {
		const grid = createHitGrid(Float64Array.of(0, 0, 1, 1), (index) => index === 1);
		expect(grid.near(0, 0, 10).map(({ index }) => index)).toEqual([1]);
	});
});

describe('pressed', () => {
	const hits = [
		{ index: 0, distance: 2 },
		{ index: 1, distance: 9 },
		{ index: 2, distance: 12 },
	];
	const ranks = [1, 5, 3];
	const rankOf = (index: number) => ranks[index] ?? 0;

	it('takes a mouse at its word when it is on one shape', () => {
		expect(pressed(hits, false, () => 5, rankOf)).toEqual([0]);
	});

	it('offers all in reach, worst first, to a finger', () => {
		expect(pressed(hits, true, () => 5, rankOf)).toEqual([1, 2, 0]);
	});

	it('offers all in reach when a mouse is on several shapes or on none', () => {
		expect(pressed(hits, false, () => 10, rankOf)).toEqual([1, 2, 0]);
		expect(pressed(hits, false, () => 1, rankOf)).toEqual([1, 2, 0]);
	});

	it('means nothing on empty ground', () => {
		expect(pressed([], false, () => 5, rankOf)).toEqual([]);
	});
});
