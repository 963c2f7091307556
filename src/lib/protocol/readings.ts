import { z } from 'zod';

/** Most items in one request. */
export const MAX_ITEMS = 500;
/** Most bytes of one request body. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Deepest nesting of one request body. */
export const MAX_DEPTH = 5;

/** Largest plausible count of people, windows, calls or slots; above it is a fault of the source. */
const MAX_COUNT = 1_000_000;
/** A week in seconds: no wait is longer. */
const MAX_WAIT_SECONDS = 604_800;
/** Largest sum of seconds between two readings. */
const MAX_SUM_SECONDS = 100_000_000;

const CONTROL_OR_BIDI = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Text that may be stored and shown: well formed, without control characters and direction overrides. */
function text(maxLength: number) {
	return z
		.string()
		.min(1)
		.max(maxLength)
		.refine((value) => value.isWellFormed() && !CONTROL_OR_BIDI.test(value), {
			params: { reason: 'text' },
			error: 'contains control characters or is not well-formed text',
		});
}

const count = z.int().min(0).max(MAX_COUNT).optional();
const wait = z.int().min(0).max(MAX_WAIT_SECONDS).optional();
const seconds = z.int().min(0).max(MAX_SUM_SECONDS).optional();

const identity = { id: text(64).meta({ description: 'Unique per feed; repeat it on a retry.' }) };
const instant = z.iso
	.datetime({ offset: true })
	.meta({ description: 'When it was observed: RFC 3339 with an offset or Z.' });
const placeId = text(100);

/** One item of `POST /api/v1/readings`. A missing figure means not measured, never 0. */
export const readingSchema = z
	.strictObject({
		...identity,
		centerId: placeId,
		at: instant,
		occupancy: count,
		queueLength: count,
		bookedWaiting: count,
		walkInWaiting: count,
		queueOutside: count,
		longestWaitSeconds: wait,
		windowsOpen: count,
		windowsServing: count,
		arrivalsBooked: count,
		arrivalsWalkIn: count,
		served: count,
		noShows: count,
		leftWithoutService: count,
		turnedAway: count,
		movedToNextDay: count,
	})
	.refine(hasFigure('id', 'centerId', 'at'), noFigure());

/** One item of `POST /api/v1/contact-readings`. `offered` … `topics` count since the feed's previous reading. */
export const contactReadingSchema = z
	.strictObject({
		...identity,
		contactCenterId: placeId,
		at: instant,
		callsWaiting: count,
		longestWaitSeconds: wait,
		operatorsOnShift: count,
		operatorsBusy: count,
		operatorsSeconded: count,
		offered: count,
		answered: count,
		answeredInTarget: count,
		abandoned: count,
		handleSeconds: seconds,
		answerWaitSeconds: seconds,
		answerWaitMaxSeconds: wait,
		topics: z
			.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), z.int().min(0).max(MAX_COUNT))
			.refine((topics) => Object.keys(topics).length <= 50, {
				params: { reason: 'range' },
				error: 'at most 50 topics',
			})
			.optional(),
	})
	.refine(hasFigure('id', 'contactCenterId', 'at'), noFigure());

/** One item of `POST /api/v1/availability`. */
export const availabilitySchema = z
	.strictObject({
		...identity,
		centerId: placeId,
		at: instant,
		nextFreeSlotAt: instant.optional(),
		slotsFree: count,
		slotsTotal: count,
		bookingsRefused: count,
	})
	.refine(hasFigure('id', 'centerId', 'at'), noFigure());

function hasFigure(...keys: string[]): (item: object) => boolean {
	return (item) =>
		Object.entries(item).some(([key, value]) => !keys.includes(key) && value !== undefined);
}

function noFigure() {
	return { params: { reason: 'no_figure' }, error: 'at least one figure is required' };
}

/** What happened to one item of a batch; items that were simply stored are not listed. */
const itemResultSchema = z.object({
	index: z.int(),
	id: z.string().nullable(),
	status: z.enum(['stored', 'duplicate', 'rejected']),
	current: z.literal(false).optional(),
	suspect: z.literal(true).optional(),
	code: z.enum(['invalid', 'not_found', 'conflict']).optional(),
	reason: z.string().optional(),
	path: z.string().optional(),
	message: z.string().optional(),
});
/** What happened to one item of a batch. */
export type ItemResult = z.infer<typeof itemResultSchema>;

/** Answer to a batch. */
export const batchResultSchema = z.object({
	stored: z.int(),
	duplicate: z.int(),
	rejected: z.int(),
	items: z.array(itemResultSchema),
});
/** Answer to a batch. */
export type BatchResult = z.infer<typeof batchResultSchema>;

/** Whole-request error, `application/problem+json`. */
export const problemSchema = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	code: z.string(),
	reason: z.string().optional(),
	detail: z.string(),
	errors: z
		.array(z.object({ path: z.string(), reason: z.string(), message: z.string() }))
		.optional(),
	requestId: z.string(),
});
/** Whole-request error. */
export type Problem = z.infer<typeof problemSchema>;
