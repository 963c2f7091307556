/** When a figure is too strange to act on alone; it is stored and marked. */
const PLAUSIBILITY = {
	/** People inside over this multiple of the hall's safe capacity [reliability.md §9]. */
	capacityTimes: 3,
	/** A figure that grew by more than this factor since the feed's last reading [reliability.md §9]. */
	jumpTimes: 10,
	/** Below this many people a jump means nothing: 2 → 25 is a bus arriving. */
	jumpFromPeople: 30,
} as const;

/** The figures that are judged, as far as measured. */
export interface CrowdFigures {
	occupancy: number | null;
	queueLength: number | null;
	queueOutside: number | null;
}

/**
 * Whether a reading is implausible: over 3 × the safe capacity, or one of its figures jumped over 10 × from `previous`
 * (the center's last known figures, null when none). `capacity` is null where the hall is unknown.
 */
export function isSuspect(
	figures: CrowdFigures,
	capacity: number | null,
	previous: CrowdFigures | null,
): boolean {
	const { capacityTimes } = PLAUSIBILITY;
	if (
		capacity !== null &&
		figures.occupancy !== null &&
		figures.occupancy > capacity * capacityTimes
	) {
		return true;
	}
	return (
		previous !== null &&
		(jumped(previous.occupancy, figures.occupancy) ||
			jumped(previous.queueLength, figures.queueLength) ||
			jumped(previous.queueOutside, figures.queueOutside))
	);
}

function jumped(before: number | null, after: number | null): boolean {
	if (before === null || after === null || after < PLAUSIBILITY.jumpFromPeople) return false;
	return after > Math.max(before, 1) * PLAUSIBILITY.jumpTimes;
}
