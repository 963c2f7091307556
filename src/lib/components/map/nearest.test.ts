import { describe, expect, it } from 'vitest';
import { nearestInDirection, nearestTo } from './nearest.ts';

const at = (...points: [number, number][]) => points.map(([x, y], index) => ({ index, x, y }));

describe('nearestInDirection', () => {
	const cross = at([0, 0], [10, 0], [-10, 0], [0, 10], [0, -10]);

	it.each([
		['right', 1],
		['left', 2],
		['down', 3],
		['up', 4],
	] as const)('goes %s', (direction, index) => {
		expect(nearestInDirection(cross, { x: 0, y: 0 }, direction, 0)).toBe(index);
	});

	it('stays when nothing lies that way', () => {
		expect(nearestInDirection(at([0, 0], [-5, 1]), { x: 0, y: 0 }, 'right', 0)).toBeNull();
	});

	it('prefers a mark ahead to a closer one aside', () => {
		const targets = at([0, 0], [3, 20], [15, 2]);
		expect(nearestInDirection(targets, { x: 0, y: 0 }, 'right', 0)).toBe(2);
	});

	it('reaches a mark aside when there is none ahead', () => {
		expect(nearestInDirection(at([0, 0], [1, 30]), { x: 0, y: 0 }, 'right', 0)).toBe(1);
	});

	it('reaches every mark of a cloud from any other by some arrows', () => {
		const cloud = at([3, 7], [40, 12], [18, 33], [60, 60], [22, 21], [5, 55], [44, 40]);
		const seen = new Set([0]);
		const queue = [0];
		for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
			for (const direction of ['left', 'right', 'up', 'down'] as const) {
				const next = nearestInDirection(cloud, cloud[from] ?? { x: 0, y: 0 }, direction, from);
				if (next === null || seen.has(next)) continue;
				seen.add(next);
				queue.push(next);
			}
		}
		expect(seen.size).toBe(cloud.length);
	});
});

describe('nearestTo', () => {
	it('finds the closest', () => {
		expect(nearestTo(at([9, 9], [2, 1], [0, 5]), { x: 0, y: 0 })).toBe(1);
	});

	it('finds none in an empty map', () => {
		expect(nearestTo([], { x: 0, y: 0 })).toBeNull();
	});
});
