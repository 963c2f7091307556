/** State of a center at an instant, in three parts that age apart (contract.md §3). A null figure was not measured. */
export interface OccupancyFigures {
	occupancy: number | null;
}
/** Queue, waits and windows. */
export interface QueueFigures {
	queueLength: number | null;
	bookedWaiting: number | null;
	walkInWaiting: number | null;
	longestWaitSeconds: number | null;
	windowsOpen: number | null;
	windowsServing: number | null;
}
/** People in front of the building. */
export interface OutsideFigures {
	queueOutside: number | null;
}
/** What happened since the feed's previous reading of the same center. */
export interface FlowFigures {
	arrivalsBooked: number | null;
	arrivalsWalkIn: number | null;
	served: number | null;
	noShows: number | null;
	leftWithoutService: number | null;
	turnedAway: number | null;
	movedToNextDay: number | null;
}

/** Names of the figures, part by part: the order of columns in the store and on the wire. */
export const OCCUPANCY_FIGURES = ['occupancy'] as const;
/** Figures of the queue part. */
export const QUEUE_FIGURES = [
	'queueLength',
	'bookedWaiting',
	'walkInWaiting',
	'longestWaitSeconds',
	'windowsOpen',
	'windowsServing',
] as const;
/** Figures of the outside part. */
export const OUTSIDE_FIGURES = ['queueOutside'] as const;
/** Figures that count since the previous reading. */
export const FLOW_FIGURES = [
	'arrivalsBooked',
	'arrivalsWalkIn',
	'served',
	'noShows',
	'leftWithoutService',
	'turnedAway',
	'movedToNextDay',
] as const;

/** State of a contact-center site at an instant. */
export const CONTACT_STATE_FIGURES = [
	'callsWaiting',
	'longestWaitSeconds',
	'operatorsOnShift',
	'operatorsBusy',
	'operatorsSeconded',
] as const;
/** What a site counted since its previous reading; `answerWaitMaxSeconds` is a maximum, the others are sums. */
export const CONTACT_FLOW_FIGURES = [
	'offered',
	'answered',
	'answeredInTarget',
	'abandoned',
	'handleSeconds',
	'answerWaitSeconds',
	'answerWaitMaxSeconds',
] as const;
/** A state figure of a site. */
export type ContactStateFigure = (typeof CONTACT_STATE_FIGURES)[number];
/** A counted figure of a site. */
export type ContactFlowFigure = (typeof CONTACT_FLOW_FIGURES)[number];

/** One observation of a contact-center site. */
export type ContactReading = {
	id: string;
	contactCenterId: string;
	at: Date;
	/** Calls by topic since the previous reading; null when not measured. */
	topics: Record<string, number> | null;
} & Record<ContactStateFigure | ContactFlowFigure, number | null>;

/** One observation of a center's booking system. */
export interface Availability {
	id: string;
	centerId: string;
	at: Date;
	nextFreeSlotAt: Date | null;
	slotsFree: number | null;
	slotsTotal: number | null;
	bookingsRefused: number | null;
}

/** A part of a center's state as one feed last measured it. */
export type Part<F> = F & { at: Date; id: string };

/** What one feed knows of one center now. The Board joins the feeds part by part: the newest `(at, id)` wins. */
export interface CenterPresent {
	/** Ordinal of the center. */
	center: number;
	feed: number;
	/** The feed's promised seconds between readings; freshness follows from it. */
	cadenceSeconds: number;
	/** The ingest batch that last wrote this row; of two versions the higher wins. */
	batch: number;
	occupancy: Part<OccupancyFigures> | null;
	queue: Part<QueueFigures> | null;
	outside: Part<OutsideFigures> | null;
	/** The newest figures are implausible (over 3 × capacity, jump over 10 ×). */
	suspect: boolean;
	/** Since when every state figure has been the same. */
	unchangedSince: Date | null;
}

/** What the booking feed last said of one center. */
export interface AvailabilityPresent {
	center: number;
	feed: number;
	cadenceSeconds: number;
	batch: number;
	at: Date;
	id: string;
	nextFreeSlotAt: Date | null;
	slotsFree: number | null;
	slotsTotal: number | null;
	bookingsRefused: number | null;
}

/** What one feed knows of one contact-center site now. */
export type ContactPresent = {
	/** Ordinal of the contact center. */
	contactCenter: number;
	feed: number;
	cadenceSeconds: number;
	batch: number;
	at: Date;
	id: string;
} & Record<ContactStateFigure, number | null>;

/** One minute of one center, all feeds together: resulting absolute sums, never increments. */
export type CenterMinute = {
	center: number;
	/** Start of the minute. */
	bucket: Date;
	batch: number;
	/** Readings that fell into it. */
	n: number;
	/** Sum and count of queue lengths: the mean of the minute. */
	queueSum: number;
	queueN: number;
	/** Highest of the minute; null when not measured. */
	occupancyMax: number | null;
	queueMax: number | null;
	outsideMax: number | null;
	/** Longest wait of the minute in seconds. */
	waitMax: number | null;
	/** Sum and count of windows serving, of open ones where serving ones are not measured. */
	windowsSum: number;
	windowsN: number;
} & Record<keyof FlowFigures, number>;

/** One minute of one contact-center site: resulting absolute sums (`answerWaitMaxSeconds`: maximum). */
export type ContactMinute = {
	contactCenter: number;
	bucket: Date;
	batch: number;
	n: number;
	/** Sum, count and highest number of calls waiting; the highest is null when not measured. */
	callsWaitingSum: number;
	callsWaitingN: number;
	callsWaitingMax: number | null;
	/** Sum and count of operators on shift. */
	operatorsSum: number;
	operatorsN: number;
} & Record<ContactFlowFigure, number>;

/**
 * What one committed ingest batch left behind: the *resulting* rows, so folding it twice or late does no harm.
 * This is what the bus carries.
 */
export interface CommittedBatch {
	/** Number order is commit order. */
	batch: number;
	present: CenterPresent[];
	minutes: CenterMinute[];
	availability: AvailabilityPresent[];
	contactPresent: ContactPresent[];
	contactMinutes: ContactMinute[];
}
