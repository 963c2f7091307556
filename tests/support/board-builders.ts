import type { Center, ContactCenter, Directory, Place } from '../../src/lib/domain/directory.ts';
import type {
	AvailabilityPresent,
	CenterMinute,
	CenterPresent,
	CommittedBatch,
	ContactMinute,
	ContactPresent,
	OccupancyFigures,
	OutsideFigures,
	QueueFigures,
} from '../../src/lib/domain/reading.ts';

/** A Thursday, 10:00 in Kazakhstan (UTC+5). */
export const MORNING = new Date('2026-11-19T05:00:00Z');

const name = (text: string) => ({ kk: text, ru: text, en: text });

/** UTC+5 all year: enough for boards that need no zone data. */
export function kazakhTime(_zone: string, atMs: number) {
	const local = new Date(atMs + 5 * 3_600_000);
	return {
		date: local.toISOString().slice(0, 10),
		weekday: local.getUTCDay() || 7,
		minutes: local.getUTCHours() * 60 + local.getUTCMinutes(),
	};
}

/** A center `c<ordinal>` of 60 people, in region `KZ-75` outside cities unless said otherwise. */
export function aCenter(ordinal: number, some: Partial<Center> = {}): Center {
	return {
		ordinal,
		id: `c${ordinal}`,
		cityId: null,
		regionId: 'KZ-75',
		class: 'city',
		type: 'ordinary',
		name: name(`Center ${ordinal}`),
		lat: 43.2,
		lon: 76.9,
		hallM2: 225,
		seats: null,
		windows: null,
		opensAt: '09:00',
		closesAt: '18:00',
		timezone: 'Asia/Almaty',
		illustrative: false,
		...some,
	};
}

function aPlace(ordinal: number, kind: Place['kind'], id: string, regionId: string | null): Place {
	return { ordinal, id, kind, regionId, name: name(id), lat: null, lon: null, illustrative: false };
}

function aSite(ordinal: number, id: string): ContactCenter {
	return {
		ordinal,
		id,
		regionId: null,
		name: name(id),
		timezone: 'Asia/Almaty',
		answerTargetSeconds: 20,
		illustrative: false,
	};
}

/** A network of two regions, each with a city (`almaty` in KZ-75, `semey` in KZ-10), and two contact sites. */
export function aDirectory(centers: Center[], version = 'v1'): Directory {
	return {
		version,
		places: [
			aPlace(0, 'nation', 'nation', null),
			aPlace(1, 'region', 'KZ-75', null),
			aPlace(2, 'region', 'KZ-10', null),
			aPlace(3, 'city', 'almaty', 'KZ-75'),
			aPlace(4, 'city', 'semey', 'KZ-10'),
		],
		centers,
		contactCenters: [aSite(1, 'kokshetau'), aSite(2, 'second')],
	};
}

type PresentFigures = Partial<OccupancyFigures & QueueFigures & OutsideFigures>;

/** What feed 1 (every 30 s) knows of a center; a part exists when one of its figures is given. */
export function aPresent(
	center: number,
	at: Date,
	figures: PresentFigures,
	some: Partial<CenterPresent> = {},
): CenterPresent {
	const id = `r-${center}-${at.getTime()}`;
	const {
		occupancy = null,
		queueLength = null,
		bookedWaiting = null,
		walkInWaiting = null,
		longestWaitSeconds = null,
		windowsOpen = null,
		windowsServing = null,
		queueOutside = null,
	} = figures;
	const queue = {
		queueLength,
		bookedWaiting,
		walkInWaiting,
		longestWaitSeconds,
		windowsOpen,
		windowsServing,
	};
	const hasQueue = Object.values(queue).some((value) => value !== null);
	return {
		center,
		feed: 1,
		cadenceSeconds: 30,
		batch: 1,
		occupancy: occupancy === null ? null : { at, id, occupancy },
		queue: hasQueue ? { at, id, ...queue } : null,
		outside: queueOutside === null ? null : { at, id, queueOutside },
		suspect: false,
		unchangedSince: at,
		...some,
	};
}

/** One minute of a center without any flow. */
export function aMinute(
	center: number,
	bucket: Date,
	some: Partial<CenterMinute> = {},
): CenterMinute {
	return {
		center,
		bucket,
		batch: 1,
		n: 1,
		queueSum: 0,
		queueN: 0,
		occupancyMax: null,
		queueMax: null,
		outsideMax: null,
		waitMax: null,
		windowsSum: 0,
		windowsN: 0,
		arrivalsBooked: 0,
		arrivalsWalkIn: 0,
		served: 0,
		noShows: 0,
		leftWithoutService: 0,
		turnedAway: 0,
		movedToNextDay: 0,
		...some,
	};
}

/** What a site said: 50 operators, nobody waiting. */
export function aContact(
	contactCenter: number,
	at: Date,
	some: Partial<ContactPresent> = {},
): ContactPresent {
	return {
		contactCenter,
		feed: 2,
		cadenceSeconds: 30,
		batch: 1,
		at,
		id: `k-${contactCenter}-${at.getTime()}`,
		callsWaiting: 0,
		longestWaitSeconds: 0,
		operatorsOnShift: 50,
		operatorsBusy: 0,
		operatorsSeconded: null,
		...some,
	};
}

/** One minute of a site without any call. */
export function aContactMinute(
	contactCenter: number,
	bucket: Date,
	some: Partial<ContactMinute> = {},
): ContactMinute {
	return {
		contactCenter,
		bucket,
		batch: 1,
		n: 1,
		offered: 0,
		answered: 0,
		answeredInTarget: 0,
		abandoned: 0,
		handleSeconds: 0,
		answerWaitSeconds: 0,
		answerWaitMaxSeconds: 0,
		callsWaitingSum: 0,
		callsWaitingN: 0,
		callsWaitingMax: null,
		operatorsSum: 0,
		operatorsN: 0,
		...some,
	};
}

/** What a center's booking system said: 4 of 40 slots free. */
export function anAvailability(
	center: number,
	at: Date,
	some: Partial<AvailabilityPresent> = {},
): AvailabilityPresent {
	return {
		center,
		feed: 3,
		cadenceSeconds: 300,
		batch: 1,
		at,
		id: `b-${center}-${at.getTime()}`,
		nextFreeSlotAt: new Date(at.getTime() + 86_400_000),
		slotsFree: 4,
		slotsTotal: 40,
		bookingsRefused: 0,
		...some,
	};
}

/** A committed batch of the rows given. */
export function aBatch(batch: number, rows: Partial<CommittedBatch>): CommittedBatch {
	return {
		batch,
		present: [],
		minutes: [],
		availability: [],
		contactPresent: [],
		contactMinutes: [],
		...rows,
	};
}
