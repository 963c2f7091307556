// Past figures for charts. Reads one tier of the store per answer; what a person may not see does not exist.
import {
	callsByStep,
	countsSince,
	type CallsPoint,
	type ContactCounts,
	type ContactMinuteCounts,
} from '../../domain/contact-hours.ts';
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import {
	CENTER_METRICS,
	CONTACT_METRICS,
	parseHistoryQuery,
	sumsOf,
	type HistoryQuery,
} from '../../domain/history.ts';
import { MINUTE_MS, minuteOf } from '../../domain/minute-window.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import {
	canAtSite,
	canInCenter,
	requireSomewhere,
	type Principal,
} from '../../domain/permission.ts';
import { FLOW_FIGURES, type FlowFigures } from '../../domain/reading.ts';
import type { Clock } from '../clock.ts';

/** Windows of the contact-center page, in minutes. */
const CONTACT_PAGE = { chartMin: 120, stepMin: 5, hourMin: 60 } as const;

/** One point: its instant and the asked figures, null where nothing was measured. */
export type HistoryPoint = { at: Date } & Record<string, number | null | Date>;

/** What a center has counted since its local midnight. */
interface CenterDay {
	/** Local midnight. */
	from: string;
	flows: FlowFigures;
}

/** The contact center's last hour, and its calls of the last two. */
interface ContactHours {
	/** Sums of the last 60 minutes by ordinal of the site; 0 is the pool. */
	hour: { ordinal: number; counts: ContactCounts }[];
	/** By five minutes, all sites together. */
	calls: CallsPoint[];
	/** When this was read. */
	at: string;
}

/** The store's reads. */
export interface HistoryStore {
	centerHistory(center: number, query: HistoryQuery): Promise<HistoryPoint[]>;
	contactHistory(contactCenter: number, query: HistoryQuery): Promise<HistoryPoint[]>;
	contactMinutes(from: Date): Promise<ContactMinuteCounts[]>;
}

/** A history as the API answers it. */
export interface HistoryAnswer {
	id: string;
	step: string;
	from: string;
	to: string;
	points: HistoryPoint[];
}

/** Takes the store's reads, the directory, the operations clock and the wall clocks of zones. */
export function createHistory(deps: {
	store: HistoryStore;
	directory: () => Directory;
	operations: Clock;
	localTime: LocalTimeOf;
}) {
	const { store, directory, operations, localTime } = deps;
	const answer = (id: string, query: HistoryQuery, points: HistoryPoint[]): HistoryAnswer => ({
		id,
		step: query.step,
		from: query.from.toISOString(),
		to: query.to.toISOString(),
		points,
	});
	const centerFor = (principal: Principal, id: string): Directory['centers'][number] => {
		const center = directory().centers.find((candidate) => candidate.id === id);
		if (!center || !canInCenter(principal, 'center.history', center)) {
			throw new AppError('not_found', 'No such center');
		}
		return center;
	};
	return {
		/** A center's history; `not_found` where it does not exist for this reader, `invalid` for a wrong question. */
		ofCenter: async (
			principal: Principal,
			id: string,
			parameters: URLSearchParams,
		): Promise<HistoryAnswer> => {
			const center = centerFor(principal, id);
			const query = parseHistoryQuery(
				(name) => parameters.get(name),
				CENTER_METRICS,
				operations.now(),
			);
			return answer(id, query, await store.centerHistory(center.ordinal, query));
		},
		/** What a center counted since its midnight; `not_found` where it does not exist for this reader. */
		dayOfCenter: async (principal: Principal, id: string): Promise<CenterDay> => {
			const center = centerFor(principal, id);
			const to = operations.now();
			const { minutes } = localTime(center.timezone, to.getTime());
			const from = new Date(minuteOf(to.getTime()) - Math.floor(minutes) * MINUTE_MS);
			const query = { from, to, step: '15m', metrics: FLOW_FIGURES } as const;
			const points = await store.centerHistory(center.ordinal, query);
			return { from: from.toISOString(), flows: sumsOf(points, FLOW_FIGURES) };
		},
		/** The contact center's last hour; `forbidden` for a role that may not see it. */
		contactHours: async (principal: Principal): Promise<ContactHours> => {
			requireSomewhere(principal, 'contact.view');
			const now = operations.now();
			const { chartMin, stepMin, hourMin } = CONTACT_PAGE;
			const stepMs = stepMin * MINUTE_MS;
			const to = new Date(Math.floor(now.getTime() / stepMs) * stepMs);
			const from = new Date(to.getTime() - chartMin * MINUTE_MS);
			const minutes = await store.contactMinutes(from);
			const hourFrom = new Date(minuteOf(now.getTime()) - (hourMin - 1) * MINUTE_MS);
			const sums = countsSince(minutes, hourFrom);
			return {
				hour: Array.from(sums, ([ordinal, counts]) => ({ ordinal, counts })),
				calls: callsByStep(minutes, from, to, stepMs),
				at: now.toISOString(),
			};
		},
		/** A site's history; `not_found` where it does not exist, `invalid` for a wrong question. */
		ofContactCenter: async (
			principal: Principal,
			id: string,
			parameters: URLSearchParams,
		): Promise<HistoryAnswer> => {
			const site = directory().contactCenters.find((candidate) => candidate.id === id);
			if (!site || !canAtSite(principal, 'contact.view', site.ordinal)) {
				throw new AppError('not_found', 'No such contact center');
			}
			const query = parseHistoryQuery(
				(name) => parameters.get(name),
				CONTACT_METRICS,
				operations.now(),
			);
			return answer(id, query, await store.contactHistory(site.ordinal, query));
		},
	};
}
