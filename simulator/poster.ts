import type { ItemResult } from '../src/lib/protocol/readings.ts';
import type { Api } from './api.ts';
import type { Batch } from './batch.ts';

/** Doors of the API that take readings. */
export const DOORS = {
	center: '/api/v1/readings',
	contact: '/api/v1/contact-readings',
	availability: '/api/v1/availability',
} as const;
/** What a batch is about. */
export type Door = keyof typeof DOORS;

/** How many refused items are kept as examples. */
const EXAMPLES = 5;

/** What became of everything that was sent. */
export interface Tally {
	sent: number;
	stored: number;
	duplicate: number;
	/** Stored, but older than what was known. */
	notCurrent: number;
	/** Refused items by reason. */
	rejected: Record<string, number>;
	/** The first few refused items. */
	examples: ItemResult[];
}

/** Sends batches, a few at a time, and keeps count. */
export interface Poster {
	/**
	 * Takes a batch; waits while too many are under way. Throws what an earlier batch failed with.
	 */
	send(door: Door, batch: Batch): Promise<void>;
	/** Waits until all batches are answered. Throws what one failed with. */
	drain(): Promise<void>;
	readonly tally: Tally;
}

/**
 * Makes a poster. With `inFlight` 1 batches arrive strictly in order. `onAnswer` is called after
 * each batch.
 */
export function createPoster(
	api: Pick<Api, 'post'>,
	inFlight: number,
	onAnswer: (tally: Tally) => void = () => undefined,
): Poster {
	const tally: Tally = {
		sent: 0,
		stored: 0,
		duplicate: 0,
		notCurrent: 0,
		rejected: {},
		examples: [],
	};
	const underWay = new Set<Promise<void>>();
	let failure: { thrown: unknown } | null = null;

	async function deliver(door: Door, batch: Batch): Promise<void> {
		const answer = await api.post(DOORS[door], batch.body);
		tally.sent += batch.items;
		tally.stored += answer.stored;
		tally.duplicate += answer.duplicate;
		for (const item of answer.items) {
			if (item.status === 'stored' && item.current === false) tally.notCurrent++;
			if (item.status !== 'rejected') continue;
			const reason = item.reason ?? item.code ?? 'unknown';
			tally.rejected[reason] = (tally.rejected[reason] ?? 0) + 1;
			if (tally.examples.length < EXAMPLES) tally.examples.push(item);
		}
		onAnswer(tally);
	}

	function throwFailure(): void {
		if (failure) throw failure.thrown;
	}

	return {
		tally,
		async send(door, batch) {
			while (underWay.size >= inFlight) await Promise.race(underWay);
			throwFailure();
			const delivery = deliver(door, batch)
				.catch((thrown: unknown) => {
					failure ??= { thrown };
				})
				.finally(() => underWay.delete(delivery));
			underWay.add(delivery);
		},
		async drain() {
			await Promise.all(underWay);
			throwFailure();
		},
	};
}
