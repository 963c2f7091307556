import type { Goal } from './pairs.ts';

/**
 * A line of the growth law (realtime.md §6): one factor is doubled. Where it counts the work at most doubles, with a
 * tenth for what comes with it; elsewhere it stays. The floors leave an eighth for the noise of a median.
 */
export function growthLine(line: {
	id: string;
	/** The work, and the factor that is doubled. */
	measured: string;
	unit: string;
	/** Whether the work may grow with the factor. */
	counts: boolean;
}): Goal {
	const { id, measured, unit, counts } = line;
	const aim = counts ? 2.2 : 1.1;
	return {
		id,
		measured,
		yardstick: 'half as many',
		unit,
		bound: 'at_most',
		floor: Number((aim * 1.125).toPrecision(3)),
		aim,
	};
}
