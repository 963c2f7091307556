import { beforeEach, describe, expect, test } from 'vitest';
import { createFanOut, SHARDS, type FanOut } from './fan-out.ts';

let sizes: Record<string, number>;
let sent: string[];
let turns: (() => void)[];
let fanOut: FanOut;

beforeEach(() => {
	sizes = { few: 500, many: 501 };
	sent = [];
	turns = [];
	fanOut = createFanOut(
		{
			size: (room) => sizes[room] ?? 0,
			emit: (room, _event, payload) =>
				sent.push(`${room}: ${(payload as { reason: string }).reason}`),
		},
		(run) => turns.push(run),
	);
});

const send = (room: string, reason: string) => fanOut(room, 'auth:ended', { reason });
const partsOf = (reason: string) =>
	Array.from({ length: SHARDS }, (_, i) => `many ${i}: ${reason}`);

describe('the way to a room', () => {
	test('of few is one emit at once, of nobody none', () => {
		send('few', 'a');
		send('nobody', 'b');
		expect([sent, turns.length]).toEqual([['few: a'], 0]);
	});

	test('of many is one part a turn, each encoded once', () => {
		send('many', 'a');
		expect(sent).toEqual([]);
		for (let i = 0; i < SHARDS; i++) {
			expect(turns).toHaveLength(1);
			turns.shift()?.();
			expect(sent).toHaveLength(i + 1);
		}
		expect(turns).toEqual([]);
		expect(sent).toEqual(partsOf('a'));
	});

	test('keeps the order of all that is sent', () => {
		send('many', 'a');
		send('few', 'b');
		send('many', 'c');
		while (turns.length > 0) turns.shift()?.();
		expect(sent).toEqual([...partsOf('a'), 'few: b', ...partsOf('c')]);
		send('few', 'd');
		expect(sent.at(-1)).toBe('few: d');
	});
});
