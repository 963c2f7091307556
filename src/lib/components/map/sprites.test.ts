import { describe, expect, it } from 'vitest';
import { aMapTheme, DESK_SIZES } from '../../../../tests/support/map-theme.ts';
import { MARK_KINDS, RANK } from './mark.ts';
import { packPixel } from './raster.ts';
import { createSpriteSheet, growthStep, markSizes, spriteIndex } from './sprites.ts';

const BASE = DESK_SIZES;

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

describe('createSpriteSheet', () => {
	const theme = aMapTheme();
	const sheet = createSpriteSheet({ theme, size: DESK_SIZES, dpr: 2 });

	/** Pixel of a sprite at a distance from its middle in CSS px. */
	function at(index: number, x: number, y: number): number {
		const { half, pixels } = sheet(index);
		if (Math.max(Math.abs(x), Math.abs(y)) * 2 >= half) return 0;
		return pixels[Math.floor(half + y * 2) * 2 * half + Math.floor(half + x * 2)] ?? 0;
	}

	it('draws each sprite once', () => {
		expect(sheet(5)).toBe(sheet(5));
	});

	it.each(['calm', 'busy', 'crowded'] as const)('fills %s with its color', (kind) => {
		const index = spriteIndex(RANK[kind], false, false);
		expect(at(index, 0, 0)).toBe(packPixel(theme.fill[kind], 255));
		expect(at(index, 0, -DESK_SIZES[kind])).toBe(0);
	});

	it('gives a critical mark its color, its halo and its sign', () => {
		const index = spriteIndex(RANK.critical, false, false);
		expect(at(index, -7, 0)).toBe(packPixel(theme.fill.critical, 255));
		expect(at(index, 0, -3)).toBe(packPixel(theme.criticalSign, 255));
		expect(at(index, -12.8, 0)).toBe(packPixel(theme.criticalHalo, 255));
	});

	it('leaves a closed mark hollow', () => {
		const index = spriteIndex(RANK.closed, false, false);
		expect(at(index, 0, 0)).toBe(packPixel(theme.casing, 255));
		expect(at(index, 2.4, 0)).toBe(packPixel(theme.fill.closed, 255));
	});

	it('hatches an unknown mark', () => {
		const index = spriteIndex(RANK.unknown, false, false);
		const row = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((x) => at(index, x, 0));
		expect(row).toContain(packPixel(theme.fill.unknown, 255));
		expect(row).toContain(packPixel(theme.casing, 255));
	});

	it('rings the selected mark and adds a clock to a late one', () => {
		expect(at(spriteIndex(RANK.calm, false, true), -7.5, 0)).toBe(packPixel(theme.ink, 255));
		expect(at(spriteIndex(RANK.calm, false, false), -7.5, 0)).toBe(0);
		const plain = sheet(spriteIndex(RANK.busy, false, false));
		const late = sheet(spriteIndex(RANK.busy, true, false));
		expect(late.half).toBeGreaterThan(plain.half);
		expect(at(spriteIndex(RANK.busy, true, false), 0, 0)).toBe(packPixel(theme.fill.busy, 255));
	});

	it('keeps whole marks inside their squares', () => {
		for (let index = 0; index < MARK_KINDS.length * 4; index++) {
			const { half, pixels } = sheet(index);
			const edge = [...pixels.subarray(0, 2 * half), ...pixels.subarray(-2 * half)];
			expect(edge.every((pixel) => pixel >>> 24 < 128)).toBe(true);
		}
	});

	it('knows where the painted part of a row begins and ends', () => {
		const { half, pixels, spans } = sheet(spriteIndex(RANK.critical, false, false));
		pixels.forEach((pixel, place) => {
			const [row, column] = [Math.floor(place / (2 * half)), place % (2 * half)];
			const isInside = column >= (spans[2 * row] ?? 0) && column < (spans[2 * row + 1] ?? 0);
			if (!isInside) expect(pixel).toBe(0);
		});
	});
});
