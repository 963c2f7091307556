import { describe, expect, test } from 'vitest';
import {
	aBatch,
	aContact,
	aContactMinute,
	aMinute,
	anAvailability,
	aPresent,
	MORNING,
} from '../../../tests/support/board-builders.ts';
import { decodeBatch, encodeBatch } from './committed-batch.ts';

const everything = aBatch(7, {
	present: [
		aPresent(1, MORNING, { occupancy: 12, queueLength: 3, queueOutside: 0 }),
		aPresent(2, MORNING, { queueLength: 1 }, { suspect: true, unchangedSince: null }),
	],
	minutes: [aMinute(1, MORNING, { served: 2 })],
	availability: [anAvailability(1, MORNING), anAvailability(2, MORNING, { nextFreeSlotAt: null })],
	contactPresent: [aContact(1, MORNING)],
	contactMinutes: [aContactMinute(1, MORNING, { answerWaitMaxSeconds: 88 })],
});

describe('a batch on its way between nodes', () => {
	test('arrives as it was sent: instants are instants, nothing measured stays null', () => {
		expect(decodeBatch(encodeBatch(everything))).toEqual(everything);
		expect(decodeBatch(encodeBatch(aBatch(1, {})))).toEqual(aBatch(1, {}));
	});

	test.each([
		['no JSON', 'PING'],
		['no object', '[1]'],
		['cut short', encodeBatch(everything).slice(0, -9)],
		['of another build: a field more', JSON.stringify({ ...everything, regimes: [] })],
		['of another build: a field less', JSON.stringify({ ...everything, minutes: undefined })],
		['an instant that is a number', encodeBatch(everything).replace(/"2026-[^"]*"/, '1795237200')],
		[
			'a figure that is text',
			encodeBatch(everything).replace('"occupancy":12', '"occupancy":"12"'),
		],
	])('is nothing when it is %s', (_, text) => {
		expect(decodeBatch(text)).toBeNull();
	});
});
