import type { Box } from './label-layout.ts';

/** One mark under a pointer. */
export interface Hit {
	index: number;
	/** Distance from the pointer to the middle of the mark, px. */
	distance: number;
}

/** Finds marks near a point without looking at all of them. */
export interface HitGrid {
	/** Marks whose middle lies within `reach` px of the point, nearest first. */
	near(x: number, y: number, reach: number): Hit[];
	/** How many marks have their middle in a box. */
	countIn(box: Box): number;
}

/** Side of a grid cell, px: about one hit area of a finger. */
const CELL = 48;

/**
 * Grid over the placed marks (`xy`: x, y pairs in px); `isShown` leaves out marks that are not painted.
 */
export function createHitGrid(xy: Float64Array, isShown: (index: number) => boolean): HitGrid {
	const cells = new Map<number, number[]>();
	const keyOf = (column: number, row: number): number => column * 0x400000 + row;
	for (let index = 0; index * 2 < xy.length; index++) {
		if (!isShown(index)) continue;
		const key = keyOf(
			Math.floor((xy[index * 2] ?? 0) / CELL),
			Math.floor((xy[index * 2 + 1] ?? 0) / CELL),
		);
		const cell = cells.get(key);
		if (cell) cell.push(index);
		else cells.set(key, [index]);
	}

	function near(x: number, y: number, reach: number): Hit[] {
		const hits: Hit[] = [];
		for (let column = Math.floor((x - reach) / CELL); column <= (x + reach) / CELL; column++) {
			for (let row = Math.floor((y - reach) / CELL); row <= (y + reach) / CELL; row++) {
				for (const index of cells.get(keyOf(column, row)) ?? []) {
					const distance = Math.hypot((xy[index * 2] ?? 0) - x, (xy[index * 2 + 1] ?? 0) - y);
					if (distance <= reach) hits.push({ index, distance });
				}
			}
		}
		return hits.sort((a, b) => a.distance - b.distance || a.index - b.index);
	}

	function countIn(box: Box): number {
		let count = 0;
		for (let column = Math.floor(box.left / CELL); column <= box.right / CELL; column++) {
			for (let row = Math.floor(box.top / CELL); row <= box.bottom / CELL; row++) {
				for (const index of cells.get(keyOf(column, row)) ?? []) {
					const [x = 0, y = 0] = [xy[index * 2], xy[index * 2 + 1]];
					if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) count++;
				}
			}
		}
		return count;
	}

	return { near, countIn };
}

/**
 * Which marks a press means. A mouse that is on the shape of exactly one mark means that one; otherwise it is every mark
 * within reach, worst first, for the chooser.
 */
export function pressed(
	hits: readonly Hit[],
	isTouch: boolean,
	radiusOf: (index: number) => number,
	rankOf: (index: number) => number,
): number[] {
	if (!isTouch) {
		const on = hits.filter((hit) => hit.distance <= radiusOf(hit.index));
		const [only] = on;
		if (on.length === 1 && only) return [only.index];
	}
	return hits
		.toSorted((a, b) => rankOf(b.index) - rankOf(a.index) || a.distance - b.distance)
		.map((hit) => hit.index);
}
