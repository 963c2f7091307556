/** Rows kept drawn above and below what is seen, so that quick scrolling shows no gap. */
const OVERSCAN_ROWS = 20;
/** Up to so many rows all are drawn: the browser skips those out of sight by itself. */
const WINDOW_FROM_ROWS = 500;

/** A row that is drawn: its place in the whole list, from 0, and how many rows before it are not drawn. */
export interface DrawnRow {
	index: number;
	gap: number;
}

/**
 * The rows to draw of `count`, when the list begins `scrolledPx` above the upper edge of a view of `viewPx` and a row is
 * `rowPx` high. Short lists are drawn whole. `keep` are places that stay drawn wherever the view is, such as the row
 * with the focus; places outside the list (−1) are passed over.
 */
export function drawnRows(options: {
	count: number;
	scrolledPx: number;
	viewPx: number;
	rowPx: number;
	keep: readonly number[];
}): DrawnRow[] {
	const { count, scrolledPx, viewPx, rowPx, keep } = options;
	const isWhole = count <= WINDOW_FROM_ROWS || rowPx <= 0;
	const above = Math.floor(scrolledPx / rowPx) - OVERSCAN_ROWS;
	const below = Math.ceil((scrolledPx + viewPx) / rowPx) + OVERSCAN_ROWS;
	const first = isWhole ? 0 : Math.min(Math.max(0, above), count - 1);
	// One row at least, even when the list is out of sight: its height is what the next look measures by.
	const end = isWhole ? count : Math.min(count, Math.max(below, first + 1));
	const kept = keep.filter((at) => at >= 0 && at < count && (at < first || at >= end));
	const window = Array.from({ length: end - first }, (_, i) => first + i);
	const places = [...new Set([...window, ...kept])].sort((a, b) => a - b);
	return places.map((index, i) => ({ index, gap: index - (places[i - 1] ?? -1) - 1 }));
}

/** Of many rows that should stay drawn only so many do: a whole network without data is windowed too. */
export function keptRows(places: readonly number[]): readonly number[] {
	return places.slice(0, WINDOW_FROM_ROWS);
}
