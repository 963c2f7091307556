import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import { DESK_SIZES } from '../../../../tests/support/map-theme.ts';
import { createMarkField, NOT_SHOWN } from './mark-field.ts';
import { markOf, RANK, type Mark } from './mark.ts';

const [calm, critical] = [markOf(1, 1, 0), markOf(4, 1, 0)];
const toPixel = (lat: number, lon: number) => ({ x: lon * 10, y: lat * 10 });

function aField(count: number, marks: (Mark | null)[], cityId: string | null = 'almaty') {
	const centers = Array.from({ length: count }, (_, index) =>
		aCenter(index + 1, { cityId, lat: 43.2, lon: 76.9 }),
	);
	const field = createMarkField(aDirectory(centers), (ordinal) => marks[ordinal - 1] ?? null);
	field.read('all');
	field.project(toPixel, DESK_SIZES);
	return field;
}

const placeOf = (field: ReturnType<typeof aField>, index: number) =>
	[field.xy[index * 2], field.xy[index * 2 + 1]] as const;

describe('createMarkField', () => {
	it('shows only centers that have a row', () => {
		const field = aField(2, [calm, null]);
		expect([...field.ranks]).toEqual([RANK.calm, NOT_SHOWN]);
	});

	it('spreads the centers of a city so that each can be seen', () => {
		const field = aField(12, Array<Mark>(12).fill(calm));
		for (let a = 0; a < 12; a++) {
			for (let b = 0; b < a; b++) {
				const [ax = 0, ay = 0] = placeOf(field, a);
				const [bx = 0, by = 0] = placeOf(field, b);
				expect(Math.hypot(ax - bx, ay - by)).toBeGreaterThan(DESK_SIZES.calm);
			}
		}
	});

	it('brings a center that turns critical to the point of its city', () => {
		const marks = Array<Mark>(8).fill(calm);
		const field = aField(8, marks);
		marks[5] = critical;
		const change = field.read(new Set([6]));
		expect(change).toEqual({ changed: [5], turnedCritical: [5], isReranked: true, isRuled: false });
		expect(field.respread()).toContain(5);
		expect(placeOf(field, 5)).toEqual([769, 432]);
	});

	it('does not call a center new that was critical when first seen', () => {
		const marks: (Mark | null)[] = [null];
		const field = aField(1, marks);
		marks[0] = critical;
		expect(field.read('all').turnedCritical).toEqual([]);
	});

	it('tells late from fresh without moving anything', () => {
		const marks = [calm, calm];
		const field = aField(2, marks);
		marks[1] = markOf(1, 2, 0);
		expect(field.read('all')).toEqual({
			changed: [1],
			turnedCritical: [],
			isReranked: false,
			isRuled: false,
		});
	});

	it('ignores ordinals of other networks', () => {
		expect(aField(1, [calm]).read(new Set([99])).changed).toEqual([]);
	});

	it('finds marks near a point, where they were spread to', () => {
		const field = aField(3, [calm, calm, calm]);
		const [x = 0, y = 0] = placeOf(field, 2);
		expect(field.grid().near(x, y, 3)[0]?.index).toBe(2);
	});
});
