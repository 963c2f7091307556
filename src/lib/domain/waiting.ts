import type { QueueFigures } from './reading.ts';

/** Presets of the wait estimates. */
export const WAITING = {
	/** Service of one visitor where it is not measured (domain.md D8). */
	serviceSeconds: 12 * 60,
	/** Share of the windows' capacity that walk-ins keep at least, when a short burst of bookings would leave them none. */
	walkInShareAtLeast: 0.3,
} as const;

/**
 * Wait in seconds of a visitor who joins behind `queue` others served in one order: (Q+1)/(cμ). Null with no window
 * serving, 0 when nobody waits. `windowsServing`, never windows open. Source: domain.md D5 (`queue_length`).
 */
export function waitByQueueLength(
	queue: number,
	windowsServing: number | null,
	serviceSeconds: number = WAITING.serviceSeconds,
): number | null {
	if (windowsServing === null || windowsServing <= 0) return null;
	if (queue <= 0) return 0;
	return ((queue + 1) * serviceSeconds) / windowsServing;
}

/**
 * Wait in seconds of a walk-in who joins now where booked visitors go first: (Q_b+Q_w+1)/(cμ−λ_b), with the booked
 * arrivals expected meanwhile. Null with no window serving, 0 when nobody waits. Source: domain.md D5
 * (`queue_length_walk_in`).
 */
export function walkInWait(
	booked: number,
	walkIn: number,
	bookedPerMinute: number,
	windowsServing: number | null,
	serviceSeconds: number = WAITING.serviceSeconds,
): number | null {
	if (windowsServing === null || windowsServing <= 0) return null;
	if (booked + walkIn <= 0) return 0;
	const perSecond = windowsServing / serviceSeconds;
	const left = Math.max(perSecond - bookedPerMinute / 60, perSecond * WAITING.walkInShareAtLeast);
	return (booked + walkIn + 1) / left;
}

/** Waits in seconds of who joins now, by class; null where it cannot be estimated. */
export interface ExpectedWait {
	walkIn: number | null;
	booked: number | null;
}

/**
 * Both waits from what a queue system measured. Without the two classes apart the walk-in wait is that of one common
 * queue and the booked wait unknown. `bookedPerMinute` is 0 where arrivals are not counted. Where a source knows open
 * windows only, they stand for the serving ones: the estimate is then a lower bound.
 */
export function expectedWait(
	queue: Omit<QueueFigures, 'longestWaitSeconds'>,
	bookedPerMinute: number,
	serviceSeconds: number = WAITING.serviceSeconds,
): ExpectedWait {
	const { queueLength, bookedWaiting, walkInWaiting } = queue;
	const windowsServing = queue.windowsServing ?? queue.windowsOpen;
	const booked =
		bookedWaiting === null
			? null
			: waitByQueueLength(bookedWaiting, windowsServing, serviceSeconds);
	if (bookedWaiting !== null && walkInWaiting !== null) {
		const walkIn = walkInWait(
			bookedWaiting,
			walkInWaiting,
			bookedPerMinute,
			windowsServing,
			serviceSeconds,
		);
		return { walkIn, booked };
	}
	const walkIn =
		queueLength === null ? null : waitByQueueLength(queueLength, windowsServing, serviceSeconds);
	return { walkIn, booked };
}

/** The standard normal quantile of 0.8. */
const Z_80 = 0.8416212335729143;

/** A wait that half of those who join now do not exceed, and one that eight in ten do not; seconds. */
interface WaitRange {
	p50: number;
	p80: number;
}

/**
 * The range of an expected wait behind `waiting` people: the time until `waiting + 1` services end is Erlang-distributed
 * when services are exponential, by Wilson–Hilferty. Real services vary less, so the upper end is on the safe side.
 * Null when nobody waits. Source: domain.md D5 ("show the range p50–p80").
 */
export function waitRange(waitSeconds: number, waiting: number): WaitRange | null {
	if (waitSeconds <= 0 || waiting <= 0) return null;
	const shape = waiting + 1;
	const at = (z: number): number =>
		waitSeconds * (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
	return { p50: at(0), p80: at(Z_80) };
}
