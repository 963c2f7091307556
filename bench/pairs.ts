/** What is measured against what, and the ratios that must hold (realtime.md §6). */
export interface Goal {
	/** `G7`; `G10b` for a second figure of the same goal, `L5` for a line of the growth law. */
	id: string;
	/** Ours, in words. */
	measured: string;
	/** What it is divided by, in words; `ABSOLUTE` for a figure whose limits are its own unit. */
	yardstick: string;
	/** Unit of the absolute figures of both sides. */
	unit: string;
	/** Whether a good ratio lies above its limits or below them. */
	bound: 'at_least' | 'at_most';
	/** The median of the ratios must not be worse; it sets the exit code. */
	floor: number;
	/** What we want; a miss is explained in docs/performance.md. */
	aim: number;
}

/** Yardstick of a figure that is judged as it is. */
export const ABSOLUTE = '—';

/** Two sides that do the same work on the same sockets or tables; each call gives one absolute figure. */
export interface Contest {
	goal: Goal;
	ours: () => Promise<number>;
	/** Absent: the figure is divided by one. */
	yardstick?: () => Promise<number>;
	/** Makes fresh work for the next pair, the same for both sides; not measured. */
	beforePair?: () => Promise<void> | void;
	/** Pairs after warm-up; 20 unless given. */
	pairs?: number;
	/** Pairs run first and thrown away; 2 unless given. */
	warmUp?: number;
}

/** One goal's figures of one run. */
export interface Outcome {
	goal: Goal;
	pairs: number;
	/** Of the ratios of all pairs: ours over the yardstick. */
	median: number;
	lowerQuartile: number;
	upperQuartile: number;
	/** Medians of the absolute figures; never gate. */
	ours: number;
	yardstick: number;
	holdsFloor: boolean;
	reachesAim: boolean;
}

const PAIRS = 20;
const WARM_UP = 2;

/** Value below which a share 0…1 of the numbers lies, between the two nearest ones in proportion. Throws on an empty list. */
export function quantile(numbers: readonly number[], share: number): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	const position = (sorted.length - 1) * share;
	const below = sorted[Math.floor(position)];
	const above = sorted[Math.ceil(position)];
	if (below === undefined || above === undefined) throw new Error('no numbers');
	return below + (above - below) * (position - Math.floor(position));
}

/** Smallest number that a share 0…1 of the numbers does not exceed (nearest rank). Throws on an empty list. */
export function percentile(numbers: readonly number[], share: number): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
	if (value === undefined) throw new Error('no numbers');
	return value;
}

/** Whether a ratio is at a limit or on its good side. */
export function meets(ratio: number, limit: number, bound: Goal['bound']): boolean {
	return bound === 'at_least' ? ratio >= limit : ratio <= limit;
}

/** Judges the figures of all pairs. A yardstick of zero or a figure that is no number is a fault of the bench: it throws. */
export function judge(
	goal: Goal,
	figures: readonly { ours: number; yardstick: number }[],
): Outcome {
	const ratios = figures.map(({ ours, yardstick }) => {
		const ratio = ours / yardstick;
		if (!Number.isFinite(ratio)) throw new Error(`${goal.id}: ${ours} ÷ ${yardstick} is no ratio`);
		return ratio;
	});
	const median = quantile(ratios, 0.5);
	return {
		goal,
		pairs: ratios.length,
		median,
		lowerQuartile: quantile(ratios, 0.25),
		upperQuartile: quantile(ratios, 0.75),
		ours: quantile(
			figures.map((pair) => pair.ours),
			0.5,
		),
		yardstick: quantile(
			figures.map((pair) => pair.yardstick),
			0.5,
		),
		holdsFloor: meets(median, goal.floor, goal.bound),
		reachesAim: meets(median, goal.aim, goal.bound),
	};
}

/**
 * Runs a contest: both sides in turn, in random order within each pair, so that what the machine does beside it hits
 * both. `pairs` overrides the contest's number; `oursFirst` decides the order.
 */
export async function runContest(
	contest: Contest,
	options: { pairs?: number | undefined; oursFirst: () => boolean },
): Promise<Outcome> {
	const pairs = options.pairs ?? contest.pairs ?? PAIRS;
	const warmUp = contest.warmUp ?? WARM_UP;
	const yardstickOf = contest.yardstick ?? (() => Promise.resolve(1));
	const figures: { ours: number; yardstick: number }[] = [];
	for (let pair = 0; pair < warmUp + pairs; pair++) {
		await contest.beforePair?.();
		let ours: number;
		let yardstick: number;
		if (options.oursFirst()) {
			ours = await contest.ours();
			yardstick = await yardstickOf();
		} else {
			yardstick = await yardstickOf();
			ours = await contest.ours();
		}
		if (pair >= warmUp) figures.push({ ours, yardstick });
	}
	return judge(contest.goal, figures);
}
