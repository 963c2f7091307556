import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { judgeTime } from '../../domain/time-window.ts';
import type { ItemResult } from '../../protocol/readings.ts';

/** Fields that every door's items share. */
interface Identified {
	id: string;
	at: string;
}

/** An item that may be stored: parsed, its place known and allowed, its time inside the window. */
export interface CheckedItem<T> {
	/** Position in the request. */
	index: number;
	feedId: number;
	id: string;
	at: Date;
	/** Ordinal of the center or contact center. */
	place: number;
	/** SHA-256 of the canonical item: tells a repetition from a reused id. */
	bodyHash: Buffer;
	/** The item as it was sent. */
	item: T;
}

/** What the check needs to know. */
export interface CheckContext<T> {
	/** Name of the door: part of the body hash, so that two doors never share an item. */
	door: string;
	schema: z.ZodType<T>;
	feedId: number;
	/** Ordinal of the item's place, or null where it is unknown or not this key's: one answer for both. */
	placeOf: (item: T) => number | null;
	now: Date;
	floorMs: number;
	mayBackfill: boolean;
}

/** Sorts the items of a batch into those to store and those refused, each with its reason. */
export function checkItems<T extends Identified>(
	raw: readonly unknown[],
	context: CheckContext<T>,
): { accepted: CheckedItem<T>[]; refused: ItemResult[] } {
	const accepted: CheckedItem<T>[] = [];
	const refused: ItemResult[] = [];
	const seen = new Set<string>();
	raw.forEach((value, index) => {
		const id = idOf(value);
		const refuse = (
			code: ItemResult['code'],
			reason: string | undefined,
			message: string,
			path?: string,
		) =>
			void refused.push({
				index,
				id,
				status: 'rejected',
				code,
				...(reason !== undefined && { reason }),
				...(path !== undefined && { path }),
				message,
			});

		const parsed = context.schema.safeParse(value);
		if (!parsed.success) {
			const issue = parsed.error.issues[0];
			return refuse('invalid', reasonOf(issue), issue?.message ?? 'not valid', pathOf(issue));
		}
		const item = parsed.data;
		if (seen.has(item.id)) {
			return refuse('invalid', 'id_repeated', 'this id stands in the batch already', 'id');
		}
		seen.add(item.id);
		const place = context.placeOf(item);
		if (place === null) {
			return refuse('not_found', undefined, 'no such place, or not one of this key');
		}
		const at = new Date(item.at);
		const verdict = judgeTime(at, context.now, context);
		if (verdict === 'ahead' || verdict === 'too_old') {
			const window = context.mayBackfill ? 'any past time' : 'not older than 24 h';
			return refuse(
				'invalid',
				'time',
				`outside the time window (${window}, at most 60 s ahead); the operations clock says ${context.now.toISOString()}`,
				'at',
			);
		}
		accepted.push({
			index,
			feedId: context.feedId,
			id: item.id,
			at,
			place,
			bodyHash: hashOf(context.door, item),
			item,
		});
	});
	return { accepted, refused };
}

function idOf(value: unknown): string | null {
	const id = typeof value === 'object' && value !== null && (value as { id?: unknown }).id;
	return typeof id === 'string' ? id.slice(0, 64).toWellFormed() : null;
}

type Issue = z.core.$ZodIssue | undefined;

function pathOf(issue: Issue): string | undefined {
	if (issue?.code === 'unrecognized_keys') return issue.keys[0];
	return issue && issue.path.length > 0 ? issue.path.join('.') : undefined;
}

/** Which case of the ingest table an issue is (reliability.md §9). */
function reasonOf(issue: Issue): string {
	if (issue === undefined) return 'type';
	const isText = 'origin' in issue && issue.origin === 'string';
	switch (issue.code) {
		case 'unrecognized_keys':
			return 'unknown_field';
		case 'invalid_format':
			return issue.path.at(-1) === 'at' || issue.path.at(-1) === 'nextFreeSlotAt' ? 'time' : 'text';
		case 'invalid_type':
			if (issue.path[0] === 'at') return 'time';
			return issue.message.includes('Infinity') ? 'range' : 'type';
		case 'too_big':
		case 'too_small':
			return isText ? 'text' : 'range';
		case 'custom':
			return String(issue.params?.reason ?? 'type');
		default:
			return 'type';
	}
}

function hashOf(door: string, item: object): Buffer {
	return createHash('sha256').update(door).update(canonical(item)).digest();
}

/**
 * One text per item, however it was written: the schema gives its fields in its own order, only the keys of records inside
 * (topics) are the sender's and are sorted.
 */
function canonical(item: object): string {
	const isFlat = Object.values(item).every((value) => typeof value !== 'object');
	return isFlat ? JSON.stringify(item) : JSON.stringify(item, sortedKeys);
}

function sortedKeys(_key: string, inner: unknown): unknown {
	if (typeof inner !== 'object' || inner === null) return inner;
	return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
}
