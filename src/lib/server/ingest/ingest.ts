// The doors in. Takes raw requests of feeds, judges every item once, stores the good ones and publishes what they left
// behind. Guarantee: an item is answered `stored` only when it is durable; repeating it changes nothing.
import type { z } from 'zod';
import { safeCapacity, type Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { FeedDoor } from '../../domain/feed-health.ts';
import { canInCenter, type Principal } from '../../domain/permission.ts';
import { isSuspect, type CrowdFigures } from '../../domain/plausibility.ts';
import {
	CONTACT_FLOW_FIGURES,
	CONTACT_STATE_FIGURES,
	FLOW_FIGURES,
	OCCUPANCY_FIGURES,
	OUTSIDE_FIGURES,
	QUEUE_FIGURES,
	type CommittedBatch,
} from '../../domain/reading.ts';
import { presentAfter } from '../../domain/time-window.ts';
import {
	availabilitySchema,
	contactReadingSchema,
	readingSchema,
	type BatchResult,
	type ItemResult,
} from '../../protocol/readings.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock, OperationsClock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type {
	CheckedAvailability,
	CheckedContactReading,
	CheckedReading,
	IngestInput,
	IngestOutcome,
	IngestResult,
} from '../store/ingest.ts';
import { readItems } from './body.ts';
import { checkItems, type CheckedItem } from './check-items.ts';
import { createCollector, type Collector } from './collector.ts';
import type { FeedTallies } from './feed-tally.ts';

type FeedPrincipal = Extract<Principal, { kind: 'feed' }>;

/** The store's three statements. */
export interface IngestStore {
	ingestReadings(input: IngestInput<CheckedReading>): Promise<IngestResult>;
	ingestContactReadings(input: IngestInput<CheckedContactReading>): Promise<IngestResult>;
	ingestAvailability(input: IngestInput<CheckedAvailability>): Promise<IngestResult>;
}

/**
 * Takes the doors' dependencies; `directory` is asked at every batch, and looked for again in the store before a place is
 * called unknown: an import may have ended a moment ago, in another process.
 */
export function createIngest(deps: {
	store: IngestStore;
	bus: Bus;
	system: Clock;
	operations: OperationsClock;
	directory: () => Directory;
	refreshDirectory: () => Promise<void>;
	metrics: Metrics;
	tally: FeedTallies;
}) {
	const { store, bus, system, operations, metrics, tally } = deps;
	const places = createPlaceIndex(deps.directory);
	const lastKnown = new Map<number, CrowdFigures>();
	// Of all nodes: a center's readings may come in anywhere.
	const leaveBus = bus.subscribe((committed) => remember(committed, lastKnown));

	const collect = <I extends { feedId: number; id: string }>(
		write: (input: IngestInput<I>) => Promise<IngestResult>,
	): Collector<I, IngestOutcome> =>
		createCollector<I, IngestOutcome>({
			keyOf: (item) => `${item.feedId}/${item.id}`,
			write: async (items) => {
				const { committed, outcomes } = await write({
					items,
					receivedAt: system.now(),
					presentAfter: presentAfter(operations.now(), operations.floorMs),
				});
				bus.publish(committed);
				return outcomes;
			},
		});

	const doors = {
		readings: door({
			name: 'readings',
			schema: readingSchema,
			placeOf: (item, feed) => places.center(item.centerId, feed),
			toRow: (checked): CheckedReading => {
				const figures = pick(checked.item, [
					...OCCUPANCY_FIGURES,
					...QUEUE_FIGURES,
					...OUTSIDE_FIGURES,
					...FLOW_FIGURES,
				]);
				const capacity = places.capacity(checked.place);
				const suspect = isSuspect(figures, capacity, lastKnown.get(checked.place) ?? null);
				return { ...identityOf(checked), center: checked.place, ...figures, suspect };
			},
			collector: collect<CheckedReading>((input) => store.ingestReadings(input)),
		}),
		contact_readings: door({
			name: 'contact_readings',
			schema: contactReadingSchema,
			placeOf: (item, feed) => places.contactCenter(item.contactCenterId, feed),
			toRow: (checked): CheckedContactReading => ({
				...identityOf(checked),
				contactCenter: checked.place,
				...pick(checked.item, [...CONTACT_STATE_FIGURES, ...CONTACT_FLOW_FIGURES]),
				topics: checked.item.topics ?? null,
			}),
			collector: collect<CheckedContactReading>((input) => store.ingestContactReadings(input)),
		}),
		availability: door({
			name: 'availability',
			schema: availabilitySchema,
			placeOf: (item, feed) => places.center(item.centerId, feed),
			toRow: (checked): CheckedAvailability => ({
				...identityOf(checked),
				center: checked.place,
				nextFreeSlotAt: checked.item.nextFreeSlotAt ? new Date(checked.item.nextFreeSlotAt) : null,
				...pick(checked.item, ['slotsFree', 'slotsTotal', 'bookingsRefused'] as const),
			}),
			collector: collect<CheckedAvailability>((input) => store.ingestAvailability(input)),
		}),
	};

	function door<T extends { id: string; at: string }, R extends object>(spec: {
		name: FeedDoor;
		schema: z.ZodType<T>;
		placeOf: (item: T, feed: FeedPrincipal) => number | null;
		toRow: (checked: CheckedItem<T>) => R;
		collector: Collector<R, IngestOutcome>;
	}) {
		return {
			accept: async (feed: FeedPrincipal, request: Request): Promise<BatchResult> => {
				const cameAt = operations.now();
				if (!feed.rights.includes(spec.name)) {
					throw new AppError('forbidden', `The key lacks the right "${spec.name}"`, {
						reason: 'reading.post',
					});
				}
				const timer = metrics.ingestSeconds.startTimer();
				const items = await readItems(request).catch((error: unknown) => {
					noteRefusal(spec.name, feed, cameAt, error);
					throw error;
				});
				const check = () =>
					checkItems(items, {
						door: spec.name,
						schema: spec.schema,
						feedId: feed.feedId,
						placeOf: (item) => spec.placeOf(item, feed),
						now: operations.now(),
						floorMs: operations.floorMs,
						mayBackfill: feed.rights.includes('backfill'),
					});
				let checked = check();
				if (checked.refused.some(({ code }) => code === 'not_found')) {
					const known = deps.directory();
					await deps.refreshDirectory();
					if (deps.directory() !== known) checked = check();
				}
				const { accepted, refused } = checked;
				const rows = accepted.map(spec.toRow);
				const outcomes = rows.length > 0 ? await spec.collector.add(rows) : [];
				const result = resultOf(accepted, rows, outcomes, refused);
				timer();
				count(spec.name, result);
				tally.note(feed.feedId, spec.name, arrivedOf(cameAt, accepted, outcomes, result));
				return result;
			},
			drain: () => spec.collector.drain(),
		};
	}

	/** A request that is refused as a whole counts once. */
	function noteRefusal(name: FeedDoor, { feedId }: FeedPrincipal, at: Date, error: unknown): void {
		if (!(error instanceof AppError)) return;
		const refused = [error.details.reason ?? error.code];
		tally.note(feedId, name, { at, observed: [], duplicate: 0, refused });
	}

	function count(name: FeedDoor, result: BatchResult): void {
		metrics.items.inc({ door: name, status: 'stored', reason: '' }, result.stored);
		if (result.duplicate > 0) {
			metrics.items.inc({ door: name, status: 'duplicate', reason: '' }, result.duplicate);
		}
		for (const item of result.items) {
			if (item.status !== 'rejected') continue;
			metrics.items.inc({ door: name, status: 'rejected', reason: item.reason ?? item.code ?? '' });
		}
	}

	return {
		/**
		 * Judges and stores one request of a feed. Throws `forbidden`, `invalid`, `too_large` or `unavailable` for the request
		 * as a whole; what is wrong with single items stands in the result.
		 */
		accept: (name: FeedDoor, feed: FeedPrincipal, request: Request): Promise<BatchResult> =>
			doors[name].accept(feed, request),
		/** Writes what still waits: the last step before the store closes. */
		stop: async (): Promise<void> => {
			await Promise.all(Object.values(doors).map((each) => each.drain()));
			leaveBus();
		},
	};
}

/** Looks places up by id within a key's places; rebuilt when the directory changes. */
function createPlaceIndex(read: () => Directory) {
	let version = '';
	let centers = new Map<string, Directory['centers'][number]>();
	let byOrdinal = new Map<number, Directory['centers'][number]>();
	let sites = new Map<string, number>();
	const refresh = () => {
		const directory = read();
		if (directory.version === version) return;
		version = directory.version;
		centers = new Map(directory.centers.map((center) => [center.id, center]));
		byOrdinal = new Map(directory.centers.map((center) => [center.ordinal, center]));
		sites = new Map(directory.contactCenters.map((site) => [site.id, site.ordinal]));
	};
	return {
		center: (id: string, feed: FeedPrincipal): number | null => {
			refresh();
			const center = centers.get(id);
			return center && canInCenter(feed, 'reading.post', center) ? center.ordinal : null;
		},
		contactCenter: (id: string, feed: FeedPrincipal): number | null => {
			refresh();
			const ordinal = sites.get(id) ?? null;
			if (ordinal === null || feed.contactCenters === 'all') return ordinal;
			return feed.contactCenters.includes(ordinal) ? ordinal : null;
		},
		capacity: (ordinal: number): number | null =>
			safeCapacity(byOrdinal.get(ordinal)?.hallM2 ?? null),
	};
}

function identityOf(checked: CheckedItem<unknown>) {
	const { feedId, id, bodyHash, at } = checked;
	return { feedId, id, bodyHash, at };
}

/** The named figures of an item; what is absent was not measured. */
function pick<K extends string>(
	item: { readonly [key in K]?: number | undefined },
	names: readonly K[],
): Record<K, number | null> {
	return Object.fromEntries(names.map((name) => [name, item[name] ?? null])) as Record<
		K,
		number | null
	>;
}

/** Keeps the newest crowd figures of each center, to judge the next jump by. */
function remember(committed: CommittedBatch, lastKnown: Map<number, CrowdFigures>): void {
	for (const present of committed.present) {
		lastKnown.set(present.center, {
			occupancy: present.occupancy?.occupancy ?? null,
			queueLength: present.queue?.queueLength ?? null,
			queueOutside: present.outside?.queueOutside ?? null,
		});
	}
}

/** What the counters of feeds take of a request. */
function arrivedOf(
	at: Date,
	accepted: readonly { at: Date }[],
	outcomes: readonly IngestOutcome[],
	{ duplicate, items }: BatchResult,
) {
	const observed = accepted
		.filter((_, i) => outcomes[i]?.startsWith('stored'))
		.map((one) => one.at);
	const refused = items.flatMap(({ status, reason, code }) =>
		status === 'rejected' ? [reason ?? code ?? 'invalid'] : [],
	);
	return { at, observed, duplicate, refused };
}

function resultOf(
	accepted: readonly { index: number; id: string }[],
	rows: readonly object[],
	outcomes: readonly IngestOutcome[],
	refused: readonly ItemResult[],
): BatchResult {
	const items = [...refused];
	let stored = 0;
	let duplicate = 0;
	accepted.forEach(({ index, id }, position) => {
		const outcome = outcomes[position];
		if (outcome === undefined) throw new Error('the store answered fewer items than it was given');
		switch (outcome) {
			case 'stored':
			case 'stored_late': {
				stored += 1;
				const isLate = outcome === 'stored_late';
				const row = rows[position];
				const isMarked = row !== undefined && 'suspect' in row && row.suspect === true;
				if (!isLate && !isMarked) break;
				items.push({
					index,
					id,
					status: 'stored',
					...(isLate && { current: false }),
					...(isMarked && { suspect: true }),
				});
				break;
			}
			case 'duplicate':
				duplicate += 1;
				items.push({ index, id, status: 'duplicate' });
				break;
			case 'id_reused':
				items.push({
					index,
					id,
					status: 'rejected',
					code: 'conflict',
					reason: 'id_reused',
					path: 'id',
					message: 'this id was used for another body',
				});
		}
	});
	items.sort((a, b) => a.index - b.index);
	const rejected = items.filter((item) => item.status === 'rejected').length;
	return { stored, duplicate, rejected, items };
}
