import type { LocalTimeOf } from './opening.ts';
import type { Decision, Measure, MeasurePeriod, Period } from './regime.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** When a measure is in force in a zone. */
export function periodIn({ from, until, inZones }: MeasurePeriod, timezone: string): Period {
	return inZones[timezone] ?? { from, until };
}

/** Whether an instant lies in a period: its start belongs to it, its end does not. */
export function isWithinPeriod({ from, until }: Period, at: Date): boolean {
	return at >= from && (until === null || at < until);
}

/** When a measure of a decision is in force in a zone, cut by repeal and cancellation; null: never. */
export function periodInForce(
	decision: Decision,
	{ period }: Measure,
	timezone: string,
): Period | null {
	const { from, until } = periodIn(period, timezone);
	return cutPeriod({ from, until }, [decision.repealed?.at ?? null, decision.canceledAt]);
}

/** A period that ends with the first of some instants; null where nothing is left. */
function cutPeriod({ from, until }: Period, ends: readonly (Date | null)[]): Period | null {
	const first = [until, ...ends].reduce((a, b) => (a === null || (b !== null && b < a) ? b : a));
	return first !== null && first <= from ? null : { from, until: first };
}

/**
 * Every instant at which something of a decision starts or ends, in any zone, in order: starts, ends, those of single
 * exemptions, repeal. What never comes into force has none.
 */
export function boundariesOf(decision: Decision): Date[] {
	const instants = decision.measures.flatMap((measure) => {
		const zones = ['', ...Object.keys(measure.period.inZones)];
		const periods = zones.flatMap((zone) => periodInForce(decision, measure, zone) ?? []);
		const edges = periods.flatMap(({ from, until }) => [from, ...(until ? [until] : [])]);
		const expiries = measure.exemptions.centers.flatMap(({ from, until }) => [
			...(from ? [from] : []),
			...(until ? [until] : []),
		]);
		return [
			...edges,
			...expiries.filter((at) => periods.some((period) => isWithinPeriod(period, at))),
		];
	});
	const unique = new Set(instants.map((at) => at.getTime()));
	return [...unique].sort((a, b) => a - b).map((at) => new Date(at));
}

/**
 * The instants at which a zone's wall clock shows `YYYY-MM-DDTHH:MM`: one; none where the clock skips it; two where it
 * shows it twice, as 1 March 2024 brought in Almaty.
 */
export function instantsOfLocal(localTime: LocalTimeOf, timezone: string, local: string): Date[] {
	const asUtc = Date.parse(`${local}:00Z`);
	const offsets = [asUtc - DAY_MS, asUtc, asUtc + DAY_MS].map((at) =>
		offsetMs(localTime, timezone, at),
	);
	return [...new Set(offsets)]
		.map((offset) => asUtc - offset)
		.filter((at) => at + offsetMs(localTime, timezone, at) === asUtc)
		.sort((a, b) => a - b)
		.map((at) => new Date(at));
}

/** How far a zone's wall clock is ahead of UTC at an instant, ms; whole minutes. */
function offsetMs(localTime: LocalTimeOf, timezone: string, atMs: number): number {
	const { date, minutes } = localTime(timezone, atMs);
	return Date.parse(`${date}T00:00Z`) + minutes * MINUTE_MS - atMs;
}

/** A start or end by wall clock that no instant, or more than one, belongs to. */
export class UnclearWallClock extends Error {
	readonly local: string;
	readonly timezone: string;

	/** `local` as it was written, and the zone in which it is unclear. */
	constructor(local: string, timezone: string) {
		super(`${local} is not one instant in ${timezone}`);
		this.name = 'UnclearWallClock';
		this.local = local;
		this.timezone = timezone;
	}
}

/**
 * A period meant by the wall clock of every place that it reaches: `timezone` is the main zone, `timezones` all others.
 * Throws `UnclearWallClock` for a skipped or repeated hour.
 */
export function periodByWallClock(
	localTime: LocalTimeOf,
	given: { from: string; until: string | null; timezone: string; timezones: readonly string[] },
): MeasurePeriod {
	const instant = (local: string, timezone: string): Date => {
		const [at, other] = instantsOfLocal(localTime, timezone, local);
		if (!at || other) throw new UnclearWallClock(local, timezone);
		return at;
	};
	const inZone = (timezone: string): Period => ({
		from: instant(given.from, timezone),
		until: given.until === null ? null : instant(given.until, timezone),
	});
	const main = inZone(given.timezone);
	const inZones = Object.fromEntries(
		given.timezones
			.map((timezone) => [timezone, inZone(timezone)] as const)
			.filter(([, period]) => !isSamePeriod(period, main)),
	);
	return { ...main, timezone: given.timezone, inZones };
}

function isSamePeriod(a: Period, b: Period): boolean {
	return a.from.getTime() === b.from.getTime() && a.until?.getTime() === b.until?.getTime();
}
