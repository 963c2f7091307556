/**
 * Points of a curve over the local day: minute of day, then height. Between points it is straight.
 */
type DayShape = readonly (readonly [minute: number, height: number])[];

/** Minutes in one step of a curve that is used by quarter hours. */
export const QUARTER_MINUTES = 15;

/**
 * Walk-ins: a few before the doors open, a rise to the broad peak of midday that recorded offices show
 * (`kezek simulate --compare`), a falling afternoon, a thin evening for duty centers [I]. Heights are
 * relative to the busiest moment.
 */
export const WALK_IN_SHAPE: DayShape = [
	[8 * 60 + 40, 0],
	[8 * 60 + 45, 0.12],
	[9 * 60, 0.62],
	[10 * 60, 0.8],
	[11 * 60, 0.94],
	[12 * 60, 1],
	[13 * 60 + 15, 1],
	[14 * 60 + 30, 0.88],
	[15 * 60 + 30, 0.7],
	[16 * 60 + 30, 0.48],
	[17 * 60 + 15, 0.32],
	[18 * 60, 0.2],
	[20 * 60, 0.1],
	[21 * 60, 0],
];

/** Bookings: slots are nearly flat, with fewer of them over lunch [I]. */
export const BOOKING_SHAPE: DayShape = [
	[9 * 60, 0.95],
	[12 * 60, 1],
	[13 * 60, 0.75],
	[14 * 60, 0.8],
	[15 * 60, 0.95],
	[17 * 60, 0.75],
	[18 * 60, 0.35],
	[20 * 60, 0.2],
];

/**
 * Shares per minute of the people who come on the day a booking rule is lifted: 26 % of them in the first hour, 20 % in
 * the second [I; vector `what_if_lifting`, whose quarter hours these are]. The whole day is 1.
 */
export const CROWD_SHAPE: DayShape = crowdShape([
	0.065, 0.05, 0.035, 0.025, 0.0175, 0.02, 0.0175, 0.0125, 0.0075,
]);

/** Calls to 1414: a morning and an afternoon peak, quiet evenings; nobody answers at night [I]. */
export const CALL_SHAPE: DayShape = [
	[9 * 60, 0.6],
	[10 * 60, 0.95],
	[11 * 60, 1],
	[12 * 60 + 30, 0.85],
	[13 * 60 + 30, 0.75],
	[15 * 60, 0.95],
	[17 * 60, 0.75],
	[18 * 60 + 30, 0.4],
	[21 * 60, 0.15],
];

/** Steps of one hour each from 9:00 on, of the given shares per quarter hour. */
function crowdShape(quarterShares: readonly number[]): DayShape {
	return quarterShares.flatMap((share, hour) => {
		const height = share / QUARTER_MINUTES;
		const from = (9 + hour) * 60;
		return [[from, height] as const, [from + 60, height] as const];
	});
}

/** Height of a curve at a minute of the local day; 0 before its first and after its last point. */
export function heightAt(shape: DayShape, minute: number): number {
	for (let i = 1; i < shape.length; i++) {
		const [from, low] = shape[i - 1]!;
		const [to, high] = shape[i]!;
		if (minute >= from && minute < to) return low + ((high - low) * (minute - from)) / (to - from);
	}
	return 0;
}

/**
 * Area under a curve between two minutes of the local day, in minutes at full height, summed by
 * quarter hours.
 */
export function areaOf(shape: DayShape, fromMinute: number, toMinute: number): number {
	let area = 0;
	for (let minute = fromMinute; minute < toMinute; minute += QUARTER_MINUTES) {
		area += heightAt(shape, minute + QUARTER_MINUTES / 2) * QUARTER_MINUTES;
	}
	return area;
}
