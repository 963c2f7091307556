import type { CenterContribution } from './center-picture.ts';
import { COLUMNS, REGIME_BITS, type Row } from './row.ts';

/** What is summed over the centers of a place; every one is an integer, so sums are exact in any order. */
const SUMS = [
	'open',
	'reporting',
	'occupancy',
	'occupancyN',
	'capacity',
	'capacityN',
	'queueLength',
	'queueLengthN',
	'queueOutside',
	'queueOutsideN',
	'waitTimesWeight',
	'waitWeight',
	'calm',
	'busy',
	'crowded',
	'critical',
	'unknown',
	'bookingOnly',
] as const;
type Sum = (typeof SUMS)[number];
const POSITION = Object.fromEntries(SUMS.map((name, i) => [name, i])) as Record<Sum, number>;

/** Summands of one center, or their sums over a place. */
export type Sums = number[];

/** Sums of nothing. */
export function noSums(): Sums {
	return SUMS.map(() => 0);
}

/**
 * What a center adds to its places. A center that does not report adds nothing but its being open and unknown; a closed
 * and silent one is not even unknown. A rule holds there all the same. Capacity counts where people inside are measured, so that their share is right.
 * A wait weighs by the arrivals of the last 15 min, at least 1 (domain.md D13).
 */
export function summandsOf(
	open: boolean,
	regime: number,
	contribution: CenterContribution | null,
): Sums {
	const sums = noSums();
	const set = (name: Sum, value: number) => {
		sums[POSITION[name]] = value;
	};
	const setMeasured = (
		name: 'occupancy' | 'queueLength' | 'queueOutside',
		value: number | null,
	) => {
		if (value === null) return;
		set(name, value);
		set(`${name}N`, 1);
	};
	if (open) set('open', 1);
	if (regime & REGIME_BITS.bookingOnly) set('bookingOnly', 1);
	if (contribution === null) {
		if (open) set('unknown', 1);
		return sums;
	}
	set('reporting', 1);
	set(
		(['unknown', 'calm', 'busy', 'crowded', 'critical'] as const)[contribution.level] ?? 'unknown',
		1,
	);
	setMeasured('occupancy', contribution.occupancy);
	setMeasured('queueLength', contribution.queueLength);
	setMeasured('queueOutside', contribution.queueOutside);
	if (contribution.occupancy !== null && contribution.capacity !== null) {
		set('capacity', contribution.capacity);
		set('capacityN', 1);
	}
	if (contribution.waitSeconds !== null) {
		const weight = Math.max(1, contribution.arrivals);
		set('waitTimesWeight', contribution.waitSeconds * weight);
		set('waitWeight', weight);
	}
	return sums;
}

/** Replaces one center's summands in the sums of a place; true when anything changed. */
export function replaceSummands(total: Sums, before: Sums, after: Sums): boolean {
	let changed = false;
	for (let i = 0; i < total.length; i++) {
		const difference = (after[i] as number) - (before[i] as number);
		if (difference === 0) continue;
		total[i] = (total[i] as number) + difference;
		changed = true;
	}
	return changed;
}

/** The `a` row of a place with so many centers. Sums of nothing measured are null. */
export function placeRow(ordinal: number, centers: number, sums: Sums): Row {
	const get = (name: Sum) => sums[POSITION[name]] as number;
	const measured = (name: 'occupancy' | 'capacity' | 'queueLength' | 'queueOutside') =>
		get(`${name}N`) > 0 ? get(name) : null;
	const row: Record<(typeof COLUMNS.a)[number], number | null> = {
		ordinal,
		centers,
		open: get('open'),
		reporting: get('reporting'),
		occupancy: measured('occupancy'),
		capacity: measured('capacity'),
		queueLength: measured('queueLength'),
		queueOutside: measured('queueOutside'),
		waitSeconds:
			get('waitWeight') > 0 ? Math.round(get('waitTimesWeight') / get('waitWeight')) : null,
		calm: get('calm'),
		busy: get('busy'),
		crowded: get('crowded'),
		critical: get('critical'),
		unknown: get('unknown'),
		bookingOnly: get('bookingOnly'),
		severity: 0,
		incidents: 0,
	};
	return COLUMNS.a.map((name) => row[name]);
}
