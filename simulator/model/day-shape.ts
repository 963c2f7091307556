/**
 * Points of a curve over the local day: minute of day, then height. Between points it is straight.
 */
type DayShape = readonly (readonly [minute: number, height: number])[];

/** Minutes in one step of a curve that is used by quarter hours. */
export const QUARTER_MINUTES = 15;

/**
 * Walk-ins: a few before the doors open, the morning peak, the lunch dip, the afternoon, a thin
 * evening for duty centers [I]. Heights are relative to the busiest moment.
 */
export const WALK_IN_SHAPE: DayShape = [
	[8 * 60 + 40, 0],
	[8 * 60 + 45, 0.12],
	[9 * 60, 0.8],
	[9 * 60 + 45, 0.95],
	[10 * 60 + 30, 1],
	[11 * 60 + 45, 0.97],
	[13 * 60, 0.62],
	[13 * 60 + 45, 0.66],
	[15 * 60, 0.92],
	[16 * 60, 0.8],
	[17 * 60, 0.5],
	[18 * 60, 0.22],
	[20 * 60, 0.1],
	[21 * 60, 0],
];

/** Bookings: slots are nearly flat, with fewer of them over lunch [I]. */
export const BOOKING_SHAPE: DayShape = [
	[9 * 60, 0.95],
	[12 * 60, 1],
	[13 * 60, 0.65],
	[14 * 60, 0.75],
	[15 * 60, 1],
	[17 * 60, 0.8],
	[18 * 60, 0.35],
	[20 * 60, 0.2],
];

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
