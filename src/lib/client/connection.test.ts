import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { COLUMNS, rowHash, type Row } from '$lib/domain/row.ts';
import type { Frame, Snapshot } from '$lib/protocol/live.ts';
import { createConnection, reconnectDelayMs, type ConnectionState } from './connection.ts';
import type { Transport, TransportHandlers } from './transport.ts';

type Sent = { event: string; payload: Record<string, unknown>; reply?: (ack: unknown) => void };

const T = 1_800_000_000_000;
const aRow = (ordinal: number, occupancy: number): Row =>
	COLUMNS.c.map((name) => (name === 'ordinal' ? ordinal : name === 'occupancy' ? occupancy : null));
const aSnapshot = (some: Partial<Snapshot> = {}): Snapshot => ({
	e: 'e1',
	r: 'nation',
	s: 5,
	t: T,
	v: { c: [aRow(1, 10)] },
	columns: { c: COLUMNS.c },
	directory: 'v1',
	...some,
});
const aFrame = (some: Partial<Frame> = {}): Frame => ({
	e: 'e1',
	r: 'nation',
	p: 5,
	s: 6,
	t: T,
	v: { c: [aRow(1, 11)] },
	...some,
});

let handlers: TransportHandlers;
let sent: Sent[];
let opened: number;
let closed: number;
let states: [ConnectionState, number | null][];
let ended: string[];
let directories: string[];
let random: number;
let changed: number;
let slow: number;
/** So long the computer has slept: its steady clock is behind. */
let asleepMs: number;
let line: ReturnType<typeof createConnection>;

beforeEach(() => {
	vi.useFakeTimers({ now: 0 });
	sent = [];
	opened = closed = changed = slow = asleepMs = 0;
	states = [];
	ended = [];
	directories = [];
	random = 0;
	line = createConnection({
		openTransport: (given) => {
			handlers = given;
			const transport: Transport = {
				open: () => (opened += 1),
				close: () => {
					closed += 1;
					handlers.closed({ code: null, retryAfterMs: null });
				},
				send: (event, payload, reply) => {
					sent.push({ event, payload, ...(reply && { reply }) });
				},
			};
			return transport;
		},
		listener: {
			state: (state, applied) => states.push([state, applied]),
			rows: () => undefined,
			changes: () => (changed += 1),
			slow: () => (slow += 1),
			time: () => undefined,
			directory: (version) => directories.push(version),
			degraded: () => undefined,
			ended: (reason) => ended.push(reason),
		},
		realMs: () => Date.now() - asleepMs,
		wallMs: () => Date.now(),
		random: () => random,
	});
});
afterEach(() => {
	line.stop();
	vi.useRealTimers();
});

const joins = () => sent.filter(({ event }) => event === 'board:join');
const acks = () =>
	sent.filter(({ event }) => event === 'board:ack').map(({ payload }) => payload.s);
const replyLast = (ack: object) =>
	joins()
		.at(-1)
		?.reply?.({ events: { n: 0, list: [] }, ...ack });
const occupancy = () => line.picture('nation')?.tables.get('c')?.value(1, 'occupancy');
const lastState = () => states.at(-1)?.[0];

function joinNation() {
	line.want('nation');
	line.start();
	handlers.opened();
	replyLast({ ok: true, snapshot: aSnapshot(), events: { n: 0, list: [] } });
}

describe('joining', () => {
	test('a scope wanted before the line is open is joined once it is, and then the page is live', () => {
		line.want('nation');
		line.start();
		expect([opened, sent.length]).toEqual([1, 0]);
		handlers.opened();
		expect(joins().map(({ payload }) => payload)).toEqual([{ scope: 'nation' }]);
		expect(states).toEqual([]);
		replyLast({ ok: true, snapshot: aSnapshot() });
		expect(states).toEqual([['live', null]]);
		expect(occupancy()).toBe(10);
		expect(directories).toEqual(['v1']);
	});

	test('a seeded scope is joined with the cursor of its snapshot', () => {
		line.seed([aSnapshot()]);
		line.want('nation');
		line.start();
		handlers.opened();
		expect(joins()[0]?.payload).toEqual({ scope: 'nation', cursor: { e: 'e1', s: 5 } });
		replyLast({ ok: true, patch: aFrame() });
		expect(occupancy()).toBe(11);
	});

	test('a join without reply is sent again, and only the last reply counts', () => {
		line.want('nation');
		line.start();
		handlers.opened();
		const first = joins()[0]!;
		vi.advanceTimersByTime(10_000);
		expect(joins()).toHaveLength(2);
		first.reply?.({ ok: true, snapshot: aSnapshot({ s: 99 }), events: { n: 0, list: [] } });
		expect(line.picture('nation')?.cursor).toBeNull();
		replyLast({ ok: true, snapshot: aSnapshot() });
		expect(line.picture('nation')?.cursor).toEqual({ e: 'e1', s: 5 });
	});

	test('wanted twice it is joined once, and left after the second goodbye', () => {
		joinNation();
		line.want('nation');
		expect(joins()).toHaveLength(1);
		line.unwant('nation');
		expect(occupancy()).toBe(10);
		line.unwant('nation');
		expect(sent.at(-1)).toMatchObject({ event: 'board:leave', payload: { scope: 'nation' } });
		expect(line.picture('nation')).toBeNull();
	});

	test('a refusal for good is not asked again; one for now is', () => {
		line.want('nation');
		line.want('contact');
		line.start();
		handlers.opened();
		joins()[0]!.reply?.({ ok: false, code: 'not_found', message: '', requestId: '' });
		joins()[1]!.reply?.({
			ok: false,
			code: 'unavailable',
			message: '',
			requestId: '',
			retryAfterMs: 3000,
		});
		expect(states).toEqual([]);
		vi.advanceTimersByTime(3000);
		expect(joins().map(({ payload }) => payload.scope)).toEqual(['nation', 'contact', 'contact']);
	});
});

describe('messages', () => {
	test('a frame that follows is written', () => {
		joinNation();
		handlers.message('board:patch', aFrame());
		expect(occupancy()).toBe(11);
		expect(joins()).toHaveLength(1);
	});

	test('a hole, another epoch and `paused` each ask for a join with the cursor', () => {
		const cursor = { e: 'e1', s: 5 };
		const h = rowHash('c', aRow(1, 10));
		const beat = { e: 'e1', r: 'nation', p: 5, s: 5, t: T, h };
		for (const message of [
			aFrame({ p: 6, s: 7 }),
			aFrame({ e: 'e2' }),
			{ ...beat, paused: true as const },
		]) {
			line.stop();
			sent = [];
			line = remade();
			joinNation();
			handlers.message('v' in message ? 'board:patch' : 'heartbeat', message);
			expect(joins().at(-1)?.payload).toEqual({ scope: 'nation', cursor, since: 0 });
			handlers.message('board:patch', aFrame());
			expect(occupancy()).toBe(10);
			replyLast({ ok: true, patch: aFrame({ s: 8 }) });
			expect(occupancy()).toBe(11);
		}
	});

	test('a heartbeat with another hash asks for a join without the cursor and is counted', () => {
		joinNation();
		handlers.message('heartbeat', { e: 'e1', r: 'nation', p: 5, s: 5, t: T, h: 1 });
		expect(joins().at(-1)?.payload).toEqual({ scope: 'nation', since: 0 });
		expect(line.picture('nation')?.mismatches).toBe(1);
	});

	test('an old or doubled frame changes nothing', () => {
		joinNation();
		handlers.message('board:patch', aFrame());
		handlers.message('board:patch', aFrame({ p: 3, s: 4, v: { c: [aRow(1, 99)] } }));
		expect(occupancy()).toBe(11);
	});

	test('acknowledges at most every two seconds, and the last position two seconds later', () => {
		joinNation();
		expect(acks()).toEqual([5]);
		for (let s = 6; s <= 13; s++) {
			vi.advanceTimersByTime(250);
			handlers.message('board:patch', aFrame({ p: s - 1, s }));
		}
		expect(acks()).toEqual([5, 13]);
		handlers.message('board:patch', aFrame({ p: 13, s: 14 }));
		vi.advanceTimersByTime(1999);
		expect(acks()).toEqual([5, 13]);
		vi.advanceTimersByTime(1);
		expect(acks()).toEqual([5, 13, 14]);
		vi.advanceTimersByTime(60_000);
		expect(acks()).toEqual([5, 13, 14]);
	});
});

describe('numbered changes', () => {
	const told = (p: number, n: number) => ({
		r: 'nation',
		p,
		n,
		t: T,
		open: true,
		incident: { id: 'i', revision: n },
	});
	const revisions = () =>
		Array.from(line.picture('nation')?.changes.open('incident') ?? [], (state) => state.revision);

	test('are taken in order; a hole asks for a join that says what is known', () => {
		joinNation();
		const before = changed;
		handlers.message('incident:changed', told(0, 3));
		expect([revisions(), changed]).toEqual([[3], before + 1]);
		handlers.message('incident:changed', told(4, 5));
		expect(joins().at(-1)?.payload).toMatchObject({ cursor: { e: 'e1', s: 5 }, since: 3 });
		handlers.message('incident:changed', told(5, 6));
		expect(revisions()).toEqual([3]);
		replyLast({ ok: true, patch: aFrame(), events: { n: 6, list: [told(0, 4), told(0, 6)] } });
		expect([revisions(), line.picture('nation')?.changes.since]).toEqual([[6], 6]);
	});

	test('of a scope that is not joined are nobody’s', () => {
		joinNation();
		handlers.message('incident:changed', { ...told(9, 10), r: 'contact' });
		expect(joins()).toHaveLength(1);
	});
});

describe('a page that reads too slowly', () => {
	test('hears so when its frames are kept back, and when it was cut off', () => {
		joinNation();
		const h = rowHash('c', aRow(1, 10));
		handlers.message('heartbeat', { e: 'e1', r: 'nation', p: 5, s: 5, t: T, h });
		expect(slow).toBe(0);
		handlers.message('heartbeat', { e: 'e1', r: 'nation', p: 5, s: 5, t: T, h, paused: true });
		handlers.message('connection:slow', { cutOffAgoMs: 900 });
		expect(slow).toBe(2);
	});
});

describe('a lost line', () => {
	test('is said at once, is stale ten seconds later, keeps the picture and returns with the cursor', () => {
		joinNation();
		handlers.closed({ code: null, retryAfterMs: null });
		expect(lastState()).toBe('reconnecting');
		expect(occupancy()).toBe(10);
		expect(line.retryAt()).toBe(500);
		vi.advanceTimersByTime(500);
		expect([opened, line.retryAt()]).toEqual([2, null]);
		vi.advanceTimersByTime(9500);
		expect(lastState()).toBe('stale');
		handlers.opened();
		expect(joins().at(-1)?.payload).toEqual({
			scope: 'nation',
			cursor: { e: 'e1', s: 5 },
			since: 0,
		});
		replyLast({ ok: true, patch: aFrame() });
		expect(states.at(-1)).toEqual(['live', 1]);
	});

	test('is tried again after a delay that doubles from one to ten seconds', () => {
		expect([0, 1, 2, 3, 4, 9].map((n) => reconnectDelayMs(n, () => 1))).toEqual([
			1000, 2000, 4000, 8000, 10_000, 10_000,
		]);
		expect(reconnectDelayMs(2, () => 0)).toBe(2000);
	});

	test('waits at least as long as the server asks, and not at all when told to try now', () => {
		joinNation();
		handlers.closed({ code: 'rate_limited', retryAfterMs: 20_000 });
		expect(line.retryAt()).toBe(20_000);
		line.retryNow();
		expect([opened, line.retryAt()]).toEqual([2, null]);
	});

	test('after an announced restart returns within the time given', () => {
		random = 0.9;
		joinNation();
		handlers.message('server:restarting', { returnWithinMs: 5000 });
		handlers.closed({ code: null, retryAfterMs: null });
		expect(line.retryAt()).toBe(4500);
	});

	test('by silence alone is found after twelve seconds', () => {
		joinNation();
		vi.advanceTimersByTime(12_000);
		expect(closed).toBe(0);
		vi.advanceTimersByTime(1000);
		expect(closed).toBe(1);
		expect(lastState()).toBe('reconnecting');
	});

	test('is not suspected while the server speaks', () => {
		joinNation();
		const h = rowHash('c', aRow(1, 10));
		for (let i = 0; i < 6; i++) {
			vi.advanceTimersByTime(10_000);
			handlers.message('heartbeat', { e: 'e1', r: 'nation', p: 5, s: 5, t: T, h });
		}
		expect(closed).toBe(0);
	});

	/** The lid is closed for so long: no timer runs, and the steady clock stands. */
	const sleep = (ms: number) => {
		vi.setSystemTime(Date.now() + ms);
		asleepMs += ms;
	};

	test('by a long sleep is said at the first moment after it, as stale, and the page returns', () => {
		joinNation();
		vi.advanceTimersByTime(5000);
		sleep(600_000);
		vi.advanceTimersByTime(1000);
		expect([closed, lastState()]).toEqual([1, 'stale']);
		vi.advanceTimersByTime(1000);
		handlers.opened();
		replyLast({ ok: true, snapshot: aSnapshot({ s: 9, v: { c: [aRow(1, 12)] } }) });
		expect([occupancy(), lastState()]).toEqual([12, 'live']);
	});

	test('by a nap is found when the nap and the silence are twelve seconds together', () => {
		joinNation();
		sleep(8000);
		vi.advanceTimersByTime(4000);
		expect(closed).toBe(0);
		vi.advanceTimersByTime(1000);
		expect([closed, lastState()]).toEqual([1, 'reconnecting']);
	});

	test('that never opened is stale after ten seconds', () => {
		line.start();
		vi.advanceTimersByTime(10_000);
		expect(states).toEqual([['stale', null]]);
	});
});

describe('the end of a session', () => {
	test('wipes the picture and is not tried again', () => {
		joinNation();
		handlers.message('auth:ended', { reason: 'signed_out' });
		vi.advanceTimersByTime(120_000);
		expect([ended, opened, occupancy()]).toEqual([['signed_out'], 1, undefined]);
		expect(line.retryAt()).toBeNull();
	});

	test('as told by a refused handshake is the same', () => {
		joinNation();
		handlers.closed({ code: 'unauthenticated', retryAfterMs: null });
		vi.advanceTimersByTime(120_000);
		expect([ended, opened]).toEqual([['unauthenticated'], 1]);
	});

	test('of a page that was replaced keeps the picture, marked', () => {
		joinNation();
		handlers.message('auth:ended', { reason: 'replaced' });
		vi.advanceTimersByTime(10_000);
		expect([occupancy(), lastState()]).toEqual([10, 'stale']);
	});
});

describe('a hidden page', () => {
	test('leaves its scopes after a minute and returns with their cursors', () => {
		joinNation();
		line.setHidden(true);
		const h = rowHash('c', aRow(1, 10));
		for (let i = 0; i < 6; i++) {
			vi.advanceTimersByTime(10_000);
			handlers.message('heartbeat', { e: 'e1', r: 'nation', p: 5, s: 5, t: T, h });
		}
		expect(sent.at(-1)).toMatchObject({ event: 'board:leave' });
		vi.advanceTimersByTime(600_000);
		expect(closed).toBe(0);
		line.setHidden(false);
		expect(lastState()).toBe('reconnecting');
		expect(joins().at(-1)?.payload).toEqual({
			scope: 'nation',
			cursor: { e: 'e1', s: 5 },
			since: 0,
		});
		replyLast({ ok: true, patch: aFrame() });
		expect(lastState()).toBe('live');
	});

	test('shown again in time stays as it is', () => {
		joinNation();
		line.setHidden(true);
		vi.advanceTimersByTime(5000);
		line.setHidden(false);
		expect(sent.filter(({ event }) => event === 'board:leave')).toEqual([]);
		expect(lastState()).toBe('live');
	});
});

/** Another line with the same ears. */
function remade() {
	return createConnection({
		openTransport: (given) => {
			handlers = given;
			return {
				open: () => undefined,
				close: () => undefined,
				send: (event, payload, reply) => {
					sent.push({ event, payload, ...(reply && { reply }) });
				},
			};
		},
		listener: {
			state: () => undefined,
			rows: () => undefined,
			changes: () => undefined,
			slow: () => undefined,
			time: () => undefined,
			directory: () => undefined,
			degraded: () => undefined,
			ended: () => undefined,
		},
		realMs: () => Date.now(),
		wallMs: () => Date.now(),
		random: () => 0,
	});
}
