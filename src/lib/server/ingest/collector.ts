import { AppError } from '../../domain/errors.ts';

/** Sizes and waits of the collector (realtime.md §5). */
const COLLECTOR = {
	/** Rows of one statement at most. */
	maxRows: 1000,
	/** So many rows are worth a statement of their own at once. */
	enoughRows: 200,
	/** Statements under way at most: the second is sent, read and waits for its turn while the first is committed. */
	inFlight: 2,
	/** How long a small batch waits for company, ms. */
	waitMs: 100,
	/** Rows waiting at most; beyond it the storage is behind and senders must come back. */
	maxWaitingRows: 20_000,
} as const;

interface Waiting<I, O> {
	items: readonly I[];
	resolve: (outcomes: O[]) => void;
	reject: (error: unknown) => void;
}

/** Gathers the batches of several requests into few large writes. */
export interface Collector<I, O> {
	/** Resolves with one outcome per item, in order, when they are durable. Rejects as the write did. */
	add(items: readonly I[]): Promise<O[]>;
	/** Writes what waits and resolves when all is done. */
	drain(): Promise<void>;
}

/**
 * Small batches wait up to 100 ms for company, larger ones go at once; beside a running write only full ones do. Two items of one key never share a statement; in two statements the store's turn decides. `write`
 * returns one outcome per item, in order.
 */
export function createCollector<I, O>(options: {
	keyOf: (item: I) => string;
	write: (items: I[]) => Promise<O[]>;
}): Collector<I, O> {
	const { keyOf, write } = options;
	let queue: Waiting<I, O>[] = [];
	let waitingRows = 0;
	let timer: NodeJS.Timeout | undefined;
	const running = new Set<Promise<void>>();

	const next = (): Waiting<I, O>[] => {
		const keys = new Set<string>();
		const taken: Waiting<I, O>[] = [];
		let rows = 0;
		for (const request of queue) {
			const own = request.items.map(keyOf);
			const fits = taken.length === 0 || rows + own.length <= COLLECTOR.maxRows;
			if (!fits || own.some((key) => keys.has(key))) break;
			for (const key of own) keys.add(key);
			rows += own.length;
			taken.push(request);
		}
		queue = queue.slice(taken.length);
		waitingRows -= rows;
		return taken;
	};

	const writeNext = async () => {
		const requests = next();
		try {
			const outcomes = await write(requests.flatMap((request) => request.items));
			let start = 0;
			for (const request of requests) {
				request.resolve(outcomes.slice(start, (start += request.items.length)));
			}
		} catch (error) {
			for (const request of requests) request.reject(error);
		}
	};

	const flush = () => {
		clearTimeout(timer);
		timer = undefined;
		while (queue.length > 0 && running.size < COLLECTOR.inFlight) {
			const writing = writeNext().finally(() => {
				running.delete(writing);
				consider();
			});
			running.add(writing);
		}
	};

	/** Beside a running write only a full one is worth sending at once: until then there is time to gather. */
	const consider = () => {
		if (queue.length === 0) return;
		const worth = running.size === 0 ? COLLECTOR.enoughRows : COLLECTOR.maxRows;
		if (waitingRows >= worth) flush();
		else timer ??= setTimeout(flush, COLLECTOR.waitMs);
	};

	return {
		add: (items) => {
			if (waitingRows + items.length > COLLECTOR.maxWaitingRows) {
				return Promise.reject(
					new AppError('unavailable', 'Storage is behind', { retryAfterMs: 2000 }),
				);
			}
			return new Promise<O[]>((resolve, reject) => {
				queue.push({ items, resolve, reject });
				waitingRows += items.length;
				consider();
			});
		},
		drain: async () => {
			flush();
			while (running.size > 0) await Promise.all(running);
		},
	};
}
