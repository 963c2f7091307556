import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Directory } from '$lib/domain/directory.ts';
import { COLUMNS, rowHash, type Row, type RowKind } from '$lib/domain/row.ts';
import type { Frame, Snapshot } from '$lib/protocol/live.ts';
import { LiveBoard } from './live-board.svelte.ts';
import type { TransportHandlers } from './transport.ts';

const T = 1_800_000_000_000;
const directory: Directory = { version: 'v1', places: [], centers: [], contactCenters: [] };
const aRow = (ordinal: number, occupancy: number): Row =>
	COLUMNS.c.map((name) => (name === 'ordinal' ? ordinal : name === 'occupancy' ? occupancy : null));

function aSnapshot(some: Partial<Snapshot> = {}): Snapshot {
	return {
		e: 'e1',
		r: 'nation',
		s: 5,
		t: T,
		v: { c: [aRow(1, 10), aRow(2, 20)] },
		columns: { c: COLUMNS.c, a: COLUMNS.a },
		directory: 'v1',
		...some,
	};
}

let handlers: TransportHandlers;
let replies: ((ack: unknown) => void)[];
let changedDirectories: string[];
let board: LiveBoard;
let stop: () => void;

beforeEach(() => {
	replies = [];
	changedDirectories = [];
	board = new LiveBoard({
		directory,
		snapshots: [aSnapshot()],
		clock: { now: T, speed: 60, exercise: true },
		onDirectoryChange: (version) => changedDirectories.push(version),
		openTransport: (given) => {
			handlers = given;
			return {
				open: () => undefined,
				close: () => handlers.closed({ code: null, retryAfterMs: null }),
				send: (_event, _payload, reply) => {
					if (reply)
						replies.push((ack) => reply({ events: { n: 0, list: [] }, ...(ack as object) }));
				},
			};
		},
	});
	stop = board.start();
});
afterEach(() => stop());

const nextFrame = () =>
	new Promise<void>((resolve) =>
		requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
	);
const patch = (s: number, ...rows: Row[]): Frame => ({
	e: 'e1',
	r: 'nation',
	p: s - 1,
	s,
	t: T,
	v: { c: rows },
});

async function live() {
	board.join('nation');
	handlers.opened();
	replies.at(-1)?.({ ok: true, patch: { e: 'e1', r: 'nation', p: 5, s: 5, t: T, v: {} } });
	await nextFrame();
}

describe('the live board', () => {
	test('shows the seed before any connection, and says that it is not live', () => {
		expect(board.row('c', 2)).toMatchObject({ ordinal: 2, occupancy: 20, queueLength: null });
		expect(board.value('c', 1, 'occupancy')).toBe(10);
		expect(board.row('c', 3)).toBeNull();
		expect([board.has('nation'), board.has('contact')]).toEqual([true, false]);
		expect([board.connection, board.hasBeenLive]).toEqual(['reconnecting', false]);
	});

	test('is live once its scopes are', async () => {
		await live();
		expect([board.connection, board.hasBeenLive]).toEqual(['live', true]);
		expect(board.appliedSinceReturn).toBeNull();
	});

	test('raises its version once per animation frame, however many messages came', async () => {
		await live();
		const before = board.version;
		for (let s = 6; s < 40; s++) handlers.message('board:patch', patch(s, aRow(1, s)));
		expect(board.version).toBe(before);
		await nextFrame();
		expect(board.version).toBe(before + 1);
		expect(board.value('c', 1, 'occupancy')).toBe(39);
	});

	test('makes what is derived from its readers follow', async () => {
		await live();
		const seen: (number | null)[] = [];
		const end = $effect.root(() => {
			const shown = $derived(board.value('c', 2, 'occupancy'));
			$effect(() => {
				seen.push(shown);
			});
		});
		flushSync();
		handlers.message('board:patch', patch(6, aRow(2, 21)));
		await nextFrame();
		flushSync();
		handlers.message('board:patch', patch(7, aRow(1, 99)));
		await nextFrame();
		flushSync();
		end();
		expect(seen).toEqual([20, 21]);
	});

	test('tells drawings which rows changed, and `all` after a snapshot', async () => {
		await live();
		const heard: [RowKind, number[] | 'all'][] = [];
		const end = board.onChange((kind, ordinals) =>
			heard.push([kind, ordinals === 'all' ? 'all' : [...ordinals].sort()]),
		);
		handlers.message('board:patch', patch(6, aRow(2, 21)));
		handlers.message('board:patch', patch(7, aRow(1, 11), aRow(2, 21)));
		await nextFrame();
		expect(heard.splice(0)).toEqual([['c', [1, 2]]]);
		handlers.message('heartbeat', { e: 'e2', r: 'nation', p: 0, s: 1, t: T, h: 0 });
		replies.at(-1)?.({ ok: true, snapshot: aSnapshot({ e: 'e2', v: { c: [aRow(7, 7)] } }) });
		await nextFrame();
		expect(heard.splice(0)).toContainEqual(['c', 'all']);
		expect(board.ordinals('c')).toEqual([7]);
		end();
		handlers.message('board:patch', { ...patch(6, aRow(7, 8)), e: 'e2' });
		await nextFrame();
		expect(heard).toEqual([]);
	});

	test('shows every center once, though two scopes hold it', async () => {
		await live();
		board.join('city:almaty');
		replies.at(-1)?.({
			ok: true,
			snapshot: aSnapshot({ r: 'city:almaty', v: { c: [aRow(2, 20)] } }),
		});
		await nextFrame();
		const ordinals: (number | null)[] = [];
		board.forEach('c', (row) => ordinals.push(row.ordinal));
		expect(ordinals).toEqual([1, 2]);
		expect(board.ordinals('c')).toEqual([1, 2]);
	});

	test('keeps a scope until the last who wanted it leaves', async () => {
		await live();
		const leave = board.join('nation');
		leave();
		leave();
		expect(board.row('c', 1)).not.toBeNull();
	});

	test('keeps the picture through a loss, says since when, and what the return brought', async () => {
		await live();
		handlers.closed({ code: null, retryAfterMs: null });
		expect(board.connection).toBe('reconnecting');
		expect(board.connectionSince).toBeGreaterThanOrEqual(T);
		expect(board.lastFrameAt).toBe(T);
		expect(board.retryInSeconds).toBeGreaterThan(0);
		expect(board.value('c', 1, 'occupancy')).toBe(10);
		handlers.opened();
		replies.at(-1)?.({ ok: true, patch: { ...patch(6, aRow(1, 12)), p: 5 } });
		expect([board.connection, board.appliedSinceReturn]).toEqual(['live', 1]);
		expect(board.retryInSeconds).toBeNull();
	});

	test('follows the clock of the server with the speed of the exercise', async () => {
		await live();
		const row = aRow(1, 10);
		const h = (rowHash('c', row) + rowHash('c', aRow(2, 20))) >>> 0;
		const later = T + 3_600_000;
		handlers.message('heartbeat', { e: 'e1', r: 'nation', p: 5, s: 5, t: later, h });
		await expect.poll(() => board.now, { timeout: 3000 }).toBeGreaterThan(later);
		expect(board.now).toBeLessThan(later + 3000 * 60);
		expect(board.lastFrameAt).toBe(later);
	});

	test('says once that the directory is another', () => {
		board.join('contact');
		board.join('nation');
		handlers.opened();
		for (const reply of replies) reply({ ok: true, snapshot: aSnapshot({ directory: 'v2' }) });
		expect(changedDirectories).toEqual(['v2']);
	});

	test('offers open incidents and regimes once each, in their newest state', async () => {
		await live();
		board.join('city:almaty');
		const incidents = [{ id: 'i', revision: 1 }];
		replies.at(-1)?.({
			ok: true,
			snapshot: aSnapshot({ r: 'city:almaty' }),
			events: { n: 3, reset: true, incidents, regimes: [{ id: 'r', revision: 7 }] },
		});
		const told = { p: 0, n: 4, t: T, open: true, incident: { id: 'i', revision: 2 } };
		const seen: number[] = [];
		const end = $effect.root(() => {
			$effect(() => {
				seen.push(...board.incidents().map(({ revision }) => revision));
			});
		});
		flushSync();
		handlers.message('incident:changed', { ...told, r: 'nation' });
		flushSync();
		end();
		expect(seen).toEqual([1, 2]);
		expect(board.regimes()).toEqual([{ id: 'r', revision: 7 }]);
		handlers.message('incident:changed', { ...told, r: 'city:almaty', open: false });
		handlers.message('incident:changed', { ...told, p: 4, n: 5, r: 'nation', open: false });
		expect(board.incidents()).toEqual([]);
	});

	test('says that its connection is too slow', async () => {
		await live();
		expect(board.isSlow).toBe(false);
		handlers.message('connection:slow', { cutOffAgoMs: 500 });
		expect(board.isSlow).toBe(true);
	});

	test('wipes itself when the session ends and says why', async () => {
		await live();
		handlers.message('auth:ended', { reason: 'signed_out' });
		expect(board.endedReason).toBe('signed_out');
		expect(board.row('c', 1)).toBeNull();
		expect(board.retryInSeconds).toBeNull();
	});
});
