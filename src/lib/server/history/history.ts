// Past figures for charts. Reads one tier of the store per answer; what a person may not see does not exist.
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import {
	CENTER_METRICS,
	CONTACT_METRICS,
	parseHistoryQuery,
	type HistoryQuery,
} from '../../domain/history.ts';
import { canInCenter, canSomewhere, type Principal } from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';

/** One point: its instant and the asked figures, null where nothing was measured. */
export type HistoryPoint = { at: Date } & Record<string, number | null | Date>;

/** The store's two reads. */
export interface HistoryStore {
	centerHistory(center: number, query: HistoryQuery): Promise<HistoryPoint[]>;
	contactHistory(contactCenter: number, query: HistoryQuery): Promise<HistoryPoint[]>;
}

/** A history as the API answers it. */
export interface HistoryAnswer {
	id: string;
	step: string;
	from: string;
	to: string;
	points: HistoryPoint[];
}

/** Takes the store's reads, the directory and the operations clock. */
export function createHistory(deps: {
	store: HistoryStore;
	directory: () => Directory;
	operations: Clock;
}) {
	const { store, directory, operations } = deps;
	const answer = (id: string, query: HistoryQuery, points: HistoryPoint[]): HistoryAnswer => ({
		id,
		step: query.step,
		from: query.from.toISOString(),
		to: query.to.toISOString(),
		points,
	});
	return {
		/** A center's history; `not_found` where it does not exist for this reader, `invalid` for a wrong question. */
		ofCenter: async (
			principal: Principal,
			id: string,
			parameters: URLSearchParams,
		): Promise<HistoryAnswer> => {
			const center = directory().centers.find((candidate) => candidate.id === id);
			if (!center || !canInCenter(principal, 'center.history', center)) {
				throw new AppError('not_found', 'No such center');
			}
			const query = parseHistoryQuery(
				(name) => parameters.get(name),
				CENTER_METRICS,
				operations.now(),
			);
			return answer(id, query, await store.centerHistory(center.ordinal, query));
		},
		/** A site's history; `not_found` where it does not exist, `invalid` for a wrong question. */
		ofContactCenter: async (
			principal: Principal,
			id: string,
			parameters: URLSearchParams,
		): Promise<HistoryAnswer> => {
			const site = directory().contactCenters.find((candidate) => candidate.id === id);
			if (!site || !canSomewhere(principal, 'contact.view')) {
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
