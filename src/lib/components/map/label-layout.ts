/** A rectangle in px. */
export interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** A label that looks for a place beside what it names. */
export interface LabelWish {
	/** What it names; px. */
	anchor: Box;
	width: number;
	height: number;
	/** Where the label may sit, the best first; `over` is the middle of the anchor. */
	sides: readonly Side[];
	/** It is dropped rather than cover more soft points than this. */
	mayCover: number;
}

/** Side of the anchor on which a label sits. */
export type Side = 'right' | 'left' | 'below' | 'above' | 'over';

/** A label that got a place. */
export interface PlacedLabel {
	/** Position in the list of wishes. */
	index: number;
	side: Side;
	box: Box;
}

/** Room between a label and what it names, px. */
const GAP = 4;

/** A box somewhere else. */
export function movedBy({ left, top, right, bottom }: Box, x: number, y: number): Box {
	return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}

/**
 * Places labels in the order of the list, the most important first; a later one that finds no side free of earlier
 * labels and of `obstacles` is dropped. Of the free sides the one that covers the fewest `soft` points wins.
 */
export function placeLabels(
	wishes: readonly LabelWish[],
	obstacles: readonly Box[],
	soft: (box: Box) => number,
	within: Box,
): PlacedLabel[] {
	const placed: PlacedLabel[] = [];
	wishes.forEach((wish, index) => {
		let best: PlacedLabel | null = null;
		let bestCost = Infinity;
		for (const side of wish.sides) {
			const box = boxAt(wish, side);
			if (!contains(within, box)) continue;
			if (placed.some((other) => overlaps(other.box, box))) continue;
			if (obstacles.some((obstacle) => overlaps(obstacle, box))) continue;
			const cost = soft(box);
			if (cost < bestCost && cost <= wish.mayCover) {
				best = { index, side, box };
				bestCost = cost;
			}
			if (cost === 0) break;
		}
		if (best) placed.push(best);
	});
	return placed;
}

function boxAt({ anchor, width, height }: LabelWish, side: Side): Box {
	const middleX = (anchor.left + anchor.right) / 2;
	const middleY = (anchor.top + anchor.bottom) / 2;
	const at = (left: number, top: number): Box => ({
		left,
		top,
		right: left + width,
		bottom: top + height,
	});
	switch (side) {
		case 'right':
			return at(anchor.right + GAP, middleY - height / 2);
		case 'left':
			return at(anchor.left - GAP - width, middleY - height / 2);
		case 'below':
			return at(middleX - width / 2, anchor.bottom + GAP);
		case 'above':
			return at(middleX - width / 2, anchor.top - GAP - height);
		case 'over':
			return at(middleX - width / 2, middleY - height / 2);
	}
}

/** Whether two rectangles share area. */
export function overlaps(a: Box, b: Box): boolean {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function contains(outer: Box, inner: Box): boolean {
	return (
		inner.left >= outer.left &&
		inner.top >= outer.top &&
		inner.right <= outer.right &&
		inner.bottom <= outer.bottom
	);
}
