/** How far back the panel of a center looks, ms. */
export const HISTORY_WINDOW_MS = 2 * 3600 * 1000;

/** One minute of a center; null where nothing was measured. */
export interface HistoryPoint {
	/** Unix ms. */
	at: number;
	queueLength: number | null;
	occupancy: number | null;
}

/** Where the server keeps the two hours before `nowMs` (operations clock), by the minute. */
export function historyAddress(centerId: string, nowMs: number): string {
	const query = new URLSearchParams({
		from: new Date(nowMs - HISTORY_WINDOW_MS).toISOString(),
		to: new Date(nowMs).toISOString(),
		step: '1m',
		metrics: 'queueLength,occupancy',
	});
	return `/api/v1/centers/${encodeURIComponent(centerId)}/history?${query}`;
}

/** The points of an answer of our own server; throws on anything else. */
export function readPoints(answer: unknown): HistoryPoint[] {
	const { points } = answer as { points: { at: string; [metric: string]: unknown }[] };
	return points.map((point) => {
		const at = Date.parse(point.at);
		if (Number.isNaN(at)) throw new Error('a point without its time');
		return { at, queueLength: figure(point.queueLength), occupancy: figure(point.occupancy) };
	});
}

function figure(value: unknown): number | null {
	return typeof value === 'number' ? value : null;
}
