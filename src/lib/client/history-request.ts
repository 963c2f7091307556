import { expectedWait } from '$lib/domain/waiting.ts';

/** How far back the pages look, ms: a card at an hour, the page of a center at half a working day. */
export const HISTORY_WINDOW_MS = { card: 3600 * 1000, page: 4 * 3600 * 1000 } as const;

/** Minutes over which booked arrivals are averaged, as the Board does. */
const BOOKED_OVER = 15;

/** What is asked for: the shown figures, and those that the wait is estimated from. */
const METRICS = [
	'queueLength',
	'occupancy',
	'bookedWaiting',
	'walkInWaiting',
	'windowsServing',
	'windowsOpen',
	'arrivalsBooked',
] as const;

/** One minute of a center; null where nothing was measured. */
export interface HistoryPoint {
	/** Unix ms. */
	at: number;
	queueLength: number | null;
	occupancy: number | null;
	/** Estimate for somebody without a booking who came then, seconds. */
	waitSeconds: number | null;
}

/** Where the server keeps the minutes before `nowMs` (operations clock). */
export function historyAddress(centerId: string, nowMs: number, windowMs: number): string {
	const query = new URLSearchParams({
		from: new Date(nowMs - windowMs).toISOString(),
		to: new Date(nowMs).toISOString(),
		step: '1m',
		metrics: METRICS.join(','),
	});
	return `/api/v1/centers/${encodeURIComponent(centerId)}/history?${query}`;
}

/** The points of an answer of our own server; throws on anything else. */
export function readPoints(answer: unknown): HistoryPoint[] {
	const { points } = answer as { points: { at: string; [metric: string]: unknown }[] };
	return points.map((point, index) => {
		const at = Date.parse(point.at);
		if (Number.isNaN(at)) throw new Error('a point without its time');
		const queue = {
			queueLength: figure(point.queueLength),
			bookedWaiting: figure(point.bookedWaiting),
			walkInWaiting: figure(point.walkInWaiting),
			windowsServing: figure(point.windowsServing),
			windowsOpen: figure(point.windowsOpen),
		};
		const recent = points.slice(Math.max(0, index + 1 - BOOKED_OVER), index + 1);
		const booked = recent.reduce((sum, one) => sum + (figure(one.arrivalsBooked) ?? 0), 0);
		return {
			at,
			queueLength: queue.queueLength,
			occupancy: figure(point.occupancy),
			waitSeconds: expectedWait(queue, booked / BOOKED_OVER).walkIn,
		};
	});
}

function figure(value: unknown): number | null {
	return typeof value === 'number' ? value : null;
}
