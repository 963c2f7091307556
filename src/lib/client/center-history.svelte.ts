import {
	historyAddress,
	HISTORY_WINDOW_MS,
	readPoints,
	type HistoryPoint,
} from './history-request.ts';

const MINUTE_MS = 60_000;
/** How long the server may take before the page says that the history did not load. */
const DEADLINE_MS = 10_000;

/** Whether the minutes are there: `failed` leaves the live figures untouched and can be tried again. */
export type HistoryStatus = 'loading' | 'ready' | 'failed';

/** The last two hours of one center: loaded once, then continued from the live board, one point a minute. */
export class CenterHistory {
	readonly centerId: string;
	/** Reactive. */
	status = $state<HistoryStatus>('loading');
	/** By time, at most one a minute; replaced as a whole (reactive). */
	points = $state.raw<readonly HistoryPoint[]>([]);
	#fetch: typeof fetch;

	/** `fetchFrom` is another server, for tests. */
	constructor(centerId: string, fetchFrom: typeof fetch = (...asked) => fetch(...asked)) {
		this.centerId = centerId;
		this.#fetch = fetchFrom;
	}

	/** Asks the server for the two hours before `nowMs` (operations clock). Never rejects: see `status`. */
	async load(nowMs: number): Promise<void> {
		this.status = 'loading';
		try {
			const response = await this.#fetch(historyAddress(this.centerId, nowMs), {
				signal: AbortSignal.timeout(DEADLINE_MS),
			});
			if (!response.ok) throw new Error(`history answered ${response.status}`);
			const known = this.points;
			this.points = readPoints(await response.json());
			for (const point of known) this.append(point);
			this.status = 'ready';
		} catch {
			this.status = 'failed';
		}
	}

	/** Continues the line: a point of a new minute is added, one of a known or earlier minute changes nothing. */
	append(point: HistoryPoint): void {
		const last = this.points.at(-1);
		if (last && minuteOf(point.at) <= minuteOf(last.at)) return;
		if (point.queueLength === null && point.occupancy === null) return;
		const from = point.at - HISTORY_WINDOW_MS;
		this.points = [...this.points.filter(({ at }) => at >= from), point];
	}
}

function minuteOf(at: number): number {
	return Math.floor(at / MINUTE_MS);
}
