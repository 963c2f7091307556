import { z } from 'zod';
import {
	CONTACT_FLOW_FIGURES,
	CONTACT_STATE_FIGURES,
	FLOW_FIGURES,
	OUTSIDE_FIGURES,
	QUEUE_FIGURES,
	OCCUPANCY_FIGURES,
	type CommittedBatch,
} from '../domain/reading.ts';

const figure = z.number().nullable();
const ordinal = z.int();
const batch = z.int();
/** JSON turns a `Date` into this text; nothing else may come back as one. */
const instant = z.iso.datetime().transform((text) => new Date(text));

/** The same shape for each of several names. */
function each<K extends string, V extends z.ZodType>(names: readonly K[], value: V): Record<K, V> {
	return Object.fromEntries(names.map((name) => [name, value])) as Record<K, V>;
}

function part<K extends string>(figures: readonly K[]) {
	return z.strictObject({ at: instant, id: z.string(), ...each(figures, figure) }).nullable();
}

const ofFeed = { feed: z.int(), cadenceSeconds: z.number(), batch };
const newest = { ...ofFeed, at: instant, id: z.string() };
const ofMinute = { bucket: instant, batch, n: z.int() };

const committedBatch: z.ZodType<CommittedBatch> = z.strictObject({
	batch,
	present: z.array(
		z.strictObject({
			center: ordinal,
			...ofFeed,
			occupancy: part(OCCUPANCY_FIGURES),
			queue: part(QUEUE_FIGURES),
			outside: part(OUTSIDE_FIGURES),
			suspect: z.boolean(),
			unchangedSince: instant.nullable(),
		}),
	),
	minutes: z.array(
		z.strictObject({
			center: ordinal,
			...ofMinute,
			queueSum: z.number(),
			queueN: z.number(),
			occupancyMax: figure,
			queueMax: figure,
			outsideMax: figure,
			waitMax: figure,
			windowsSum: z.number(),
			windowsN: z.number(),
			...each(FLOW_FIGURES, z.number()),
		}),
	),
	availability: z.array(
		z.strictObject({
			center: ordinal,
			...newest,
			nextFreeSlotAt: instant.nullable(),
			slotsFree: figure,
			slotsTotal: figure,
			bookingsRefused: figure,
		}),
	),
	contactPresent: z.array(
		z.strictObject({ contactCenter: ordinal, ...newest, ...each(CONTACT_STATE_FIGURES, figure) }),
	),
	contactMinutes: z.array(
		z.strictObject({
			contactCenter: ordinal,
			...ofMinute,
			callsWaitingSum: z.number(),
			callsWaitingN: z.number(),
			callsWaitingMax: figure,
			operatorsSum: z.number(),
			operatorsN: z.number(),
			...each(CONTACT_FLOW_FIGURES, z.number()),
		}),
	),
});

/** A committed batch as text, for the way between nodes. */
export function encodeBatch(committed: CommittedBatch): string {
	return JSON.stringify(committed);
}

/**
 * The batch that a text carries; null for anything else, such as the notice of a node of another build. Whoever gets
 * null loses nothing: a batch can be read from the store.
 */
export function decodeBatch(text: string): CommittedBatch | null {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return null;
	}
	return committedBatch.safeParse(value).data ?? null;
}
