import type { Figures, ReportingPlace } from './model/network.ts';
import type { Door } from './poster.ts';
import type { FeedFault, Scenario } from './scenarios/scenario.ts';

/** A place with the key that its readings' ids carry: short, and unique among places. */
export interface FeedPlace extends ReportingPlace {
	key: string;
}

/** One item for one door of the API. */
interface Sent {
	door: Door;
	item: object;
	/** It was sent before: an API that knows it may not meet it twice in one request. */
	isRepeat?: true;
}

/** What lies between a place and Kezek: its feed, sound or faulty. */
export interface FeedLine {
	place: FeedPlace;
	/**
	 * Plays the place to an instant (Unix ms) and gives what its feed sends then: one reading, none or more.
	 * `promisedMs` is what the feed promised between two readings.
	 */
	readingsAt(at: number, promisedMs: number): Sent[];
	/** What its booking system sends at the instant that was just played, if it is time for that. */
	bookingsAt(at: number, promisedMs: number): Sent[];
}

/** How faulty feeds behave [I]. */
const FAULTY = {
	/** Promised cadences between two repetitions of a flapping feed, and how many of them it is silent. */
	flapCadences: 40,
	flapSilentCadences: 14,
	/** What a broken counter multiplies people with. */
	absurdTimes: 60,
	/** A counter freezes at the first reading with so many people inside. */
	frozenFrom: 5,
} as const;
/** Promised cadences between two words of a booking system. */
const BOOKING_CADENCES = 3;
/** Figures of a broken counter. */
const COUNTED = ['occupancy', 'queueLength', 'queueOutside'];
/** Figures that say how things stand; the others count since the reading before. */
const STATE = new Set([
	...COUNTED,
	'bookedWaiting',
	'walkInWaiting',
	'longestWaitSeconds',
	'windowsOpen',
	'windowsServing',
]);

/** Silence of an ordinary day at an instant (Unix ms). */
type IsSilent = (placeId: string, at: number) => boolean;

/**
 * Lays the feeds of all places: those that the scenario names are faulty in their way, the others fall silent when
 * `isSilent` says so. Run, place and instant make the id of a reading: unique, and the same when it is sent again.
 */
export function layFeedLines(
	places: readonly FeedPlace[],
	options: { scenario: Scenario; isSilent: IsSilent; runId: string },
): FeedLine[] {
	const faults = new Map(
		options.scenario.feeds.flatMap((fault) => fault.centers.map((id) => [id, fault] as const)),
	);
	return places.map((place) => {
		const fault = faults.get(place.id);
		const read = (at: number): Sent => sentOf(place, at, place.read(), options.runId);
		const line = fault ? faultyLine(place, fault, read) : soundLine(place, options.isSilent, read);
		return { place, readingsAt: line, bookingsAt: bookingLine(place, options.runId) };
	});
}

function soundLine(
	place: FeedPlace,
	isSilent: IsSilent,
	read: (at: number) => Sent,
): FeedLine['readingsAt'] {
	return (at) => {
		place.advance(at);
		return isSilent(place.id, at) ? [] : [read(at)];
	};
}

function faultyLine(
	place: FeedPlace,
	fault: FeedFault,
	read: (at: number) => Sent,
): FeedLine['readingsAt'] {
	let last: Sent | null = null;
	let frozen: Record<string, unknown> | null = null;

	/** The reading as the fault leaves it. */
	function spoiled(sent: Sent): Sent {
		const item = sent.item as Record<string, unknown>;
		if (fault.fault === 'absurd') return { ...sent, item: exaggerated(item) };
		if (fault.fault !== 'frozen') return sent;
		if (frozen === null && Number(item.occupancy) < FAULTY.frozenFrom) return sent;
		frozen ??= Object.fromEntries(Object.entries(item).filter(([name]) => STATE.has(name)));
		return { ...sent, item: { ...standingStill(item), ...frozen } };
	}

	return (at, promisedMs) => {
		const behind = (fault.behindCadences ?? 0) * promisedMs;
		place.advance(at - behind);
		if (fault.fault === 'silent') return [];
		const cycle = FAULTY.flapCadences * promisedMs;
		const isDown = at % cycle < FAULTY.flapSilentCadences * promisedMs;
		if (fault.fault === 'flapping' && isDown) return [];
		const sent = spoiled(read(at - behind));
		const again = fault.fault === 'doubled' ? last : null;
		last = sent;
		return again ? [{ ...again, isRepeat: true }, sent] : [sent];
	};
}

/** A frozen source counts nothing any more. */
function standingStill(item: Record<string, unknown>): Record<string, unknown> {
	const still = Object.entries(item).map(([name, value]) => [
		name,
		typeof value === 'number' ? 0 : value,
	]);
	return Object.fromEntries(still) as Record<string, unknown>;
}

function exaggerated(item: Record<string, unknown>): Record<string, unknown> {
	const absurd = COUNTED.map((name) => [name, Number(item[name]) * FAULTY.absurdTimes]);
	return { ...item, ...(Object.fromEntries(absurd) as Record<string, number>) };
}

/** A booking system speaks less often than the queue beside it, and is silent with it. */
function bookingLine(place: FeedPlace, runId: string): FeedLine['bookingsAt'] {
	let spokeAt = -Infinity;
	return (at, promisedMs) => {
		if (at - spokeAt < BOOKING_CADENCES * promisedMs) return [];
		const figures = place.readBookings();
		if (figures === null) return [];
		spokeAt = at;
		return [{ ...sentOf(place, at, figures, `${runId}-b`), door: 'availability' }];
	};
}

function sentOf(place: FeedPlace, at: number, figures: Figures, prefix: string): Sent {
	const item = {
		id: `${prefix}-${place.key}-${at.toString(36)}`,
		[place.kind === 'center' ? 'centerId' : 'contactCenterId']: place.id,
		at: new Date(at).toISOString(),
		...figures,
	};
	return { door: place.kind, item };
}
