import { createHash } from 'node:crypto';
import { createRandom } from '../simulator/model/random.ts';
import type { CheckedReading } from '../src/lib/server/store/ingest.ts';

/** A complete reading as feeds send it: every figure measured. */
export interface FullReading {
	id: string;
	centerId: string;
	at: string;
	occupancy: number;
	queueLength: number;
	bookedWaiting: number;
	walkInWaiting: number;
	queueOutside: number;
	longestWaitSeconds: number;
	windowsOpen: number;
	windowsServing: number;
	arrivalsBooked: number;
	arrivalsWalkIn: number;
	served: number;
	noShows: number;
	leftWithoutService: number;
	turnedAway: number;
	movedToNextDay: number;
}

/** Invents readings without end: every one new, of the centers in turn. */
export interface ReadingSource {
	/** So many readings, 20 ms apart and ending at an instant. */
	next(count: number, until: Date): FullReading[];
}

const STEP_MS = 20;

/** Makes a source over the ids of centers; `name` keeps the reading ids of two sources apart. */
export function createReadingSource(centerIds: readonly string[], name: string): ReadingSource {
	const random = createRandom(name);
	const below = (limit: number) => Math.floor(random.next() * limit);
	let number = 0;
	return {
		next: (count, until) =>
			Array.from({ length: count }, (_, i): FullReading => {
				const bookedWaiting = below(9);
				const walkInWaiting = below(26);
				const windowsOpen = 5 + below(12);
				number += 1;
				return {
					id: `${name}-${number}`,
					centerId: centerIds[number % centerIds.length] ?? '',
					at: new Date(until.getTime() - (count - 1 - i) * STEP_MS).toISOString(),
					occupancy: 10 + below(90),
					queueLength: bookedWaiting + walkInWaiting,
					bookedWaiting,
					walkInWaiting,
					queueOutside: below(12),
					longestWaitSeconds: 60 + below(2400),
					windowsOpen,
					windowsServing: windowsOpen - below(3),
					arrivalsBooked: below(3),
					arrivalsWalkIn: below(5),
					served: below(6),
					noShows: below(2),
					leftWithoutService: below(2),
					turnedAway: below(2),
					movedToNextDay: below(2),
				};
			}),
	};
}

/** A reading as ingest hands it to the store. */
export function checked(reading: FullReading, center: number, feedId: number): CheckedReading {
	const { id, at, ...figures } = reading;
	const { centerId: _, ...measured } = figures;
	return {
		...measured,
		id,
		feedId,
		center,
		at: new Date(at),
		bodyHash: createHash('sha256').update(JSON.stringify(reading)).digest(),
		suspect: false,
	};
}
