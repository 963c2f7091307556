import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	aCenter,
	aDirectory,
	aPresent,
	kazakhTime,
	MORNING,
} from '../../../../tests/support/board-builders.ts';
import { aBatchStore } from '../../../../tests/support/live-server.ts';
import { createMemoryBus } from '../bus/memory.ts';
import { createLiveBoard, type LiveBoard, type Tick } from './board.ts';

const centers = [aCenter(1, { cityId: 'almaty' }), aCenter(2), aCenter(3), aCenter(4)];
const occupied = (center: number, occupancy: number) => (batch: number) => ({
	present: [aPresent(center, MORNING, { occupancy }, { batch })],
});

let store: ReturnType<typeof aBatchStore>;
let bus: ReturnType<typeof createMemoryBus>;
let board: LiveBoard;
let lines: string[];
let now: Date;
let realMs: number;
let sockets: number;

beforeEach(() => {
	lines = [];
	const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
	store = aBatchStore();
	bus = createMemoryBus({ log });
	now = MORNING;
	realMs = sockets = 0;
	board = createLiveBoard({
		...store.readers,
		clock: { now: () => now },
		floorMs: 0,
		bus,
		directory: aDirectory(centers),
		localTime: kazakhTime,
		log,
		openSockets: () => sockets,
		monotonicMs: () => realMs,
	});
});
afterEach(async () => {
	await board.stop();
	await bus.close();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const occupancyOf = (ordinal: number) =>
	board.view().centers.find(({ id }) => id === `c${ordinal}`)?.occupancy;

describe('the live board', () => {
	test('starts with what the store holds', async () => {
		store.commit(occupied(1, 5));
		expect(board.state()).toBe('failed');
		await board.start();
		expect(occupancyOf(1)).toBe(5);
		expect(board.reporting).toBe(1);
		expect(board.state()).toBe('ok');
	});

	test('cannot start without the store', async () => {
		store.setAway(true);
		await expect(board.start()).rejects.toThrow('the store is away');
	});

	test('loses nothing that is committed while it starts', async () => {
		store.commit(occupied(1, 5));
		const starting = board.start();
		bus.publish(store.commit(occupied(2, 6)));
		await starting;
		await settle();
		board.tick();
		expect([occupancyOf(1), occupancyOf(2)]).toEqual([5, 6]);
	});

	test('changes only inside a tick', async () => {
		await board.start();
		const before = board.snapshot('nation');
		bus.publish(store.commit(occupied(1, 5)));
		await settle();
		expect(board.snapshot('nation')).toEqual(before);
		board.tick();
		expect(occupancyOf(1)).toBe(5);
	});

	test('tells subscribers one frame per scope, chained, and nothing when nothing changed', async () => {
		await board.start();
		const ticks: Tick[] = [];
		board.subscribe((tick) => ticks.push(tick));
		const start = board.seq;
		for (const occupancy of [5, 5, 6]) {
			bus.publish(store.commit(occupied(1, occupancy)));
			await settle();
			board.tick();
		}
		const nation = ticks.flatMap(({ frames }) => frames.filter(({ r }) => r === 'nation'));
		const steps = nation.filter(({ v }) => v.c).map(({ p, s }) => [p, s]);
		expect(steps).toHaveLength(2);
		expect(steps[0]![0]).toBeLessThanOrEqual(start);
		expect(steps[1]![0]).toBeGreaterThanOrEqual(steps[0]![1]!);
		expect(ticks.every(({ isRenewed }) => !isRenewed)).toBe(true);
	});

	test('reads from the store what the bus lost, 250 ms after it noticed', async () => {
		await board.start();
		store.commit(occupied(1, 5));
		bus.publish(store.commit(occupied(2, 6)));
		await settle();
		board.tick();
		expect([occupancyOf(1), occupancyOf(2)]).toEqual([null, 6]);
		realMs = 250;
		board.tick();
		await settle();
		board.tick();
		expect(occupancyOf(1)).toBe(5);
		expect(board.state()).toBe('ok');
	});

	test('keeps its picture while the store is away, says so, and catches up afterwards', async () => {
		store.commit(occupied(1, 5));
		await board.start();
		store.commit(occupied(3, 7));
		bus.publish(store.commit(occupied(2, 6)));
		await settle();
		store.setAway(true);
		for (realMs = 0; realMs <= 6000; realMs += 250) {
			now = new Date(MORNING.getTime() + realMs);
			board.tick();
			await settle();
		}
		expect(board.state()).toBe('degraded');
		expect(lines.filter((line) => line.includes('cannot read the store'))).toHaveLength(1);
		expect([occupancyOf(1), occupancyOf(2), occupancyOf(3)]).toEqual([5, 6, null]);
		store.setAway(false);
		realMs += 2000;
		board.tick();
		await settle();
		board.tick();
		expect(occupancyOf(3)).toBe(7);
		expect(board.state()).toBe('ok');
	});

	test('starts afresh when the store was restored to an earlier state', async () => {
		for (const center of [1, 2]) store.commit(occupied(center, 5));
		await board.start();
		const look = async () => board.sawCounter(await store.readers.readCounter());
		await look();
		const before = board.snapshot('nation')?.e;
		store.restoreToNothing();
		store.commit(occupied(3, 6));
		await look();
		board.tick();
		await settle();
		expect([occupancyOf(1), occupancyOf(2), occupancyOf(3)]).toEqual([null, null, 6]);
		const after = board.snapshot('nation')?.e;
		expect(after).not.toBe(before);
		await look();
		board.tick();
		await settle();
		expect(board.snapshot('nation')?.e).toBe(after);
	});

	test('is not taken for restored by an answer that is older than what the bus brought meanwhile', async () => {
		store.commit(occupied(1, 5));
		await board.start();
		board.sawCounter(1);
		const before = board.snapshot('nation')?.e;
		bus.publish(store.commit(occupied(2, 6)));
		await settle();
		board.tick();
		board.sawCounter(1);
		board.tick();
		await settle();
		expect(board.snapshot('nation')?.e).toBe(before);
	});

	test('reads what the bus never told, once a look shows the number', async () => {
		await board.start();
		store.commit(occupied(1, 5));
		board.sawCounter(1);
		realMs = 250;
		board.tick();
		await settle();
		board.tick();
		expect(occupancyOf(1)).toBe(5);
	});

	test('between a restore and its new picture never shows an empty one', async () => {
		for (const center of [1, 2]) store.commit(occupied(center, 5));
		await board.start();
		const before = board.heartbeat('nation');
		const seen: (number | null | undefined)[] = [];
		const shown = () => board.snapshot('nation')?.v.c?.[0]?.[7];
		board.startAfresh();
		board.tick();
		for (let turn = 0; turn < 20; turn++) {
			seen.push(shown());
			await Promise.resolve();
		}
		await settle();
		expect([...new Set(seen), shown()]).toEqual([5, 5]);
		expect(board.heartbeat('nation').e).not.toBe(before.e);
	});

	test('holds the nation for a second while it serves a crowd, and nothing else', async () => {
		await board.start();
		const ticks: Tick[] = [];
		board.subscribe((tick) => ticks.push(tick));
		sockets = 2001;
		for (let i = 0; i < 8; i++) {
			bus.publish(store.commit(occupied(1, 5 + i)));
			await settle();
			board.tick();
		}
		const framesOf = (scope: string) =>
			ticks.map(({ frames }) => frames.some(({ r }) => r === scope));
		expect(framesOf('center:c1')).toEqual(Array(8).fill(true));
		expect(framesOf('nation').filter(Boolean)).toHaveLength(2);
		expect(ticks.map(({ isNationHeld }) => !isNationHeld)).toEqual(framesOf('nation'));
		sockets = 2000;
		bus.publish(store.commit(occupied(1, 50)));
		await settle();
		board.tick();
		expect(framesOf('nation').at(-1)).toBe(true);
	});

	test('is failed when it does not tick any more', async () => {
		await board.start();
		realMs = 10_001;
		expect(board.state()).toBe('failed');
	});

	test('a new directory is a new epoch and brings the readings of its new centers', async () => {
		store.commit(occupied(9, 4));
		await board.start();
		const before = board.snapshot('nation');
		const ticks: Tick[] = [];
		board.subscribe((tick) => ticks.push(tick));
		board.setDirectory(aDirectory([...centers, aCenter(9)], 'v2'));
		expect(ticks.at(-1)?.isRenewed).toBe(true);
		expect(board.snapshot('nation')).toMatchObject({ directory: 'v2' });
		expect(board.snapshot('nation')?.e).not.toBe(before?.e);
		await settle();
		board.tick();
		expect(occupancyOf(9)).toBe(4);
		expect(ticks.filter(({ isRenewed }) => isRenewed)).toHaveLength(1);
	});
});

describe('joins', () => {
	test('get a patch for a cursor of this epoch, when it is the smaller answer', async () => {
		await board.start();
		const { e, s } = board.heartbeat('nation');
		bus.publish(store.commit(occupied(1, 5)));
		await settle();
		board.tick();
		const answer = board.join('nation', { e, s });
		expect(answer).toMatchObject({ patch: { e, r: 'nation', p: s, s: board.seq } });
		for (const center of [1, 2, 3, 4]) bus.publish(store.commit(occupied(center, 6)));
		await settle();
		board.tick();
		expect(board.join('nation', { e, s })).toHaveProperty('snapshot');
		expect(board.join('nation', { e, s: board.seq })).toMatchObject({ patch: { v: {} } });
	});

	test.each([{ e: 'other', s: 1 }, { s: 1_000_000 }])('get a snapshot for %j', async (cursor) => {
		await board.start();
		const { e } = board.heartbeat('nation');
		expect(board.join('nation', { e, ...cursor })).toHaveProperty('snapshot');
	});

	test('of a storm share one answer', async () => {
		await board.start();
		const { e, s } = board.heartbeat('nation');
		const rows = (cursor?: { e: string; s: number }) => {
			const answer = board.join('nation', cursor);
			return answer && ('snapshot' in answer ? answer.snapshot : answer.patch).v;
		};
		expect(rows()).toBe(rows());
		expect(rows({ e, s })).toBe(rows({ e, s }));
		expect(board.join('nation', { e: 'a', s })).toHaveProperty('snapshot');
	});

	test('share it over ticks that change nothing, with the time of now', async () => {
		await board.start();
		const before = board.snapshot('nation');
		now = new Date(now.getTime() + 5000);
		board.tick();
		const quiet = board.snapshot('nation');
		expect(quiet?.v).toBe(before?.v);
		expect(quiet).toMatchObject({ s: before?.s, t: now.getTime() });
		bus.publish(store.commit(occupied(1, 50)));
		await settle();
		board.tick();
		expect(board.snapshot('nation')?.v).not.toBe(before?.v);
	});

	test('of a scope that does not exist get nothing', async () => {
		await board.start();
		expect(board.join('city:nowhere')).toBeNull();
	});
});

describe('the view by words', () => {
	test('names columns, codes and ages, and is cut to what may be seen', async () => {
		store.commit(occupied(1, 50));
		await board.start();
		now = new Date(MORNING.getTime() + 61_000);
		board.tick();
		const view = board.view();
		expect(view.at).toBe(now.toISOString());
		expect(view.centers[0]).toMatchObject({
			id: 'c1',
			level: 'calm',
			freshness: 'late',
			ageSeconds: 61,
			at: MORNING.toISOString(),
			occupancy: 50,
			queueLength: null,
		});
		expect(view.centers[1]).toMatchObject({
			level: 'unknown',
			freshness: 'never',
			ageSeconds: null,
		});
		expect(view.centers[0]).not.toHaveProperty('ordinal');
		expect(view.aggregates[0]).toMatchObject({ id: 'nation', kind: 'nation', reporting: 1 });
		expect(view.contactCenters.map(({ id }) => id)).toEqual(['kokshetau', 'second', 'pool']);
		const cut = board.view({
			center: ({ id }) => id === 'c2',
			place: ({ kind }) => kind === 'city',
			site: () => false,
		});
		expect(cut.centers.map(({ id }) => id)).toEqual(['c2']);
		expect(cut.aggregates.map(({ id }) => id)).toEqual(['almaty', 'semey']);
		expect(cut.contactCenters).toEqual([]);
	});
});
