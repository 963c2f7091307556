import { describe, expect, it } from 'vitest';
import { REGIME_BITS } from '$lib/domain/row.ts';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import { DESK_SIZES } from '../../../../tests/support/map-theme.ts';
import { createMarkField } from './mark-field.ts';
import { markOf } from './mark.ts';
import { rulePaths } from './rule-layer.ts';

const { bookingOnly, exempt } = REGIME_BITS;
const centers = [
	aCenter(1, { cityId: 'almaty', lon: 100, lat: 100 }),
	aCenter(2, { cityId: 'almaty', lon: 140, lat: 100 }),
	aCenter(3, { cityId: 'almaty', lon: 120, lat: 160 }),
	aCenter(4, { lon: 300, lat: 300 }),
];

function fieldOf(rules: number[], isShown = true) {
	const field = createMarkField(
		aDirectory(centers),
		() => (isShown ? markOf(1, 1, 0) : null),
		(ordinal) => rules[ordinal - 1] ?? 0,
	);
	const change = field.read('all');
	field.project((lat, lon) => ({ x: lon, y: lat }), DESK_SIZES);
	return { field, change };
}

const corner = { x: 0, y: 0 };

describe('rules on the map', () => {
	it('draw one outline around the booking-only centers of a city, and leave its exempt one out', () => {
		const { field } = fieldOf([bookingOnly, bookingOnly, exempt, 0]);
		const { outlines, rings } = rulePaths(field, corner);
		const lines = outlines.split('M').filter(Boolean);
		expect(lines).toHaveLength(2);
		const starts = new Set(lines.map((line) => line.split('L')[0]));
		expect(starts.size).toBe(1);
		expect(rings.match(/M/g)).toHaveLength(1);
	});

	it('draw an outline around a center outside cities by itself', () => {
		const { outlines, dots } = rulePaths(fieldOf([0, 0, 0, bookingOnly]).field, corner);
		expect(outlines).toBe('M300 300L300 300');
		expect(dots).toBe('M300 300h0');
	});

	it('draw nothing of centers that have no row', () => {
		const { field } = fieldOf([bookingOnly, bookingOnly, exempt, bookingOnly], false);
		expect(rulePaths(field, corner)).toEqual({ outlines: '', dots: '', rings: '' });
	});

	it('are read again with the rows, and said to have changed only when they did', () => {
		const rules = [0, 0, 0, 0];
		const { field, change } = fieldOf(rules);
		expect(change.isRuled).toBe(false);
		rules[1] = bookingOnly;
		expect(field.read(new Set([2])).isRuled).toBe(true);
		expect(field.read(new Set([2]))).toMatchObject({ isRuled: false, changed: [] });
	});
});
