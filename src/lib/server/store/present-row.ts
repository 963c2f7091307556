import type {
	AvailabilityPresent,
	CenterMinute,
	CenterPresent,
	ContactMinute,
	ContactPresent,
} from '../../domain/reading.ts';

/* Decodes the positional JSON of center_present_json and its kin (migrations 0006–0008) into the domain's words. */

type Cell = number | null;
type CenterPresentJson = readonly [
	center: number,
	feed: number,
	cadenceSeconds: number,
	batch: number,
	occupancyAt: Cell,
	occupancy: Cell,
	queueAt: Cell,
	queueLength: Cell,
	bookedWaiting: Cell,
	walkInWaiting: Cell,
	longestWaitSeconds: Cell,
	windowsOpen: Cell,
	windowsServing: Cell,
	outsideAt: Cell,
	queueOutside: Cell,
	suspect: number,
	unchangedSince: Cell,
];

function centerPresent(
	row: CenterPresentJson,
	[occupancyId = '', queueId = '', outsideId = '']: readonly string[],
): CenterPresent {
	return {
		center: row[0],
		feed: row[1],
		cadenceSeconds: row[2],
		batch: row[3],
		occupancy:
			row[4] === null ? null : { at: new Date(row[4]), id: occupancyId, occupancy: row[5] },
		queue:
			row[6] === null
				? null
				: {
						at: new Date(row[6]),
						id: queueId,
						queueLength: row[7],
						bookedWaiting: row[8],
						walkInWaiting: row[9],
						longestWaitSeconds: row[10],
						windowsOpen: row[11],
						windowsServing: row[12],
					},
		outside:
			row[13] === null ? null : { at: new Date(row[13]), id: outsideId, queueOutside: row[14] },
		suspect: row[15] === 1,
		unchangedSince: row[16] === null ? null : new Date(row[16]),
	};
}

function centerMinute(row: readonly number[]): CenterMinute {
	const [
		center = 0,
		bucket = 0,
		batch = 0,
		n = 0,
		queueSum = 0,
		queueN = 0,
		arrivalsBooked = 0,
		arrivalsWalkIn = 0,
		served = 0,
		noShows = 0,
		leftWithoutService = 0,
		turnedAway = 0,
		movedToNextDay = 0,
	] = row;
	return {
		center,
		bucket: new Date(bucket),
		batch,
		n,
		queueSum,
		queueN,
		arrivalsBooked,
		arrivalsWalkIn,
		served,
		noShows,
		leftWithoutService,
		turnedAway,
		movedToNextDay,
	};
}

type ContactPresentJson = readonly [
	contactCenter: number,
	feed: number,
	cadenceSeconds: number,
	batch: number,
	at: number,
	id: string,
	callsWaiting: Cell,
	longestWaitSeconds: Cell,
	operatorsOnShift: Cell,
	operatorsBusy: Cell,
	operatorsSeconded: Cell,
];

function contactPresent(row: ContactPresentJson): ContactPresent {
	return {
		contactCenter: row[0],
		feed: row[1],
		cadenceSeconds: row[2],
		batch: row[3],
		at: new Date(row[4]),
		id: row[5],
		callsWaiting: row[6],
		longestWaitSeconds: row[7],
		operatorsOnShift: row[8],
		operatorsBusy: row[9],
		operatorsSeconded: row[10],
	};
}

function contactMinute(row: readonly number[]): ContactMinute {
	const [
		contactCenter = 0,
		bucket = 0,
		batch = 0,
		n = 0,
		offered = 0,
		answered = 0,
		answeredInTarget = 0,
		abandoned = 0,
		handleSeconds = 0,
		answerWaitSeconds = 0,
		answerWaitMaxSeconds = 0,
	] = row;
	return {
		contactCenter,
		bucket: new Date(bucket),
		batch,
		n,
		offered,
		answered,
		answeredInTarget,
		abandoned,
		handleSeconds,
		answerWaitSeconds,
		answerWaitMaxSeconds,
	};
}

type AvailabilityJson = readonly [
	center: number,
	feed: number,
	cadenceSeconds: number,
	batch: number,
	at: number,
	id: string,
	nextFreeSlotAt: Cell,
	slotsFree: Cell,
	slotsTotal: Cell,
	bookingsRefused: Cell,
];

function availabilityPresent(row: AvailabilityJson): AvailabilityPresent {
	return {
		center: row[0],
		feed: row[1],
		cadenceSeconds: row[2],
		batch: row[3],
		at: new Date(row[4]),
		id: row[5],
		nextFreeSlotAt: row[6] === null ? null : new Date(row[6]),
		slotsFree: row[7],
		slotsTotal: row[8],
		bookingsRefused: row[9],
	};
}

function decoder<Json, T>(decode: (row: Json) => T): (text: string) => T[] {
	return (text) => (JSON.parse(text) as Json[]).map(decode);
}

/** Present rows of centers from the JSON texts of center_present_figures and of the ids of their parts. */
export function centerPresentsFrom(figures: string, ids: string): CenterPresent[] {
	const idRows = JSON.parse(ids) as string[][];
	return (JSON.parse(figures) as CenterPresentJson[]).map((row, i) =>
		centerPresent(row, idRows[i] ?? []),
	);
}
/** Minute rows of centers from the text of a JSON list of center_minute_json. */
export const centerMinutesFrom = decoder(centerMinute);
/** Present rows of contact centers from the text of a JSON list of contact_present_json. */
export const contactPresentsFrom = decoder(contactPresent);
/** Minute rows of contact centers from the text of a JSON list of contact_minute_json. */
export const contactMinutesFrom = decoder(contactMinute);
/** Availability rows from the text of a JSON list of availability_present_json. */
export const availabilityFrom = decoder(availabilityPresent);
