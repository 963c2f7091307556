import { describe, expect, it } from 'vitest';
import { overlaps, placeLabels, type Box, type LabelWish, type Side } from './label-layout.ts';

const view: Box = { left: 0, top: 0, right: 400, bottom: 300 };
const nothing = () => 0;

function wish(
	x: number,
	y: number,
	sides: Side[] = ['right', 'left', 'below', 'above'],
): LabelWish {
	return {
		anchor: { left: x - 5, top: y - 5, right: x + 5, bottom: y + 5 },
		width: 60,
		height: 14,
		sides,
		mayCover: 9,
	};
}

describe('placeLabels', () => {
	it('takes the first side when all are free', () => {
		expect(placeLabels([wish(100, 100)], [], nothing, view)[0]?.side).toBe('right');
	});

	it('goes to another side of an obstacle', () => {
		const wall = { left: 110, top: 90, right: 120, bottom: 110 };
		expect(placeLabels([wish(100, 100)], [wall], nothing, view)[0]?.side).toBe('left');
	});

	it('stays inside the view', () => {
		expect(placeLabels([wish(380, 100)], [], nothing, view)[0]?.side).toBe('left');
	});

	it('drops the later of two that cannot both stand', () => {
		const names = [wish(100, 100, ['over']), wish(110, 104, ['over'])];
		expect(placeLabels(names, [], nothing, view).map(({ index }) => index)).toEqual([0]);
	});

	it('never lets two labels overlap', () => {
		const crowd = Array.from({ length: 60 }, (_, i) => wish(60 + (i % 10) * 30, 40 + i * 4));
		const placed = placeLabels(crowd, [], nothing, view);
		for (const a of placed) {
			for (const b of placed) if (a !== b) expect(overlaps(a.box, b.box)).toBe(false);
		}
		expect(placed.length).toBeGreaterThan(10);
	});

	it('prefers the side that covers the fewest marks', () => {
		const soft = (box: Box) => (box.left > 100 ? 3 : box.right < 100 ? 1 : 2);
		expect(placeLabels([wish(100, 100)], [], soft, view)[0]?.side).toBe('left');
	});

	it('drops a label that would cover more marks than it may', () => {
		const shy = { ...wish(100, 100), mayCover: 1 };
		expect(placeLabels([shy], [], () => 2, view)).toEqual([]);
		expect(placeLabels([shy], [], () => 1, view)).toHaveLength(1);
	});
});
