import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import { createBaseline, slotOf, type BaselineOptions, type SlotRow } from './baseline.ts';

const WEEK_MS = 7 * 86_400_000;
const SLOT_MS = 15 * 60_000;
/** A Monday, 10:00 local. */
const TODAY = Date.UTC(2026, 10, 23, 10);
const MONDAY = 1;
const TEN = slotOf(600);

const OPTIONS: BaselineOptions = {
	regimeSinceMs: () => null,
	isSpecial: () => false,
	wasIncident: () => false,
	likeOf: () => 'almaty',
	sizeOf: (center) => center * 10,
};

/** The slot of a Monday so many weeks ago, at 10:00 unless shifted. */
function row(weeksAgo: number, arrivals: number, some: Partial<SlotRow> = {}): SlotRow {
	const atMs = TODAY - weeksAgo * WEEK_MS + ((some.slot ?? TEN) - TEN) * SLOT_MS;
	const date = new Date(atMs).toISOString().slice(0, 10);
	const measured = { walkIns: null, queue: arrivals / 2, windows: 4 };
	return { center: 1, atMs, date, weekday: MONDAY, slot: TEN, arrivals, ...measured, ...some };
}

const usual = (rows: SlotRow[], options: Partial<BaselineOptions> = {}, center = 1) =>
	createBaseline(rows, { ...OPTIONS, ...options }).usual(center, MONDAY, TEN);

const eightWeeks = vectors.surge_z.in.history.map((arrivals, i) => row(i + 1, arrivals));

describe('what is usual', () => {
	it('is the median of the last eight comparable slots (surge_z)', () => {
		const old = [row(9, 500), row(10, 500)];
		expect(usual([...old, ...eightWeeks])).toMatchObject({
			arrivals: { median: vectors.surge_z.out.median, mad: vectors.surge_z.out.mad, n: 8 },
			walkIns: null,
			basis: 'own',
		});
	});

	it('leaves out holidays, incidents and what was before the present regime', () => {
		const odd = [row(0, 900), row(0.01, 900)];
		expect(usual([...eightWeeks, ...odd])?.arrivals?.median).not.toBe(20);
		const wasIncident = (_: number, atMs: number) => atMs > TODAY - WEEK_MS;
		expect(usual([...eightWeeks, ...odd], { wasIncident })?.arrivals?.median).toBe(20);
		const isSpecial = (_: number, date: string) => date === '2026-11-16';
		expect(usual(eightWeeks, { isSpecial })?.arrivals?.n).toBe(7);
		const regimeSinceMs = () => TODAY - 4.5 * WEEK_MS;
		expect(usual(eightWeeks, { regimeSinceMs })?.arrivals?.n).toBe(4);
	});

	it('is pooled with the slots beside it where it is thin', () => {
		const thin = [row(1, 20), row(2, 22)];
		const beside = [row(1, 18, { slot: TEN - 1 }), row(1, 24, { slot: TEN + 1 })];
		expect(usual([...thin, ...beside])).toMatchObject({
			arrivals: { median: 21, n: 4 },
			basis: 'pooled',
		});
	});

	it('is what centers like it have, by their size, where it has nothing', () => {
		const others = eightWeeks.map((one) => ({ ...one, center: 2 }));
		expect(usual(others)).toMatchObject({ arrivals: { median: 10 }, basis: 'profile' });
		expect(usual(others, { likeOf: (center) => `city ${center}` })).toBeNull();
		expect(usual([])).toBeNull();
	});

	it('does not depend on the order of the rows', () => {
		const rows = [...eightWeeks, row(1, 30, { slot: TEN + 1 }), row(3, 5, { center: 2 })];
		fc.assert(
			fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
				expect(usual(shuffled)).toEqual(usual(rows));
			}),
		);
	});
});
