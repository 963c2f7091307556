import { describe, expect, it } from 'vitest';
import { drawnRows, keptRows } from './row-window.ts';

const seen = { viewPx: 400, rowPx: 40, keep: [] };
const places = (options: Parameters<typeof drawnRows>[0]) =>
	drawnRows(options).map(({ index }) => index);
const range = (start: number, end: number) =>
	Array.from({ length: end - start }, (_, i) => start + i);

describe('the window over a long list', () => {
	it('leaves a short list whole', () => {
		expect(places({ ...seen, count: 500, scrolledPx: 9000 })).toEqual(range(0, 500));
	});

	it('draws what is seen and a margin, after as many rows as it leaves out', () => {
		const drawn = drawnRows({ ...seen, count: 20_000, scrolledPx: 40_000 });
		expect(drawn.map(({ index }) => index)).toEqual(range(980, 1030));
		expect(drawn.map(({ gap }) => gap)).toEqual([980, ...Array<number>(49).fill(0)]);
	});

	it('stays inside the list at both ends', () => {
		expect(places({ ...seen, count: 600, scrolledPx: -300 })).toEqual(range(0, 23));
		expect(places({ ...seen, count: 600, scrolledPx: 600 * 40 })).toEqual(range(580, 600));
	});

	it('draws one row, to measure by, of a list that is out of sight', () => {
		expect(places({ ...seen, count: 600, scrolledPx: 5000 * 40 })).toEqual([599]);
		expect(places({ ...seen, count: 600, scrolledPx: -5000 * 40 })).toEqual([0]);
	});

	it('keeps rows far from the view without drawing all between', () => {
		const drawn = drawnRows({ ...seen, count: 600, scrolledPx: 10_000, keep: [3, 598, 599, -1] });
		expect(drawn.map(({ index }) => index)).toEqual([3, ...range(230, 280), 598, 599]);
		expect(drawn.filter(({ gap }) => gap > 0)).toEqual([
			{ index: 3, gap: 3 },
			{ index: 230, gap: 226 },
			{ index: 598, gap: 318 },
		]);
	});

	it('draws a kept row inside the view once', () => {
		expect(places({ ...seen, count: 600, scrolledPx: 0, keep: [5, 30, 40] })).toEqual([
			...range(0, 31),
			40,
		]);
	});

	it('does not keep a whole network', () => {
		expect(keptRows(range(0, 900))).toHaveLength(500);
		expect(keptRows([4, 2])).toEqual([4, 2]);
	});
});
