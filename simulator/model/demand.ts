import type { Center } from '../../src/lib/domain/directory.ts';
import { BOOKING_SHAPE, WALK_IN_SHAPE, areaOf, heightAt } from './day-shape.ts';
import { traitOf } from './random.ts';
import type { Strain } from './strain.ts';

/** What the demand of an ordinary day is calibrated to. */
const DEMAND = {
	/**
	 * Visits per open center and day: 15 million a year over 250 days and 322 centers [C,
	 * `calibration`].
	 */
	visitsPerCenterDay: 186,
	/** Minutes at a window: mean and coefficient of variation [I, domain.md C]. */
	serviceMinutes: 12,
	serviceCv: 0.7,
	/** Windows above the offered load, in square roots of it: the calm staffing rule. */
	staffingReserve: 1.15,
	/** Windows where the directory names none. */
	windows: 6,
	/** How far the calibration may stretch the demand before calm centers would no longer be calm. */
	leastScale: 0.5,
	mostScale: 1.15,
	/** Demand of a strained center over that of a calm one. */
	strainedTimes: 1.1,
	/** Share of visitors that book, by center; where a crowd comes, most of it walks in. */
	bookedShare: { least: 0.42, spread: 0.18 },
	strainedBookedShare: 0.2,
} as const;

/** Share of bookings that nobody keeps (domain.md E: 5–15 %) [I]. */
export const NO_SHOW_SHARE = 0.1;

/** Monday is the busiest day, Friday the quietest; the mean is 1 [I]. */
const WEEKDAY_FACTOR = [0, 1.1, 1.04, 1, 0.97, 0.89, 0.45] as const;

/** Coefficient of variation of service times. */
export const SERVICE_CV = DEMAND.serviceCv;

/** What of a center decides how many people come and how many windows serve them. */
export type Office = Pick<Center, 'id' | 'windows'>;

/** The expected day of one center. */
export interface Demand {
	/** Walk-ins per minute at the height 1 of their curve. */
	walkInsPerMinute: number;
	/** Bookings kept per minute at the height 1 of their curve. */
	bookedPerMinute: number;
	/** Mean minutes at a window. */
	serviceMinutes: number;
	/** Windows that exist. */
	windows: number;
}

/** Mean minutes at a window of one center: within 8 % of 12 minutes. */
function serviceMinutesOf(office: Office): number {
	return DEMAND.serviceMinutes * (0.92 + 0.16 * traitOf(`${office.id}/minutes`));
}

/**
 * Offered load (busy windows) that `windows` carry calmly: a + reserve·√a = windows, solved for a.
 */
function calmLoad(windows: number): number {
	const reserve = DEMAND.staffingReserve;
	return ((Math.sqrt(reserve * reserve + 4 * windows) - reserve) / 2) ** 2;
}

/** Windows that serve an offered load calmly. */
export function windowsFor(load: number): number {
	return Math.ceil(load + DEMAND.staffingReserve * Math.sqrt(load) - 0.25);
}

/**
 * Expected day of one center. `scale` stretches the demand of the network (see `calibrate`),
 * `weekday` is 0 Sunday … 6 Saturday. A strained center sees somewhat more people than a calm one.
 */
export function demandOf(
	office: Office,
	day: { strain: Strain; weekday: number; scale: number },
): Demand {
	const windows = Math.max(1, office.windows ?? DEMAND.windows);
	const serviceMinutes = serviceMinutesOf(office);
	const habit = 0.86 + 0.2 * traitOf(`${office.id}/habit`);
	const isStrained = day.strain !== 'none' && day.strain !== 'lunch';
	const times = (isStrained ? DEMAND.strainedTimes : 1) * (WEEKDAY_FACTOR[day.weekday] ?? 1);
	const peakPerMinute = (calmLoad(windows) * habit * day.scale * times) / serviceMinutes;
	const { least, spread } = DEMAND.bookedShare;
	const bookedShare = isStrained
		? DEMAND.strainedBookedShare
		: least + spread * traitOf(`${office.id}/booked`);
	return {
		walkInsPerMinute: peakPerMinute * (1 - bookedShare),
		bookedPerMinute: peakPerMinute * bookedShare,
		serviceMinutes,
		windows,
	};
}

/**
 * Expected visits of a demand within its hours (minutes of the local day), people before the doors
 * included.
 */
export function visitsOf(demand: Demand, fromMinute: number, toMinute: number): number {
	return (
		demand.walkInsPerMinute * areaOf(WALK_IN_SHAPE, fromMinute - 15, toMinute) +
		demand.bookedPerMinute * areaOf(BOOKING_SHAPE, fromMinute, toMinute)
	);
}

/** Offered load (busy windows) of a demand at a minute of the local day. */
export function loadAt(demand: Demand, minute: number): number {
	const perMinute =
		demand.walkInsPerMinute * heightAt(WALK_IN_SHAPE, minute) +
		demand.bookedPerMinute * heightAt(BOOKING_SHAPE, minute);
	return perMinute * demand.serviceMinutes;
}

/**
 * The scale with which the whole network sees 186 visits per open center on an average weekday.
 * Kept within limits: a network with few windows stays calm rather than busy.
 */
export function calibrate(offices: readonly Office[]): number {
	if (offices.length === 0) return 1;
	const wednesday = { strain: 'none', weekday: 3, scale: 1 } as const;
	let visits = 0;
	for (const office of offices) visits += visitsOf(demandOf(office, wednesday), 540, 1080);
	const scale = (DEMAND.visitsPerCenterDay * offices.length) / visits;
	return Math.min(DEMAND.mostScale, Math.max(DEMAND.leastScale, scale));
}
