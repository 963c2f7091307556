import type { Center } from './directory.ts';
import { freshnessWithin, isCurrent, NEVER, nextChangeAt, silenceLimits } from './freshness.ts';
import {
	centerDimensions,
	heldLevel,
	LOAD,
	UNKNOWN,
	type Dimensions,
	type LevelLimits,
} from './load.ts';
import {
	flowMinutes,
	flowWindowMs,
	MINUTE_MS,
	minuteOf,
	minutesTouching,
	sumOf,
	trendOf,
	type Minutes,
} from './minute-window.ts';
import {
	FLOW_FIGURES,
	QUEUE_FIGURES,
	type AvailabilityPresent,
	type CenterMinute,
	type CenterPresent,
	type Part,
} from './reading.ts';
import { STATE_BITS, type Row } from './row.ts';
import { shownParts, type Aged } from './shown-parts.ts';
import { expectedWait } from './waiting.ts';

/** All that is known of one center: what each feed last said, and the recent minutes. */
export interface CenterInputs {
	/** By feed. */
	present: Map<number, CenterPresent>;
	/** By feed. */
	availability: Map<number, AvailabilityPresent>;
	minutes: Minutes<CenterMinute>;
}

/** Inputs of a center nobody has reported yet. */
export function noCenterInputs(): CenterInputs {
	return { present: new Map(), availability: new Map(), minutes: new Map() };
}

/** What a center adds to the sums of its places; null while its values count nowhere. */
export interface CenterContribution {
	level: number;
	occupancy: number | null;
	capacity: number | null;
	queueLength: number | null;
	queueOutside: number | null;
	waitSeconds: number | null;
	/** Arrivals of the last 15 min, the weight of the wait. */
	arrivals: number;
}

/** One center at one instant. */
export interface CenterPicture {
	/** Its `c` row. */
	c: Row;
	/** Its `d` row. */
	d: Row;
	/** False while closed; unknown hours count as open. */
	open: boolean;
	contribution: CenterContribution | null;
	/** First instant (ms) at which time alone changes the rows. */
	dueAt: number;
}

/** What the picture of a center depends on beside its inputs. */
export interface CenterContext {
	center: Pick<Center, 'ordinal'>;
	/** People that the hall may hold; null when unknown. */
	capacity: number | null;
	/** Null when the opening hours are unknown. */
	open: boolean | null;
	nowMs: number;
	/** Least length of limits and windows, ms. */
	floorMs: number;
	/** The figures are invented by a simulator and marked so. */
	synthetic: boolean;
	/** Of its kind of centers. */
	limits: LevelLimits;
	/** Bits of the rule in force. */
	regime: number;
}

/** So many cadences without any change of any figure make a value suspicious: "not moving" (reliability.md F20). */
const NOT_MOVING_CADENCES = 60;

/** One part of a state as the feed with the newest `(at, id)` measured it. */
interface Newest<F> {
	figures: Part<F>;
	from: CenterPresent;
}

/** The rows of one center, from what is known of it. Total: a center without inputs has rows of nulls. */
export function pictureOf(inputs: CenterInputs, context: CenterContext): CenterPicture {
	const { nowMs, floorMs, capacity } = context;
	const feeds = [...inputs.present.values()];
	const parts = [
		newest(feeds, (feed) => feed.occupancy),
		newest(feeds, (feed) => feed.queue),
		newest(feeds, (feed) => feed.outside),
	] as const;
	const shown = shownParts(
		parts.map((part) => part && agedOf(part.figures.at, part.from.cadenceSeconds, floorMs)),
		nowMs,
	);
	const [occupancyPart, queuePart, outsidePart] = parts;
	const occupancy = shown.parts[0] ? (occupancyPart?.figures.occupancy ?? null) : null;
	const queue = shown.parts[1] ? (queuePart?.figures ?? null) : null;
	const queueOutside = shown.parts[2] ? (outsidePart?.figures.queueOutside ?? null) : null;
	const current = isCurrent(shown.freshness);

	const flows = flowMinutes(inputs.minutes, nowMs, floorMs);
	const bookedPerMinute =
		(sumOf(flows, (m) => m.arrivalsBooked) ?? 0) / (flowWindowMs(floorMs) / MINUTE_MS);
	const wait = queue ? expectedWait(queue, bookedPerMinute) : { walkIn: null, booked: null };
	const waitSeconds = rounded(wait.walkIn);

	const dimensions = centerDimensions({
		waitSeconds,
		longestWaitSeconds: queue?.longestWaitSeconds ?? null,
		serviceStopped: context.open !== false && queue !== null && isStopped(queue),
		occupancy,
		capacity,
		queueOutside,
	});
	const hasClasses = queue !== null && queue.bookedWaiting !== null;
	const inMinute = (minute: CenterMinute) =>
		minuteDimensions(minute, capacity, hasClasses, bookedPerMinute);
	const level = !current
		? UNKNOWN
		: heldLevel(
				dimensions,
				{
					peaks: () => flows.map(inMinute),
					recent: () =>
						minutesTouching(inputs.minutes, nowMs, LOAD.leaveAfterMs, floorMs).map(inMinute),
				},
				context.limits,
			);
	const shownFeeds = parts.filter((part, i) => part && shown.parts[i]).map((part) => part!.from);
	const moving = movement(shownFeeds, [occupancy, queue?.queueLength, queueOutside], context);

	let state = 0;
	if (context.open === false) state |= STATE_BITS.closed;
	if (current && !moving.moves && context.open !== false) state |= STATE_BITS.notMoving;
	if (shownFeeds.some((feed) => feed.suspect)) state |= STATE_BITS.suspect;
	if (context.synthetic && shown.freshness !== NEVER) state |= STATE_BITS.synthetic;

	const c: Row = [
		context.center.ordinal,
		seconds(shown.atMs),
		level,
		shown.freshness,
		context.regime,
		state,
		0,
		occupancy,
		capacity,
		queue?.queueLength ?? null,
		queueOutside,
		waitSeconds,
		rounded(wait.booked),
		queue?.windowsServing ?? null,
		queue?.windowsOpen ?? null,
		current ? trendOf(inputs.minutes, nowMs, floorMs) : null,
	];
	const booking = bookingOf(inputs.availability, nowMs, floorMs);
	const d: Row = [
		...c,
		occupancy === null ? null : seconds(occupancyPart?.figures.at.getTime() ?? null),
		queue === null ? null : seconds(queue.at.getTime()),
		queueOutside === null ? null : seconds(outsidePart?.figures.at.getTime() ?? null),
		queue?.bookedWaiting ?? null,
		queue?.walkInWaiting ?? null,
		queue?.longestWaitSeconds ?? null,
		...FLOW_FIGURES.map((figure) => sumOf(flows, (m) => m[figure])),
		...booking.columns,
	];
	return {
		c,
		d,
		open: context.open !== false,
		contribution: current
			? {
					level,
					occupancy,
					capacity,
					queueLength: queue?.queueLength ?? null,
					queueOutside,
					waitSeconds,
					arrivals: sumOf(flows, (m) => m.arrivalsBooked + m.arrivalsWalkIn) ?? 0,
				}
			: null,
		dueAt: Math.min(
			shown.dueAt,
			booking.dueAt,
			moving.dueAt,
			inputs.minutes.size > 0 ? minuteOf(nowMs) + MINUTE_MS : Infinity,
		),
	};
}

/** The newest `(at, id)` of all feeds; at equal ones the feed decides, so that every node decides alike. */
function newest<F>(
	feeds: readonly CenterPresent[],
	part: (feed: CenterPresent) => Part<F> | null,
): Newest<F> | null {
	let best: Newest<F> | null = null;
	for (const from of feeds) {
		const figures = part(from);
		if (figures === null) continue;
		const later =
			best === null ||
			isLater(
				{ at: figures.at, id: figures.id, feed: from.feed },
				{ at: best.figures.at, id: best.figures.id, feed: best.from.feed },
			);
		if (later) best = { figures, from };
	}
	return best;
}

/** Order of observations: by instant, then reading id, then feed. */
export function isLater(
	a: { at: Date; id: string; feed: number },
	b: { at: Date; id: string; feed: number },
): boolean {
	const difference = a.at.getTime() - b.at.getTime();
	if (difference !== 0) return difference > 0;
	if (a.id !== b.id) return a.id > b.id;
	return a.feed > b.feed;
}

/** A part with its age and how long its feed may be silent. */
export function agedOf(at: Date, cadenceSeconds: number, floorMs: number): Aged {
	return { atMs: at.getTime(), limits: silenceLimits(cadenceSeconds, floorMs) };
}

/** Unix seconds of an instant in ms, as rows carry it. */
export function seconds(atMs: number | null): number | null {
	return atMs === null ? null : Math.floor(atMs / 1000);
}

function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value);
}

/** People wait, no window serves, and none is even open. */
function isStopped(queue: Pick<CenterPresent['queue'] & object, (typeof QUEUE_FIGURES)[number]>) {
	return (queue.queueLength ?? 0) > 0 && queue.windowsServing === 0 && !queue.windowsOpen;
}

/** The highest figures of one minute; the wait is that of its longest queue with its mean number of windows. */
function minuteDimensions(
	minute: CenterMinute,
	capacity: number | null,
	hasClasses: boolean,
	bookedPerMinute: number,
): Dimensions {
	const { queueMax, windowsN } = minute;
	const wait = expectedWait(
		{
			queueLength: queueMax,
			bookedWaiting: hasClasses ? 0 : null,
			walkInWaiting: hasClasses ? queueMax : null,
			windowsServing: windowsN > 0 ? minute.windowsSum / windowsN : null,
			windowsOpen: null,
		},
		bookedPerMinute,
	);
	return centerDimensions({
		waitSeconds: rounded(wait.walkIn),
		longestWaitSeconds: minute.waitMax,
		serviceStopped: false,
		occupancy: minute.occupancyMax,
		capacity,
		queueOutside: minute.outsideMax,
	});
}

/** Whether the figures move, and when they would be called not moving. Nobody there is no fault. */
function movement(
	feeds: readonly CenterPresent[],
	people: readonly (number | null | undefined)[],
	context: CenterContext,
): { moves: boolean; dueAt: number } {
	let dueAt = Infinity;
	if (!people.some((count) => (count ?? 0) > 0)) return { moves: true, dueAt };
	for (const feed of feeds) {
		if (feed.unchangedSince === null) continue;
		const allowedMs = Math.max(NOT_MOVING_CADENCES * feed.cadenceSeconds * 1000, context.floorMs);
		dueAt = Math.min(dueAt, feed.unchangedSince.getTime() + allowedMs);
	}
	return dueAt <= context.nowMs ? { moves: false, dueAt: Infinity } : { moves: true, dueAt };
}

/** The four booking columns of a `d` row: of the newest booking feed while it is current. */
function bookingOf(
	availability: CenterInputs['availability'],
	nowMs: number,
	floorMs: number,
): { columns: Row; dueAt: number } {
	let best: AvailabilityPresent | null = null;
	for (const one of availability.values()) if (best === null || isLater(one, best)) best = one;
	if (best === null) return { columns: [null, null, null, null], dueAt: Infinity };
	const { atMs, limits } = agedOf(best.at, best.cadenceSeconds, floorMs);
	const dueAt = nextChangeAt(atMs, nowMs, limits);
	if (!isCurrent(freshnessWithin(nowMs - atMs, limits))) {
		return { columns: [null, null, null, null], dueAt };
	}
	const { nextFreeSlotAt, slotsFree, slotsTotal, bookingsRefused } = best;
	return {
		columns: [seconds(nextFreeSlotAt?.getTime() ?? null), slotsFree, slotsTotal, bookingsRefused],
		dueAt,
	};
}
