import { CONTACT_FLOW_FIGURES, FLOW_FIGURES } from './reading.ts';
import type { FlowFigures } from './reading.ts';

/*
 * What roll-ups mean. A roll-up holds sums, counts, extremes and a histogram, so that tiers and centers add up in any
 * order; means and percentiles are computed here, at the very end (domain.md D13: never average percentiles).
 */

/** Upper limits in seconds of the wait buckets, inclusive; one more bucket lies above the last (realtime.md §5). */
export const WAIT_LIMITS_SECONDS = [
	60, 120, 300, 600, 900, 1200, 1800, 2400, 3600, 5400, 7200,
] as const;

/** The bucket that a wait falls into, 0 … 11. */
export function waitBucket(seconds: number): number {
	const bucket = WAIT_LIMITS_SECONDS.findIndex((limit) => seconds <= limit);
	return bucket === -1 ? WAIT_LIMITS_SECONDS.length : bucket;
}

/**
 * The wait that a share (0 < share ≤ 1) of the observations did not exceed, in seconds, evenly spread within its bucket;
 * null without observations. `longest` is the longest wait observed: nothing is ever estimated above it.
 */
export function waitPercentile(
	counts: readonly number[],
	share: number,
	longest: number | null,
): number | null {
	const total = counts.reduce((sum, count) => sum + count, 0);
	if (total === 0) return null;
	let below = 0;
	let rank = share * total;
	for (const [bucket, count] of counts.entries()) {
		const limit = WAIT_LIMITS_SECONDS[bucket] ?? longest ?? below;
		if (count > 0 && rank <= count) {
			const top = Math.max(below, longest === null ? limit : Math.min(limit, longest));
			return Math.round(below + (rank / count) * (top - below));
		}
		rank -= count;
		below = limit;
	}
	return longest;
}

/** A figure's sum and number of measurements, with its extremes where they are kept. */
export interface Measured {
	sum: number | null;
	n: number;
	min?: number | null;
	max?: number | null;
}

/** One bucket of one center. Also one reading: then every `n` is 0 or 1. */
export interface CenterRollup {
	at: Date;
	readings: number;
	occupancy: Measured;
	queueLength: Measured;
	queueOutside: Measured;
	bookedWaiting: Measured;
	walkInWaiting: Measured;
	windowsOpen: Measured;
	windowsServing: Measured;
	/** Longest waits by bucket, and the longest of all. */
	waits: readonly number[];
	waitMax: number | null;
	flows: FlowFigures;
}

/** One bucket of one contact-center site. */
export interface ContactRollup {
	at: Date;
	readings: number;
	callsWaiting: Measured;
	operatorsOnShift: Measured;
	operatorsBusy: Measured;
	operatorsSeconded: Measured;
	longestWaitMax: number | null;
	flows: Record<(typeof CONTACT_FLOW_FIGURES)[number], number | null>;
}

/** One bucket of a place: totals are sums of its centers' means, over the centers that measured them. */
export interface PlaceRollup {
	at: Date;
	readings: number;
	/** Centers that reported at all. */
	reporting: number;
	occupancy: PlaceTotal;
	queueLength: PlaceTotal;
	queueOutside: PlaceTotal;
	waits: readonly number[];
	waitMax: number | null;
	flows: FlowFigures;
}

/** A place's total, the centers behind it, and the highest value of any one center. */
export interface PlaceTotal {
	total: number | null;
	centers: number;
	worst: number | null;
}

/** One point of a chart: its instant and figures by name, null where nothing was measured. */
export interface HistoryPoint {
	at: Date;
	[figure: string]: number | null | Date;
}

/**
 * The asked figures of a center's bucket. States are means, with `…Min` and `…Max` where kept; `longestWaitSeconds` is
 * the longest of the bucket, beside its `P50` and `P90`; flows are sums.
 */
export function centerPoint(rollup: CenterRollup, metrics: readonly string[]): HistoryPoint {
	return pick(
		rollup,
		{
			...spread('occupancy', rollup.occupancy),
			...spread('queueLength', rollup.queueLength),
			...spread('queueOutside', rollup.queueOutside),
			bookedWaiting: { bookedWaiting: mean(rollup.bookedWaiting) },
			walkInWaiting: { walkInWaiting: mean(rollup.walkInWaiting) },
			windowsOpen: { windowsOpen: mean(rollup.windowsOpen) },
			windowsServing: { windowsServing: mean(rollup.windowsServing) },
			...waitFigures(rollup),
			...sums(FLOW_FIGURES, rollup.flows),
		},
		metrics,
	);
}

/** The asked figures of a site's bucket; `longestWaitSeconds` and `answerWaitMaxSeconds` are the longest of the bucket. */
export function contactPoint(rollup: ContactRollup, metrics: readonly string[]): HistoryPoint {
	return pick(
		rollup,
		{
			...spread('callsWaiting', rollup.callsWaiting),
			operatorsOnShift: { operatorsOnShift: mean(rollup.operatorsOnShift) },
			operatorsBusy: { operatorsBusy: mean(rollup.operatorsBusy) },
			operatorsSeconded: { operatorsSeconded: mean(rollup.operatorsSeconded) },
			longestWaitSeconds: { longestWaitSeconds: rollup.longestWaitMax },
			...sums(CONTACT_FLOW_FIGURES, rollup.flows),
		},
		metrics,
	);
}

/** The asked figures of a place's bucket, always with the number of centers that reported. */
export function placePoint(rollup: PlaceRollup, metrics: readonly string[]): HistoryPoint {
	const point = pick(
		rollup,
		{
			...total('occupancy', rollup.occupancy),
			...total('queueLength', rollup.queueLength),
			...total('queueOutside', rollup.queueOutside),
			...waitFigures(rollup),
			...sums(FLOW_FIGURES, rollup.flows),
		},
		metrics,
	);
	point.reporting = rollup.reporting;
	return point;
}

/** Figures that a place's history can show. */
export const PLACE_METRICS = [
	'occupancy',
	'queueLength',
	'queueOutside',
	'longestWaitSeconds',
	...FLOW_FIGURES,
] as const;

type Figures = Record<string, Record<string, number | null>>;

function pick(
	rollup: { at: Date; readings: number },
	figures: Figures,
	metrics: readonly string[],
): HistoryPoint {
	const point: HistoryPoint = { at: rollup.at, readings: rollup.readings };
	for (const metric of metrics) Object.assign(point, figures[metric]);
	return point;
}

function mean({ sum, n }: Measured): number | null {
	return sum === null || n === 0 ? null : Math.round((sum / n) * 100) / 100;
}

function spread(name: string, figure: Measured): Figures {
	return {
		[name]: {
			[name]: mean(figure),
			[`${name}Min`]: figure.min ?? null,
			[`${name}Max`]: figure.max ?? null,
		},
	};
}

function total(name: string, { total, centers, worst }: PlaceTotal): Figures {
	return {
		[name]: {
			[name]: total === null ? null : Math.round(total * 100) / 100,
			[`${name}Centers`]: centers,
			[`${name}Worst`]: worst,
		},
	};
}

function waitFigures({ waits, waitMax }: Pick<CenterRollup, 'waits' | 'waitMax'>): Figures {
	return {
		longestWaitSeconds: {
			longestWaitSeconds: waitMax,
			longestWaitSecondsP50: waitPercentile(waits, 0.5, waitMax),
			longestWaitSecondsP90: waitPercentile(waits, 0.9, waitMax),
		},
	};
}

function sums<K extends string>(
	names: readonly K[],
	flows: Readonly<Record<K, number | null>>,
): Figures {
	return Object.fromEntries(names.map((name) => [name, { [name]: flows[name] }]));
}
