/** Codes of `level` (domain/row.ts). */
export const UNKNOWN = 0;
/** Under every limit. */
const CALM = 1;

/**
 * Limits of the levels busy, crowded, critical on each dimension. Illustrative presets of domain.md D8: the columns of
 * SEV4, SEV3 and SEV2 without durations and feed.
 */
const LEVEL_LIMITS = {
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
} as const;

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
export function levelOf(dimensions: Dimensions, share = 1): number {
	let level = UNKNOWN;
	for (const name of DIMENSIONS) {
		const value = dimensions[name];
		if (value === null || value === undefined) continue;
		let reached = CALM;
		for (const limit of LEVEL_LIMITS[name]) {
			const over = name === 'outside' || share < 1 ? value >= limit * share : value > limit;
			if (over) reached++;
		}
		if (reached > level) level = reached;
	}
	return level;
}

/** What hysteresis remembers of one center: the level shown and since when (ms) each level's relaxed limit is undercut. */
export interface LevelMemory {
	level: number;
	/** Index 0 is busy, 1 crowded, 2 critical; null while not below. */
	belowSince: (number | null)[];
}

/** Memory of a center that was never measured. */
export function freshLevelMemory(): LevelMemory {
	return { level: UNKNOWN, belowSince: [null, null, null] };
}

/**
 * The next memory: a level rises at once and falls after `leaveAfterMs` (at least `floorMs`) below 0.9 of its limit.
 * Unmeasured figures (`UNKNOWN`) show no level and stop the time below: silence clears nothing.
 */
export function nextLevel(
	memory: LevelMemory,
	dimensions: Dimensions,
	nowMs: number,
	floorMs: number,
): LevelMemory {
	const reached = levelOf(dimensions);
	if (reached === UNKNOWN) return { level: memory.level, belowSince: [null, null, null] };
	const relaxed = levelOf(dimensions, LOAD.leaveShare);
	const leaveAfterMs = Math.max(LOAD.leaveAfterMs, floorMs);
	let level = reached;
	const belowSince = memory.belowSince.map((since, i) => {
		const itsLevel = i + 2;
		if (memory.level < itsLevel || relaxed >= itsLevel) {
			if (memory.level >= itsLevel) level = Math.max(level, itsLevel);
			return null;
		}
		const from = since ?? nowMs;
		if (nowMs - from >= leaveAfterMs) return null;
		level = Math.max(level, itsLevel);
		return from;
	});
	return { level, belowSince };
}

/** First instant (ms) at which time alone could lower the level; Infinity when none. */
export function nextLevelChangeAt(memory: LevelMemory, floorMs: number): number {
	const leaveAfterMs = Math.max(LOAD.leaveAfterMs, floorMs);
	let due = Infinity;
	for (const since of memory.belowSince) {
		if (since !== null) due = Math.min(due, since + leaveAfterMs);
	}
	return due;
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
