/** When a count is too high for its hour. Source: domain.md D7. */
const SURGE = {
	/** Turns a median absolute deviation into a standard deviation of normal values. */
	madScale: 1.4826,
	raiseZ: 3,
	raiseSlots: 2,
	/** People above the median, at least: in a village five are a z of 3. */
	excessAtLeast: 10,
	clearZ: 1.5,
	clearSlots: 3,
	cusumSlack: 0.5,
	cusumLimit: 5,
	ewmaWeight: 0.2,
	ewmaWidth: 3,
} as const;

/** Middle and spread of comparable slots. */
export interface Band {
	median: number;
	mad: number;
	/** Slots behind it. */
	n: number;
}

/** Median and median absolute deviation; null of nothing. */
export function bandOf(values: readonly number[]): Band | null {
	if (values.length === 0) return null;
	const median = medianOf(values);
	return { median, mad: medianOf(values.map((x) => Math.abs(x - median))), n: values.length };
}

function medianOf(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Spread with floors: counts scatter by their square root at least, and by one person. */
export function sigmaOf({ median, mad }: Pick<Band, 'median' | 'mad'>): number {
	return Math.max(SURGE.madScale * mad, Math.sqrt(Math.max(0, median)), 1);
}

/** How many spreads a count lies above its median; floored (`z_floored`). */
export function surgeZ(x: number, band: Pick<Band, 'median' | 'mad'>): number {
	return (x - band.median) / sigmaOf(band);
}

/** Queues scatter more than arrivals: variance m + m²/k. Source: `surge_z`, `overdispersed`. */
const QUEUE_K = 10;

/** The same for people waiting, who wait for one another: wider (`overdispersed`). */
export function queueZ(x: number, band: Pick<Band, 'median' | 'mad'>): number {
	const { median } = band;
	const wide = Math.sqrt(Math.max(0, median) + median ** 2 / QUEUE_K);
	return (x - median) / Math.max(sigmaOf(band), wide);
}

/** One-sided cumulative sum of z after a further slot. */
export function cusum(before: number, z: number): number {
	return Math.max(0, before + z - SURGE.cusumSlack);
}

/** Exponentially weighted mean of z after a further slot. */
export function ewma(before: number, z: number): number {
	return before + SURGE.ewmaWeight * (z - before);
}

/** The limit of that mean in the long run. */
export function ewmaLimit(): number {
	const { ewmaWeight, ewmaWidth } = SURGE;
	return ewmaWidth * Math.sqrt(ewmaWeight / (2 - ewmaWeight));
}

/** What the slots of one center came to so far. */
export interface SurgeState {
	isActive: boolean;
	/** Slots in a row at or above the raising z. */
	high: number;
	/** Slots in a row below the clearing z. */
	calm: number;
	cusum: number;
}

/** Before the first slot. */
export const NO_SURGE: SurgeState = { isActive: false, high: 0, calm: 0, cusum: 0 };

/**
 * After a further slot with its z and the people above its median: raised after two slots of z ≥ 3, or by the cumulative
 * sum, each with the least excess; cleared after three slots below 1.5.
 */
export function surgeAfter(before: SurgeState, z: number, excess: number): SurgeState {
	const isMany = excess >= SURGE.excessAtLeast;
	const high = z >= SURGE.raiseZ && isMany ? before.high + 1 : 0;
	const calm = z < SURGE.clearZ ? before.calm + 1 : 0;
	const sum = cusum(before.cusum, z);
	const isRaised = high >= SURGE.raiseSlots || (sum > SURGE.cusumLimit && isMany);
	const isCleared = calm >= SURGE.clearSlots;
	const isActive = before.isActive ? !isCleared : isRaised;
	return { isActive, high, calm, cusum: before.isActive && isCleared ? 0 : sum };
}
