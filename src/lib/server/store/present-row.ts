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

type CenterMinuteJson = readonly [
	center: number,
	bucket: number,
	batch: number,
	n: number,
	queueSum: number,
	queueN: number,
	arrivalsBooked: number,
	arrivalsWalkIn: number,
	served: number,
	noShows: number,
	leftWithoutService: number,
	turnedAway: number,
	movedToNextDay: number,
	occupancyMax: Cell,
	queueMax: Cell,
	outsideMax: Cell,
	waitMax: Cell,
	windowsSum: number,
	windowsN: number,
];

function centerMinute(row: CenterMinuteJson): CenterMinute {
	return {
		center: row[0],
		bucket: new Date(row[1]),
		batch: row[2],
		n: row[3],
		queueSum: row[4],
		queueN: row[5],
		arrivalsBooked: row[6],
		arrivalsWalkIn: row[7],
		served: row[8],
		noShows: row[9],
		leftWithoutService: row[10],
		turnedAway: row[11],
		movedToNextDay: row[12],
		occupancyMax: row[13],
		queueMax: row[14],
		outsideMax: row[15],
		waitMax: row[16],
		windowsSum: row[17],
		windowsN: row[18],
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

type ContactMinuteJson = readonly [
	contactCenter: number,
	bucket: number,
	batch: number,
	n: number,
	offered: number,
	answered: number,
	answeredInTarget: number,
	abandoned: number,
	handleSeconds: number,
	answerWaitSeconds: number,
	answerWaitMaxSeconds: number,
	callsWaitingSum: number,
	callsWaitingN: number,
	callsWaitingMax: Cell,
	operatorsSum: number,
	operatorsN: number,
];

function contactMinute(row: ContactMinuteJson): ContactMinute {
	return {
		contactCenter: row[0],
		bucket: new Date(row[1]),
		batch: row[2],
		n: row[3],
		offered: row[4],
		answered: row[5],
		answeredInTarget: row[6],
		abandoned: row[7],
		handleSeconds: row[8],
		answerWaitSeconds: row[9],
		answerWaitMaxSeconds: row[10],
		callsWaitingSum: row[11],
		callsWaitingN: row[12],
		callsWaitingMax: row[13],
		operatorsSum: row[14],
		operatorsN: row[15],
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
