import type {
	Availability,
	CommittedBatch,
	ContactReading,
	FlowFigures,
	OccupancyFigures,
	OutsideFigures,
	QueueFigures,
} from '../../domain/reading.ts';
import type { Sql } from './connect.ts';
import { bytesArray, instantArray, plainArray, textArray } from './pg-array.ts';
import {
	availabilityFrom,
	centerMinutesFrom,
	centerPresentsFrom,
	contactMinutesFrom,
	contactPresentsFrom,
} from './present-row.ts';

/*
 * Input: checked readings of one kind, of one or several feeds, at most about 1,000. Output: what became of each, and
 * the committed batch for the bus. Guarantee: one statement, so all of it is durable when the promise resolves and none
 * of it when the statement failed; after `unavailable` the outcome is unknown and sending the same ids again is safe.
 * Each reading counts once, in whatever order, grouping or repetition readings arrive.
 */

/** What every checked reading carries. */
interface Checked {
	feedId: number;
	/** Unique per feed, over all kinds of readings. */
	id: string;
	/** SHA-256 of the canonical item: tells a repetition from a reused id. */
	bodyHash: Uint8Array;
	at: Date;
}

/** A reading of a center that may be stored. */
export interface CheckedReading
	extends Checked, OccupancyFigures, QueueFigures, OutsideFigures, FlowFigures {
	/** Ordinal of the center. */
	center: number;
	/** Implausible, but stored. */
	suspect: boolean;
}

/** A reading of a contact-center site that may be stored. */
export type CheckedContactReading = Checked & {
	/** Ordinal of the contact center. */
	contactCenter: number;
} & Omit<ContactReading, 'id' | 'at' | 'contactCenterId'>;

/** A reading of a center's booking system that may be stored. */
export type CheckedAvailability = Checked & {
	/** Ordinal of the center. */
	center: number;
} & Omit<Availability, 'id' | 'at' | 'centerId'>;

/** What became of one item, by the number that the SQL functions give it. */
const OUTCOMES = ['stored', 'stored_late', 'duplicate', 'id_reused'] as const;
/**
 * `stored` · `stored_late`: in history, but nothing of it is the newest known · `duplicate`: known with the same body ·
 * `id_reused`: refused, the id belongs to another body.
 */
export type IngestOutcome = (typeof OUTCOMES)[number];

/** One write. */
export interface IngestInput<T> {
	items: readonly T[];
	/** System clock: when it came in. Known ids are kept three days from here. */
	receivedAt: Date;
	/** Operations clock minus 24 h: what is not newer goes into history and roll-ups, not onto the present picture. */
	presentAfter: Date;
}

/** What one write did: outcomes in the order of the items. */
export interface IngestResult {
	committed: CommittedBatch;
	outcomes: IngestOutcome[];
}

interface IngestRow {
	batch: number;
	outcomes: string;
	present: string;
	minutes: string;
}

/** Stores readings of centers: history, present picture and minute roll-ups in one statement. */
export async function ingestReadings(
	sql: Sql,
	{ items, receivedAt, presentAfter }: IngestInput<CheckedReading>,
): Promise<IngestResult> {
	const figures = (valueOf: (item: CheckedReading) => number | null) => plainArray(items, valueOf);
	const [row] = await sql<IngestRow & { presentIds: string }>`
		select batch, outcomes::text, present::text, present_ids::text, minutes::text
		  from ingest_center_readings(
			${receivedAt}, ${presentAfter},
			${plainArray(items, (r) => r.feedId)}, ${textArray(items, (r) => r.id)},
			${bytesArray(items, (r) => r.bodyHash)}, ${plainArray(items, (r) => r.center)},
			${instantArray(items, (r) => r.at)}, ${plainArray(items, (r) => r.suspect)},
			${figures((r) => r.occupancy)}, ${figures((r) => r.queueLength)},
			${figures((r) => r.bookedWaiting)}, ${figures((r) => r.walkInWaiting)},
			${figures((r) => r.longestWaitSeconds)}, ${figures((r) => r.windowsOpen)},
			${figures((r) => r.windowsServing)}, ${figures((r) => r.queueOutside)},
			${figures((r) => r.arrivalsBooked)}, ${figures((r) => r.arrivalsWalkIn)},
			${figures((r) => r.served)}, ${figures((r) => r.noShows)},
			${figures((r) => r.leftWithoutService)}, ${figures((r) => r.turnedAway)},
			${figures((r) => r.movedToNextDay)})`;
	return resultOf(row, ({ batch, present, presentIds, minutes }) => ({
		...emptyBatch(batch),
		present: centerPresentsFrom(present, presentIds),
		minutes: centerMinutesFrom(minutes),
	}));
}

/** Stores readings of contact-center sites. */
export async function ingestContactReadings(
	sql: Sql,
	{ items, receivedAt, presentAfter }: IngestInput<CheckedContactReading>,
): Promise<IngestResult> {
	const figures = (valueOf: (item: CheckedContactReading) => number | null) =>
		plainArray(items, valueOf);
	const [row] = await sql<IngestRow>`
		select batch, outcomes::text, present::text, minutes::text from ingest_contact_readings(
			${receivedAt}, ${presentAfter},
			${plainArray(items, (r) => r.feedId)}, ${textArray(items, (r) => r.id)},
			${bytesArray(items, (r) => r.bodyHash)}, ${plainArray(items, (r) => r.contactCenter)},
			${instantArray(items, (r) => r.at)},
			${figures((r) => r.callsWaiting)}, ${figures((r) => r.longestWaitSeconds)},
			${figures((r) => r.operatorsOnShift)}, ${figures((r) => r.operatorsBusy)},
			${figures((r) => r.operatorsSeconded)},
			${figures((r) => r.offered)}, ${figures((r) => r.answered)},
			${figures((r) => r.answeredInTarget)}, ${figures((r) => r.abandoned)},
			${figures((r) => r.handleSeconds)}, ${figures((r) => r.answerWaitSeconds)},
			${figures((r) => r.answerWaitMaxSeconds)},
			${textArray(items, (r) => (r.topics === null ? null : JSON.stringify(r.topics)))})`;
	return resultOf(row, ({ batch, present, minutes }) => ({
		...emptyBatch(batch),
		contactPresent: contactPresentsFrom(present),
		contactMinutes: contactMinutesFrom(minutes),
	}));
}

/** Stores readings of booking systems. */
export async function ingestAvailability(
	sql: Sql,
	{ items, receivedAt, presentAfter }: IngestInput<CheckedAvailability>,
): Promise<IngestResult> {
	const figures = (valueOf: (item: CheckedAvailability) => number | null) =>
		plainArray(items, valueOf);
	const [row] = await sql<IngestRow>`
		select batch, outcomes::text, present::text, '[]' as minutes from ingest_availability(
			${receivedAt}, ${presentAfter},
			${plainArray(items, (r) => r.feedId)}, ${textArray(items, (r) => r.id)},
			${bytesArray(items, (r) => r.bodyHash)}, ${plainArray(items, (r) => r.center)},
			${instantArray(items, (r) => r.at)}, ${instantArray(items, (r) => r.nextFreeSlotAt)},
			${figures((r) => r.slotsFree)}, ${figures((r) => r.slotsTotal)},
			${figures((r) => r.bookingsRefused)})`;
	return resultOf(row, ({ batch, present }) => ({
		...emptyBatch(batch),
		availability: availabilityFrom(present),
	}));
}

function emptyBatch(batch: number): CommittedBatch {
	return {
		batch,
		present: [],
		minutes: [],
		availability: [],
		contactPresent: [],
		contactMinutes: [],
	};
}

function resultOf<Row extends IngestRow>(
	row: Row | undefined,
	commit: (row: Row) => CommittedBatch,
): IngestResult {
	if (!row) throw new Error('The ingest statement returned nothing');
	return {
		committed: commit(row),
		outcomes: (JSON.parse(row.outcomes) as number[]).map((code) => {
			const outcome = OUTCOMES[code];
			if (!outcome) throw new Error(`Unknown ingest outcome ${code}`);
			return outcome;
		}),
	};
}
