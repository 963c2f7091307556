const MINUTE_MS = 60_000;
/** How far back the panel looks. */
const WINDOW_MS = 120 * MINUTE_MS;
/** How long the server may take before the page says that the history did not load. */
const DEADLINE_MS = 10_000;

/** One minute of a center; null where nothing was measured. */
export interface HistoryPoint {
	/** Unix ms. */
	at: number;
	queueLength: number | null;
	occupancy: number | null;
}

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

	constructor(centerId: string, fetchFrom: typeof fetch = fetch) {
		this.centerId = centerId;
		this.#fetch = fetchFrom;
	}

	/** Asks the server for the two hours before `nowMs` (operations clock). Never rejects: see `status`. */
	async load(nowMs: number): Promise<void> {
		this.status = 'loading';
		const query = new URLSearchParams({
			from: new Date(nowMs - WINDOW_MS).toISOString(),
			to: new Date(nowMs).toISOString(),
			step: '1m',
			metrics: 'queueLength,occupancy',
		});
		try {
			const response = await this.#fetch(
				`/api/v1/centers/${encodeURIComponent(this.centerId)}/history?${query}`,
				{ signal: AbortSignal.timeout(DEADLINE_MS) },
			);
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
		const from = point.at - WINDOW_MS;
		this.points = [...this.points.filter(({ at }) => at >= from), point];
	}
}

function minuteOf(at: number): number {
	return Math.floor(at / MINUTE_MS);
}

/** The points of an answer of our own server; anything else counts as a failed load. */
function readPoints(answer: unknown): HistoryPoint[] {
	const { points } = answer as { points: { at: string; [metric: string]: unknown }[] };
	return points.map((point) => {
		const at = Date.parse(point.at);
		if (Number.isNaN(at)) throw new Error('a point without its time');
		return { at, queueLength: figure(point.queueLength), occupancy: figure(point.occupancy) };
	});
}

function figure(value: unknown): number | null {
	return typeof value === 'number' ? value : null;
}
