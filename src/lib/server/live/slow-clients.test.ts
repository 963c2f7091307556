import { describe, expect, test } from 'vitest';
import type { Cursor } from '../../protocol/live.ts';
import { createFrameLog, judgeSlow, SLOW } from './slow-clients.ts';

describe('the frame log', () => {
	test('a version is due four seconds after it was sent', () => {
		const log = createFrameLog();
		log.sent({ e: 'a', s: 5 }, 'nation', 1000);
		log.sent({ e: 'a', s: 6 }, 'nation', 2000);
		expect(log.due('nation', 5000)).toBeNull();
		expect(log.due('nation', 5001)).toEqual({ e: 'a', s: 5 });
		expect(log.due('nation', 60_000)).toEqual({ e: 'a', s: 6 });
		expect(log.due('contact', 60_000)).toBeNull();
		log.clear();
		expect(log.due('nation', 60_000)).toBeNull();
	});

	test('holds what a few seconds sent, though nobody asks what is due', () => {
		const log = createFrameLog();
		for (let s = 1; s <= 10_000; s++) log.sent({ e: 'a', s }, 'nation', s * 250);
		expect(log.held()).toBe(17);
		expect(log.due('nation', 10_000 * 250)).toEqual({ e: 'a', s: 9983 });
	});
});

describe('a connection', () => {
	const sent: Cursor = { e: 'a', s: 9 };
	const judged = (some: Partial<Parameters<typeof judgeSlow>[0]>, acknowledged = 9) =>
		judgeSlow({
			acknowledges: true,
			seats: [['nation', { cursor: { e: 'a', s: acknowledged }, isPaused: false }]],
			due: (): Cursor => sent,
			bufferedBytes: 0,
			pausedForMs: null,
			...some,
		});

	test.each([
		['keeps up', {}, 9, 'keep'],
		['has nothing to acknowledge yet', { due: (): Cursor | null => null }, 0, 'keep'],
		['is behind', {}, 8, 'pause'],
		['is behind, but never acknowledges anything', { acknowledges: false }, 8, 'keep'],
		['stands in an older epoch', { due: (): Cursor => ({ e: 'b', s: 1 }) }, 9, 'pause'],
		['lets much wait', { bufferedBytes: SLOW.pauseBytes + 1 }, 9, 'pause'],
		['is paused and not long', { pausedForMs: 60_000 }, 8, 'keep'],
		['is paused for a minute', { pausedForMs: 60_001 }, 8, 'cut_off'],
		['lets a megabyte wait', { bufferedBytes: SLOW.cutOffBytes + 1 }, 9, 'cut_off'],
		[
			'lets a megabyte wait and never acknowledges',
			{ bufferedBytes: SLOW.cutOffBytes + 1, acknowledges: false },
			9,
			'cut_off',
		],
	] as const)('that %s', (_, some, acknowledged, verdict) => {
		expect(judged(some, acknowledged)).toBe(verdict);
	});
});
