/** Rows kept drawn above and below what is seen, so that quick scrolling shows no gap. */
const OVERSCAN_ROWS = 20;
/** Up to so many rows all are drawn: the browser skips those out of sight by itself. */
const WINDOW_FROM_ROWS = 500;

/** Which rows of a long list are drawn: `[start, end)`. */
export interface RowWindow {
	start: number;
	end: number;
}

/**
 * The rows to draw of `count`, when the list begins `scrolledPx` above the upper edge of a view of `viewPx` and a row is
 * `rowPx` high. Short lists are drawn whole. `keep` is a row that must stay (the one with the focus), −1 for none.
 */
export function rowWindow(options: {
	count: number;
	scrolledPx: number;
	viewPx: number;
	rowPx: number;
	keep: number;
}): RowWindow {
	const { count, scrolledPx, viewPx, rowPx, keep } = options;
	if (count <= WINDOW_FROM_ROWS || rowPx <= 0) return { start: 0, end: count };
	const first = Math.floor(scrolledPx / rowPx) - OVERSCAN_ROWS;
	const last = Math.ceil((scrolledPx + viewPx) / rowPx) + OVERSCAN_ROWS;
	const start = Math.min(Math.max(0, first), Math.max(0, count - 1));
	const end = Math.min(count, Math.max(last, start + 1));
	if (keep < 0) return { start, end };
	return { start: Math.min(start, keep), end: Math.max(end, keep + 1) };
}
