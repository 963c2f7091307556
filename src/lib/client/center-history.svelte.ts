import type { LiveBoard } from './live-board.svelte.ts';
import { historyAddress, readPoints, type HistoryPoint } from './history-request.ts';

const MINUTE_MS = 60_000;
/** How long the server may take before the page says that the history did not load. */
const DEADLINE_MS = 10_000;

/** Whether the minutes are there: `failed` leaves the live figures untouched and can be tried again. */
export type HistoryStatus = 'loading' | 'ready' | 'failed';

/** The last hours of one center: loaded once, then continued from the live board, one point a minute. */
export class CenterHistory {
	readonly centerId: string;
	/** How far back it reaches, ms. */
	readonly windowMs: number;
	/** Reactive. */
	status = $state<HistoryStatus>('loading');
	/** By time, at most one a minute; replaced as a whole (reactive). */
	points = $state.raw<readonly HistoryPoint[]>([]);
	#fetch: typeof fetch;

	/** `fetchFrom` is another server, for tests. */
	constructor(
		centerId: string,
		windowMs: number,
		fetchFrom: typeof fetch = (...asked) => fetch(...asked),
	) {
		this.centerId = centerId;
		this.windowMs = windowMs;
		this.#fetch = fetchFrom;
	}

	/** Asks the server for the minutes before `nowMs` (operations clock). Never rejects: see `status`. */
	async load(nowMs: number): Promise<void> {
		this.status = 'loading';
		try {
			const response = await this.#fetch(historyAddress(this.centerId, nowMs, this.windowMs), {
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

	/** Loads, and goes on from the live board until the returned function is called. */
	follow(board: Pick<LiveBoard, 'now' | 'onChange' | 'value'>, ordinal: number): () => void {
		void this.load(board.now);
		return board.onChange((kind, ordinals) => {
			if (kind !== 'c' || (ordinals !== 'all' && !ordinals.has(ordinal))) return;
			if (this.status !== 'ready') return;
			this.append({
				at: board.now,
				queueLength: board.value('c', ordinal, 'queueLength'),
				occupancy: board.value('c', ordinal, 'occupancy'),
				waitSeconds: board.value('c', ordinal, 'waitSeconds'),
			});
		});
	}

	/** Continues the line: a point of a new minute is added, one of a known or earlier minute changes nothing. */
	append(point: HistoryPoint): void {
		const last = this.points.at(-1);
		if (last && minuteOf(point.at) <= minuteOf(last.at)) return;
		if (point.queueLength === null && point.occupancy === null) return;
		const from = point.at - this.windowMs;
		this.points = [...this.points.filter(({ at }) => at >= from), point];
	}
}

function minuteOf(at: number): number {
	return Math.floor(at / MINUTE_MS);
}
