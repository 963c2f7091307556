import { describe, expect, it } from 'vitest';
import { MARK_KINDS } from './mark.ts';
import { growthStep, markSizes, spriteIndex } from './sprites.ts';

const BASE = { closed: 5, calm: 7, unknown: 11, busy: 10, crowded: 14, critical: 20 };

describe('spriteIndex', () => {
	it('tells every look, late or not, selected or not, apart', () => {
		const seen = new Set<number>();
		MARK_KINDS.forEach((_, rank) => {
			for (const isLate of [false, true]) {
				for (const isSelected of [false, true]) seen.add(spriteIndex(rank, isLate, isSelected));
			}
		});
		expect(seen.size).toBe(MARK_KINDS.length * 4);
	});
});

describe('growth', () => {
	it.each([
		[4.75, 0],
		[3, 0],
		[5.7, 0],
		[5.75, 1],
		[8.75, 4],
		[14, 4],
	])('at zoom %f is step %i of four', (zoom, step) => {
		expect(growthStep(zoom, 4.75)).toBe(step);
	});

	it('ends at twice the size', () => {
		expect(markSizes(BASE, 0, 1100)).toEqual(BASE);
		expect(markSizes(BASE, 4, 1100).critical).toBe(40);
	});

	it('shrinks marks on a narrow map, the calm ones most', () => {
		const narrow = markSizes(BASE, 0, 599);
		expect(narrow.calm).toBeCloseTo(BASE.calm * 0.6);
		expect(narrow.critical).toBeCloseTo(BASE.critical * 0.65);
		expect(markSizes(BASE, 0, 600)).toEqual(BASE);
	});
});
