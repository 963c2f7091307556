import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cityHomes, hexOffsets, searchOffsets, spreadMarks, type SpreadItem } from './spread.ts';

const SEARCH = { gap: 2, offsets: searchOffsets(60, 3) };
const WIDE = { gap: 2, offsets: searchOffsets(300, 5) };

function distance(xy: Float64Array, a: number, b: number): number {
	return Math.hypot(
		(xy[a * 2] ?? 0) - (xy[b * 2] ?? 0),
		(xy[a * 2 + 1] ?? 0) - (xy[b * 2 + 1] ?? 0),
	);
}

describe('hexOffsets', () => {
	it('begins at the origin and keeps the pitch between any two', () => {
		const offsets = hexOffsets(30, 10);
		expect(offsets[0]).toEqual({ x: 0, y: 0 });
		for (const a of offsets) {
			for (const b of offsets) {
				if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(9.99);
			}
		}
	});

	it('leaves no nearer lattice point out', () => {
		const far = Math.max(...hexOffsets(19, 10).map(({ x, y }) => Math.hypot(x, y)));
		expect(far).toBeCloseTo(20, 6);
	});
});

describe('cityHomes', () => {
	const city = { x: 100, y: 100 };
	const crowd = (ranks: number[]) => ranks.map((rank) => ({ x: 101, y: 99, rank }));

	it('puts the worst on the point of the city', () => {
		const homes = cityHomes(city, crowd([1, 1, 4, 1]), 12);
		expect(homes[2]).toEqual(city);
	});

	it('moves only the old and the new worst when a level changes', () => {
		const before = cityHomes(city, crowd([1, 1, 1, 1, 1, 1]), 12);
		const after = cityHomes(city, crowd([1, 1, 1, 1, 5, 1]), 12);
		const moved = after.filter((home, index) => home.x !== before[index]?.x);
		expect(moved).toHaveLength(2);
		expect(after[4]).toEqual(city);
	});

	it('lets equals keep their places', () => {
		const before = cityHomes(city, crowd([4, 1, 1]), 12);
		expect(cityHomes(city, crowd([4, 1, 4]), 12)).toEqual(before);
	});

	it('goes home to the true points once they are further apart than the slots', () => {
		const members = [0, 40, 80].map((x) => ({ x: 60 + x, y: 100, rank: 1 }));
		expect(cityHomes(city, members, 12)).toEqual(members.map(({ x, y }) => ({ x, y })));
	});

	it('leaves an only center on its own point', () => {
		expect(cityHomes(city, [{ x: 103, y: 90, rank: 1 }], 12)).toEqual([{ x: 103, y: 90 }]);
	});
});

describe('spreadMarks', () => {
	const items: fc.Arbitrary<SpreadItem[]> = fc.array(
		fc.record({
			x: fc.integer({ min: 0, max: 400 }),
			y: fc.integer({ min: 0, max: 400 }),
			radius: fc.constantFrom(3.5, 5, 8, 13),
			rank: fc.integer({ min: 0, max: 5 }),
		}),
		{ maxLength: 40 },
	);

	it('lets no mark hide another', () => {
		fc.assert(
			fc.property(items, (list) => {
				const xy = spreadMarks(list, WIDE);
				const hidden = list.some((a, i) =>
					list.some((b, j) => i < j && distance(xy, i, j) < a.radius + b.radius + 1.999),
				);
				expect(hidden).toBe(false);
			}),
			{ numRuns: 60 },
		);
	});

	it('keeps the worst where it belongs', () => {
		fc.assert(
			fc.property(items, (list) => {
				const xy = spreadMarks(list, SEARCH);
				const top = Math.max(...list.map(({ rank }) => rank));
				const worst = list.findIndex(({ rank }) => rank === top);
				if (worst < 0) return;
				expect([xy[worst * 2], xy[worst * 2 + 1]]).toEqual([list[worst]?.x, list[worst]?.y]);
			}),
		);
	});

	it('moves none further than allowed, even without a free place', () => {
		const list = Array.from({ length: 60 }, () => ({ x: 10, y: 10, radius: 8, rank: 1 }));
		const xy = spreadMarks(list, { gap: 2, offsets: searchOffsets(30, 3) });
		list.forEach((item, index) => {
			const moved = Math.hypot((xy[index * 2] ?? 0) - item.x, (xy[index * 2 + 1] ?? 0) - item.y);
			expect(moved).toBeLessThanOrEqual(30);
		});
	});

	it('is the same for the same marks', () => {
		const list = Array.from({ length: 20 }, (_, i) => ({ x: i, y: 0, radius: 5, rank: i % 3 }));
		expect(spreadMarks(list, SEARCH)).toEqual(spreadMarks(list, SEARCH));
	});
});
