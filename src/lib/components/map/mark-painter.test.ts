import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import { createMarkField } from './mark-field.ts';
import { createMarkPainter } from './mark-painter.ts';
import { MARK_KINDS, type Mark } from './mark.ts';
import { createSpriteSheet } from './sprites.ts';
import { aMapTheme, DESK_SIZES } from '../../../../tests/support/map-theme.ts';

const [width, height] = [300, 200];
const sheet = createSpriteSheet({ theme: aMapTheme(), size: DESK_SIZES, dpr: 1 });

/** Marks at points of a small picture; degrees are px. */
function aPicture(points: readonly (readonly [number, number])[], marks: (Mark | null)[]) {
	const centers = points.map(([x, y], index) => aCenter(index + 1, { lat: y, lon: x }));
	const field = createMarkField(aDirectory(centers), (ordinal) => marks[ordinal - 1] ?? null);
	field.read('all');
	field.project((lat, lon) => ({ x: lon, y: lat }), DESK_SIZES);
	const painter = createMarkPainter(field);
	painter.frame({ x: 0, y: 0 }, width, height, 1);
	painter.dress(sheet);
	painter.paint('all');
	return { field, painter };
}

const point = fc.tuple(fc.integer({ min: -20, max: 320 }), fc.integer({ min: -20, max: 220 }));
const mark = fc.option(fc.record({ kind: fc.constantFrom(...MARK_KINDS), isLate: fc.boolean() }), {
	freq: 6,
});

describe('createMarkPainter', () => {
	it('paints a change exactly as if all had been painted anew', () => {
		const cases = fc
			.array(fc.tuple(point, mark), { minLength: 1, maxLength: 40 })
			.chain((marks) =>
				fc.tuple(
					fc.constant(marks),
					fc.array(fc.tuple(fc.nat(marks.length - 1), mark), { minLength: 1, maxLength: 6 }),
					fc.option(fc.nat(marks.length - 1)),
				),
			);
		fc.assert(
			fc.property(cases, ([before, changes, selected]) => {
				const marks = before.map(([, one]) => one);
				const { field, painter } = aPicture(
					before.map(([at]) => at),
					marks,
				);
				for (const [index, next] of changes) marks[index] = next;
				const { changed } = field.read(new Set(changes.map(([index]) => index + 1)));
				painter.select(selected);
				painter.paint(
					new Set([...changed, ...field.respread(), ...(selected === null ? [] : [selected])]),
				);
				const some = painter.raster.pixels.slice();
				painter.paint('all');
				const all = painter.raster.pixels;
				expect(some.findIndex((pixel, at) => pixel !== all[at])).toBe(-1);
			}),
			{ numRuns: 80 },
		);
	});

	it('paints the worst over the others', () => {
		const calm = { kind: 'calm', isLate: false } as const;
		const critical = { kind: 'critical', isLate: false } as const;
		const { painter } = aPicture(
			[
				[100, 100],
				[104, 100],
			],
			[critical, calm],
		);
		const alone = aPicture([[100, 100]], [critical]).painter.raster.pixels;
		const at = 100 * width + 100;
		expect(painter.raster.pixels[at]).toBe(alone[at]);
		expect(painter.raster.pixels[at]).not.toBe(0);
	});

	it('tells which part has changed, and none when nothing has', () => {
		const marks: Mark[] = [{ kind: 'calm', isLate: false }];
		const { field, painter } = aPicture([[100, 60]], marks);
		expect(painter.paint([])).toBeNull();
		marks[0] = { kind: 'busy', isLate: false };
		const part = painter.paint(field.read(new Set([1])).changed);
		expect(part?.left).toBeGreaterThan(85);
		expect(part?.right).toBeLessThan(115);
		expect(part?.top).toBeGreaterThan(45);
	});

	it('wipes a mark that is no longer shown', () => {
		const marks: (Mark | null)[] = [{ kind: 'critical', isLate: true }];
		const { field, painter } = aPicture([[100, 60]], marks);
		marks[0] = null;
		painter.paint(field.read('all').changed);
		expect(painter.raster.pixels.every((pixel) => pixel === 0)).toBe(true);
	});
});
