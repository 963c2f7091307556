import { createHash } from 'node:crypto';
import type {
	CheckedAvailability,
	CheckedContactReading,
	CheckedReading,
} from '$lib/server/store/ingest.ts';

/** The instant that tests of the store call now: a Saturday morning in Almaty. */
export const NOW = new Date('2026-11-21T04:15:00Z');

/** So many seconds after `NOW`; negative: before. */
export function after(seconds: number): Date {
	return new Date(NOW.getTime() + seconds * 1000);
}

/** A body hash: the same text is the same body. */
export function bodyHash(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

/** A reading of center 1 by feed 1 that measured nothing: name only what matters. The body is what it says. */
export function aReading(says: Partial<CheckedReading> & { id: string }): CheckedReading {
	const reading = {
		feedId: 1,
		center: 1,
		at: NOW,
		suspect: false,
		occupancy: null,
		queueLength: null,
		bookedWaiting: null,
		walkInWaiting: null,
		longestWaitSeconds: null,
		windowsOpen: null,
		windowsServing: null,
		queueOutside: null,
		arrivalsBooked: null,
		arrivalsWalkIn: null,
		served: null,
		noShows: null,
		leftWithoutService: null,
		turnedAway: null,
		movedToNextDay: null,
		...says,
	};
	return { bodyHash: bodyHash(JSON.stringify(reading)), ...reading };
}

/** A reading of site 1 by feed 1 that measured nothing. */
export function aContactReading(
	says: Partial<CheckedContactReading> & { id: string },
): CheckedContactReading {
	const reading = {
		feedId: 1,
		contactCenter: 1,
		at: NOW,
		callsWaiting: null,
		longestWaitSeconds: null,
		operatorsOnShift: null,
		operatorsBusy: null,
		operatorsSeconded: null,
		offered: null,
		answered: null,
		answeredInTarget: null,
		abandoned: null,
		handleSeconds: null,
		answerWaitSeconds: null,
		answerWaitMaxSeconds: null,
		topics: null,
		...says,
	};
	return { bodyHash: bodyHash(JSON.stringify(reading)), ...reading };
}

/** A reading of center 1's booking system by feed 1 that measured nothing. */
export function anAvailability(
	says: Partial<CheckedAvailability> & { id: string },
): CheckedAvailability {
	const reading = {
		feedId: 1,
		center: 1,
		at: NOW,
		nextFreeSlotAt: null,
		slotsFree: null,
		slotsTotal: null,
		bookingsRefused: null,
		...says,
	};
	return { bodyHash: bodyHash(JSON.stringify(reading)), ...reading };
}
