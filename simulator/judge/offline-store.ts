import { safeCapacity, type Directory } from '../../src/lib/domain/directory.ts';
import { isSuspect } from '../../src/lib/domain/plausibility.ts';
import {
	CONTACT_FLOW_FIGURES,
	CONTACT_STATE_FIGURES,
	FLOW_FIGURES,
	OCCUPANCY_FIGURES,
	OUTSIDE_FIGURES,
	QUEUE_FIGURES,
	type CenterMinute,
	type CenterPresent,
	type CommittedBatch,
	type ContactMinute,
} from '../../src/lib/domain/reading.ts';

const MINUTE_MS = 60_000;
const STATE_FIGURES = [...OCCUPANCY_FIGURES, ...QUEUE_FIGURES, ...OUTSIDE_FIGURES];

/** An item as it is sent to one door of the API. */
export interface OfflineItem {
	door: 'center' | 'contact' | 'availability';
	item: Record<string, unknown>;
}

/** Takes readings as the API does and leaves the rows that the store would: without database, for one feed. */
export interface OfflineStore {
	/** Each reading once, by its id; of older ones only the counts are taken. */
	take(items: readonly OfflineItem[], cadenceSeconds: number): CommittedBatch;
}

/** Makes the store of a directory's places. */
export function createOfflineStore(directory: Directory): OfflineStore {
	const centers = new Map(directory.centers.map((center) => [center.id, center]));
	const sites = new Map(directory.contactCenters.map((site) => [site.id, site.ordinal]));
	const present = new Map<number, CenterPresent>();
	const minutes = new Map<string, CenterMinute>();
	const contactMinutes = new Map<string, ContactMinute>();
	const known = new Set<string>();
	let batch = 0;

	function takeCenter(committed: CommittedBatch, item: Record<string, unknown>, cadence: number) {
		const center = centers.get(String(item.centerId));
		if (!center) return;
		const at = new Date(String(item.at));
		const figure = (name: string) => (typeof item[name] === 'number' ? item[name] : null);
		const before = present.get(center.ordinal);
		const isNewer = !before || at > newestOf(before);
		if (isNewer) {
			const id = String(item.id);
			const part = <K extends string>(names: readonly K[]) => {
				const figures = Object.fromEntries(names.map((name) => [name, figure(name)]));
				const isMeasured = Object.values(figures).some((value) => value !== null);
				return isMeasured ? { at, id, ...(figures as Record<K, number | null>) } : null;
			};
			const crowd = {
				occupancy: figure('occupancy'),
				queueLength: figure('queueLength'),
				queueOutside: figure('queueOutside'),
			};
			const previous = before
				? {
						occupancy: before.occupancy?.occupancy ?? null,
						queueLength: before.queue?.queueLength ?? null,
						queueOutside: before.outside?.queueOutside ?? null,
					}
				: null;
			const row: CenterPresent = {
				center: center.ordinal,
				feed: 1,
				cadenceSeconds: cadence,
				batch,
				occupancy: part(OCCUPANCY_FIGURES),
				queue: part(QUEUE_FIGURES),
				outside: part(OUTSIDE_FIGURES),
				suspect: isSuspect(crowd, safeCapacity(center.hallM2), previous),
				unchangedSince: at,
			};
			if (before && isSame(before, row)) row.unchangedSince = before.unchangedSince;
			present.set(center.ordinal, row);
			committed.present.push(row);
		}
		const minute = minuteOf(minutes, center.ordinal, at, emptyMinute);
		minute.batch = batch;
		minute.n++;
		for (const name of FLOW_FIGURES) minute[name] += figure(name) ?? 0;
		const queue = figure('queueLength');
		if (queue !== null) {
			minute.queueSum += queue;
			minute.queueN++;
		}
		const windows = figure('windowsServing') ?? figure('windowsOpen');
		if (windows !== null) {
			minute.windowsSum += windows;
			minute.windowsN++;
		}
		minute.occupancyMax = higher(minute.occupancyMax, figure('occupancy'));
		minute.queueMax = higher(minute.queueMax, queue);
		minute.outsideMax = higher(minute.outsideMax, figure('queueOutside'));
		minute.waitMax = higher(minute.waitMax, figure('longestWaitSeconds'));
		committed.minutes.push({ ...minute });
	}

	function takeContact(committed: CommittedBatch, item: Record<string, unknown>, cadence: number) {
		const contactCenter = sites.get(String(item.contactCenterId));
		if (contactCenter === undefined) return;
		const at = new Date(String(item.at));
		const figure = (name: string) => (typeof item[name] === 'number' ? item[name] : null);
		const state = Object.fromEntries(CONTACT_STATE_FIGURES.map((name) => [name, figure(name)]));
		committed.contactPresent.push({
			contactCenter,
			feed: 2,
			cadenceSeconds: cadence,
			batch,
			at,
			id: String(item.id),
			...(state as Record<(typeof CONTACT_STATE_FIGURES)[number], number | null>),
		});
		const minute = minuteOf(contactMinutes, contactCenter, at, emptyContactMinute);
		minute.batch = batch;
		minute.n++;
		for (const name of CONTACT_FLOW_FIGURES) minute[name] += figure(name) ?? 0;
		const waiting = figure('callsWaiting');
		if (waiting !== null) {
			minute.callsWaitingSum += waiting;
			minute.callsWaitingN++;
		}
		minute.callsWaitingMax = higher(minute.callsWaitingMax, waiting);
		const operators = figure('operatorsOnShift');
		if (operators !== null) {
			minute.operatorsSum += operators;
			minute.operatorsN++;
		}
		committed.contactMinutes.push({ ...minute });
	}

	function takeAvailability(
		committed: CommittedBatch,
		item: Record<string, unknown>,
		cadence: number,
	) {
		const center = centers.get(String(item.centerId));
		if (!center) return;
		const figure = (name: string) => (typeof item[name] === 'number' ? item[name] : null);
		const free = item.nextFreeSlotAt;
		committed.availability.push({
			center: center.ordinal,
			feed: 1,
			cadenceSeconds: cadence,
			batch,
			at: new Date(String(item.at)),
			id: String(item.id),
			nextFreeSlotAt: typeof free === 'string' ? new Date(free) : null,
			slotsFree: figure('slotsFree'),
			slotsTotal: figure('slotsTotal'),
			bookingsRefused: figure('bookingsRefused'),
		});
	}

	return {
		take(items, cadenceSeconds) {
			batch++;
			const committed: CommittedBatch = {
				batch,
				present: [],
				minutes: [],
				availability: [],
				contactPresent: [],
				contactMinutes: [],
			};
			for (const { door, item } of items) {
				const id = `${door} ${String(item.id)}`;
				if (known.has(id)) continue;
				known.add(id);
				if (door === 'center') takeCenter(committed, item, cadenceSeconds);
				else if (door === 'contact') takeContact(committed, item, cadenceSeconds);
				// Booking systems speak three times less often (simulator/feed-line.ts).
				else takeAvailability(committed, item, 3 * cadenceSeconds);
			}
			return committed;
		},
	};
}

function newestOf({ occupancy, queue, outside }: CenterPresent): Date {
	const instants = [occupancy, queue, outside].map((part) => part?.at.getTime() ?? 0);
	return new Date(Math.max(...instants));
}

function isSame(before: CenterPresent, after: CenterPresent): boolean {
	const figures = (row: CenterPresent) => ({ ...row.occupancy, ...row.queue, ...row.outside });
	const [a, b] = [figures(before), figures(after)] as Record<string, unknown>[];
	return STATE_FIGURES.every((name) => a?.[name] === b?.[name]);
}

function minuteOf<M>(
	minutes: Map<string, M>,
	ordinal: number,
	at: Date,
	empty: (ordinal: number, bucket: Date) => M,
): M {
	const start = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
	const key = `${ordinal} ${start}`;
	let minute = minutes.get(key);
	if (!minute) minutes.set(key, (minute = empty(ordinal, new Date(start))));
	return minute;
}

function emptyMinute(center: number, bucket: Date): CenterMinute {
	const flows = Object.fromEntries(FLOW_FIGURES.map((name) => [name, 0]));
	return {
		center,
		bucket,
		batch: 0,
		n: 0,
		queueSum: 0,
		queueN: 0,
		occupancyMax: null,
		queueMax: null,
		outsideMax: null,
		waitMax: null,
		windowsSum: 0,
		windowsN: 0,
		...(flows as Record<(typeof FLOW_FIGURES)[number], number>),
	};
}

function emptyContactMinute(contactCenter: number, bucket: Date): ContactMinute {
	const flows = Object.fromEntries(CONTACT_FLOW_FIGURES.map((name) => [name, 0]));
	return {
		contactCenter,
		bucket,
		batch: 0,
		n: 0,
		callsWaitingSum: 0,
		callsWaitingN: 0,
		callsWaitingMax: null,
		operatorsSum: 0,
		operatorsN: 0,
		...(flows as Record<(typeof CONTACT_FLOW_FIGURES)[number], number>),
	};
}

function higher(a: number | null, b: number | null): number | null {
	if (a === null || b === null) return a ?? b;
	return Math.max(a, b);
}
