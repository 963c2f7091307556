import { describe, expect, it } from 'vitest';
import { dayFactor, quarterFactors, troubleOf } from './likeness.ts';
import { createRandom } from './random.ts';
import { shiftedDate } from './terms.ts';

const DATES = Array.from({ length: 700 }, (_, i) => shiftedDate('2026-01-01', i));
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlationOf(one: number[], other: number[]): number {
	const [a, b] = [meanOf(one), meanOf(other)];
	const product = (x: number[], mx: number, y: number[], my: number) =>
		x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
	return (
		product(one, a, other, b) / Math.sqrt(product(one, a, one, a) * product(other, b, other, b))
	);
}

describe('likeness of days', () => {
	const days = DATES.map((date) => dayFactor('1', 'almaty-almaly', date));

	it('has demand of mean 1, more alike to yesterday than to last week', () => {
		expect(meanOf(days)).toBeCloseTo(1, 1);
		const yesterday = correlationOf(days.slice(0, -1), days.slice(1));
		const lastWeek = correlationOf(days.slice(0, -7), days.slice(7));
		expect(yesterday).toBeGreaterThan(0.45);
		expect(yesterday).toBeLessThan(0.75);
		expect(Math.abs(lastWeek)).toBeLessThan(0.25);
	});

	it('is shared in part by the nation', () => {
		const elsewhere = DATES.map((date) => dayFactor('1', 'oral-1', date));
		const shared = correlationOf(days, elsewhere);
		expect(shared).toBeGreaterThan(0.1);
		expect(shared).toBeLessThan(0.6);
	});

	it('leaves trouble mostly with the same offices', () => {
		const ids = Array.from({ length: 300 }, (_, i) => `center-${i}`);
		const on = (date: string) => ids.map((id) => troubleOf('1', id, date));
		const monthLater = correlationOf(on('2026-11-02'), on('2026-12-02'));
		expect(monthLater).toBeGreaterThan(0.65);
		expect(monthLater).toBeLessThan(0.95);
	});
});

describe('likeness of quarter hours', () => {
	it('has factors of mean 1, each alike to the one before', () => {
		const factors = quarterFactors(createRandom('quarters'), 5000);
		expect(meanOf(factors)).toBeCloseTo(1, 1);
		expect(correlationOf(factors.slice(0, -1), factors.slice(1))).toBeCloseTo(0.5, 1);
	});

	it('has no spread where none is asked for', () => {
		expect(quarterFactors(createRandom('q'), 3, 0)).toEqual([1, 1, 1]);
	});
});
