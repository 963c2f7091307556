/** Codes of `level` (domain/row.ts). */
export const UNKNOWN = 0;
/** Under every limit. */
const CALM = 1;
/** Over the last limit. */
const CRITICAL = 4;

/** Limits of busy, crowded and critical on one dimension, strictly ascending. */
export type Steps = readonly [busy: number, crowded: number, critical: number];

/**
 * Limits of the levels on each dimension until somebody changes them (domain/thresholds.ts). Illustrative presets of
 * domain.md D8: the columns of SEV4, SEV3 and SEV2 without durations and feed.
 */
export const LEVEL_LIMITS = {
	/** Wait over its norm: above the limit. */
	waitShare: [1, 1.5, 2],
	/** People inside over the safe capacity: above the limit. */
	insideShare: [0.85, 1, 1.25],
	/** People in front of the building: from the limit on. */
	outside: [5, 15, 40],
	/** Lost calls over offered calls: above the limit. */
	lostShare: [0.05, 0.1, 0.2],
	/** Calls waiting per operator on shift: above the limit. */
	waitingPerOperator: [0.2, 0.5, 1],
} as const satisfies Record<string, Steps>;

/** Limits on every dimension. */
export type LevelLimits = { readonly [D in keyof typeof LEVEL_LIMITS]: Steps };

/** Further presets of the levels. */
export const LOAD = {
	/** Norm of the wait to submit (domain.md E). */
	waitNormSeconds: 20 * 60,
	/** A level is left after so long below `leaveShare` of its limit. */
	leaveAfterMs: 2 * 60_000,
	leaveShare: 0.9,
	/** Below so many offered calls a share of lost ones is noise (domain.md D13). */
	offeredAtLeast: 20,
} as const;

/** Measured dimensions; a null one says nothing. `waitShare` is Infinity where people wait and nobody serves. */
export type Dimensions = { [D in keyof typeof LEVEL_LIMITS]?: number | null };

const DIMENSIONS = Object.keys(LEVEL_LIMITS) as (keyof typeof LEVEL_LIMITS)[];

/** Level that the figures ask for, with every limit multiplied by `share`; `UNKNOWN` when nothing is measured. */
export function levelOf(
	dimensions: Dimensions,
	share = 1,
	limits: LevelLimits = LEVEL_LIMITS,
): number {
	let level = UNKNOWN;
	for (const name of DIMENSIONS) {
		const value = dimensions[name];
		if (value === null || value === undefined) continue;
		let reached = CALM;
		for (const limit of limits[name]) {
			const over = name === 'outside' || share < 1 ? value >= limit * share : value > limit;
			if (over) reached++;
		}
		if (reached > level) level = reached;
	}
	return level;
}

/** What a place was like lately, minute by minute; asked only where it can matter. */
export interface LevelHistory {
	/** The highest figures of each minute of the last quarter of an hour. */
	peaks(): Dimensions[];
	/** The figures of each minute that touches the last `leaveAfterMs`. */
	recent(): Dimensions[];
}

/**
 * The level to show: it rises at once, and is held while it was reached within the last quarter of an hour and less than
 * two minutes have passed below 0.9 of its limit. Unmeasured figures (`UNKNOWN`) show no level. A function of the store's
 * rows and the time alone, so that every node, a restart and a replay see the same.
 */
export function heldLevel(
	now: Dimensions,
	history: LevelHistory,
	limits: LevelLimits = LEVEL_LIMITS,
): number {
	const reached = levelOf(now, 1, limits);
	if (reached === UNKNOWN || reached === CRITICAL) return reached;
	const { leaveShare } = LOAD;
	const still = Math.max(
		levelOf(now, leaveShare, limits),
		highest(history.recent(), leaveShare, limits),
	);
	if (still <= reached) return reached;
	return Math.max(reached, Math.min(still, highest(history.peaks(), 1, limits)));
}

function highest(minutes: readonly Dimensions[], share: number, limits: LevelLimits): number {
	let level = UNKNOWN;
	for (const dimensions of minutes) level = Math.max(level, levelOf(dimensions, share, limits));
	return level;
}

/** Dimensions of a center. `waitSeconds` null and `serviceStopped` true means that people wait and nobody serves. */
export function centerDimensions(figures: {
	waitSeconds: number | null;
	longestWaitSeconds: number | null;
	serviceStopped: boolean;
	occupancy: number | null;
	capacity: number | null;
	queueOutside: number | null;
}): Dimensions {
	const wait = figures.waitSeconds ?? figures.longestWaitSeconds;
	const { occupancy, capacity } = figures;
	return {
		waitShare: figures.serviceStopped
			? Infinity
			: wait === null
				? null
				: wait / LOAD.waitNormSeconds,
		insideShare: occupancy === null || !capacity ? null : occupancy / capacity,
		outside: figures.queueOutside,
	};
}

/** Dimensions of a contact-center site or of the pool; `offered` and `abandoned` of the last 15 min. */
export function contactDimensions(figures: {
	callsWaiting: number | null;
	operatorsOnShift: number | null;
	offered: number | null;
	abandoned: number | null;
}): Dimensions {
	const { callsWaiting, operatorsOnShift, offered, abandoned } = figures;
	return {
		waitingPerOperator:
			callsWaiting === null || operatorsOnShift === null
				? null
				: operatorsOnShift > 0
					? callsWaiting / operatorsOnShift
					: callsWaiting > 0
						? Infinity
						: 0,
		lostShare:
			offered === null || abandoned === null || offered < LOAD.offeredAtLeast
				? null
				: abandoned / offered,
	};
}
