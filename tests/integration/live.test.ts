import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aCenter, aContact, aDirectory, aPresent, MORNING } from '../support/board-builders.ts';
import { LiveClient } from '../support/live-client.ts';
import { aLeader, aLiveServer, type People } from '../support/live-server.ts';

const centers = [
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2),
	aCenter(3, { regionId: 'KZ-10', cityId: 'semey' }),
	...Array.from({ length: 20 }, (_, i) => aCenter(10 + i)),
];
const OCCUPANCY = 7;

let people: People;
let live: Awaited<ReturnType<typeof aLiveServer>>;
let clients: LiveClient[];

beforeEach(async () => {
	people = new Map([
		['kezek=leader', aLeader()],
		[
			'kezek=viewer',
			{ sessionId: 'viewer', userId: 'u-viewer', role: 'viewer', regions: ['KZ-10'] },
		],
	]);
	clients = [];
	live = await aLiveServer({ directory: aDirectory(centers), people });
});
afterEach(async () => {
	for (const client of clients) client.close();
	await live.stop();
});

function aClient(cookie = 'kezek=leader') {
	const client = new LiveClient(live.url, cookie);
	clients.push(client);
	return client;
}

async function connected(cookie?: string) {
	const client = aClient(cookie);
	await client.connect();
	return client;
}

const occupied = (center: number, occupancy: number) => (batch: number) => ({
	present: [aPresent(center, MORNING, { occupancy }, { batch })],
});

describe('a watching client', () => {
	test('joins with a snapshot that names columns and directory', async () => {
		const client = await connected();
		const ack = await client.join('nation');
		expect(ack.ok).toBe(true);
		expect(ack.snapshot).toMatchObject({ r: 'nation', t: MORNING.getTime(), directory: 'v1' });
		expect(ack.snapshot?.columns.c?.[OCCUPANCY]).toBe('occupancy');
		expect(ack.snapshot?.v?.c).toHaveLength(centers.length);
		expect(ack.events).toEqual({ n: 0, reset: true, incidents: [], regimes: [] });
	});

	test('sees a reading, in every scope that holds the center and in no other', async () => {
		const client = await connected();
		for (const scope of ['nation', 'region:KZ-75', 'city:almaty', 'center:c1', 'city:semey']) {
			await client.join(scope);
		}
		const quiet = client.picture('city:semey').seq;
		live.report(occupied(1, 33));
		for (const [scope, kind] of [
			['nation', 'c'],
			['region:KZ-75', 'c'],
			['city:almaty', 'c'],
			['center:c1', 'd'],
		] as const) {
			await client.until(() => client.row(scope, kind, 1)?.[OCCUPANCY] === 33);
		}
		expect(client.picture('city:semey').seq).toBe(quiet);
	});

	test('sees the contact center', async () => {
		const client = await connected();
		await client.join('contact');
		live.report((batch) => ({
			contactPresent: [aContact(1, MORNING, { batch, callsWaiting: 7 })],
		}));
		await client.until(() => client.row('contact', 'k', 1)?.[6] === 7);
		expect(client.row('contact', 'k', 0)?.[6]).toBe(7);
	});

	test('agrees with the hash of every heartbeat', async () => {
		const client = await connected();
		const scopes = ['nation', 'region:KZ-75', 'center:c1', 'contact'];
		for (const scope of scopes) await client.join(scope);
		for (let i = 0; i < 12; i++) live.report(occupied(1 + (i % 3), 20 + i));
		await client.until(() => client.row('nation', 'c', 3)?.[OCCUPANCY] === 31);
		live.passRealMs(10_000);
		for (const scope of scopes) {
			await client.until(() => client.picture(scope).agreed > 0);
			expect(client.picture(scope).differed).toBe(0);
			expect(client.hash(scope)).toBe(live.board.heartbeat(scope).h);
		}
	});

	test('comes back with its cursor and gets one merged delta', async () => {
		const client = await connected();
		await client.join('nation');
		client.socket.disconnect();
		for (let i = 0; i < 5; i++) live.report(occupied(2, 40 + i));
		await expect.poll(() => live.board.view().centers[1]?.occupancy).toBe(44);
		await client.connect();
		await client.until(() => client.row('nation', 'c', 2)?.[OCCUPANCY] === 44);
		expect(client.picture('nation')).toMatchObject({ snapshots: 1, patches: 1 });
	});

	test('gets a snapshot for a cursor of another epoch, or ahead of the server', async () => {
		const client = await connected();
		const { snapshot } = await client.send('board:join', { scope: 'nation' });
		const e = snapshot?.e ?? '';
		for (const cursor of [
			{ e: 'other', s: 1 },
			{ e, s: 1e9 },
		]) {
			const ack = await client.send('board:join', { scope: 'nation', cursor });
			expect(ack.snapshot?.e).toBe(e);
		}
	});

	test('hears of a new directory at once and starts afresh', async () => {
		const client = await connected();
		await client.join('nation');
		const before = client.picture('nation').epoch;
		live.board.setDirectory(aDirectory([...centers, aCenter(99)], 'v2'));
		await client.until(() => client.row('nation', 'c', 99) !== null);
		expect(client.picture('nation').epoch).not.toBe(before);
	});

	test('gets nothing any more from a scope that it left', async () => {
		const client = await connected();
		await client.join('city:almaty');
		await client.join('nation');
		expect(await client.send('board:leave', { scope: 'city:almaty' })).toMatchObject({ ok: true });
		live.report(occupied(1, 55));
		await client.until(() => client.row('nation', 'c', 1)?.[OCCUPANCY] === 55);
		expect(client.row('city:almaty', 'c', 1)?.[OCCUPANCY]).not.toBe(55);
	});
});

describe('what may be seen', () => {
	test.each([
		['nation', 'not_found'],
		['region:KZ-75', 'not_found'],
		['city:almaty', 'not_found'],
		['center:c1', 'not_found'],
		['region:nowhere', 'not_found'],
		['region:KZ-10', undefined],
		['city:semey', undefined],
		['center:c3', undefined],
		['contact', undefined],
	])('a viewer of KZ-10 joins %s: %s', async (scope, code) => {
		const client = await connected('kezek=viewer');
		expect((await client.join(scope)).code).toBe(code);
	});

	test('a refused scope sends nothing', async () => {
		const client = await connected('kezek=viewer');
		await client.join('nation');
		await client.join('city:semey');
		const heard: string[] = [];
		client.socket.on('board:patch', ({ r }: { r: string }) => heard.push(r));
		live.report((batch) => ({
			present: [1, 3].map((c) => aPresent(c, MORNING, { occupancy: 9 }, { batch })),
		}));
		await client.until(() => client.row('city:semey', 'c', 3)?.[OCCUPANCY] === 9);
		expect(new Set(heard)).toEqual(new Set(['city:semey']));
	});

	test('a ninth scope is refused', async () => {
		const client = await connected();
		for (let i = 0; i < 8; i++) await client.join(`center:c${10 + i}`);
		expect(await client.join('nation')).toMatchObject({
			code: 'invalid',
			reason: 'too_many_scopes',
		});
	});
});

describe('ended sessions', () => {
	test('are told and closed at once', async () => {
		const client = await connected();
		const other = await connected('kezek=viewer');
		live.gateway.endSessions({ sessionIds: ['leader'] }, 'signed_out');
		await client.until(() => client.socket.disconnected);
		expect(client.ended).toEqual(['signed_out']);
		expect(other.socket.connected).toBe(true);
	});

	test('of one person are closed all', async () => {
		const both = [await connected(), await connected()];
		live.gateway.endSessions({ userId: 'user-leader' }, 'disabled');
		for (const client of both) await client.until(() => client.socket.disconnected);
	});

	test('are found by the re-check alone', async () => {
		const client = await connected();
		const other = await connected('kezek=viewer');
		people.delete('kezek=leader');
		await live.gateway.recheckSessions();
		await client.until(() => client.socket.disconnected);
		expect(client.ended).toEqual(['expired']);
		expect(other.socket.connected).toBe(true);
	});
});

describe('sessions that cannot be looked up', () => {
	test('make newcomers come back later', async () => {
		live.setSessionsAway(true);
		const refused = aClient().connect();
		await expect(refused).rejects.toMatchObject({
			message: 'unavailable',
			data: { code: 'unavailable', retryAfterMs: 2000 },
		});
		expect(live.lines).toHaveLength(1);
	});

	test('for long freeze what is sent, until they can be again', async () => {
		const client = await connected();
		await client.join('nation');
		live.setSessionsAway(true);
		live.passRealMs(100_000);
		const frozen = client.picture('nation').seq;
		live.report(occupied(1, 21));
		await expect.poll(() => live.board.view().centers[0]?.occupancy).toBe(21);
		expect(client.picture('nation').seq).toBe(frozen);
		live.setSessionsAway(false);
		await connected();
		await client.until(() => client.row('nation', 'c', 1)?.[OCCUPANCY] === 21);
	});
});

describe('a client that reads too slowly', () => {
	test('is told to come back, gets no frames, and is current after one join', async () => {
		const client = await connected();
		await client.join('nation');
		const { e, s } = { e: client.picture('nation').epoch, s: client.picture('nation').seq };
		client.socket.emit('board:ack', { r: 'nation', e, s });
		const beats: boolean[] = [];
		client.socket.on('heartbeat', ({ paused }: { paused?: boolean }) =>
			beats.push(paused === true),
		);
		live.report(occupied(1, 12));
		await client.until(() => client.row('nation', 'c', 1)?.[OCCUPANCY] === 12);
		expect(client.picture('nation').joins).toBe(1);
		live.passRealMs(5000);
		await client.until(() => beats.includes(true));
		await client.until(() => client.picture('nation').joins === 2);
		live.report(occupied(1, 13));
		await client.until(() => client.row('nation', 'c', 1)?.[OCCUPANCY] === 13);
		expect(client.picture('nation').differed).toBe(0);
	});

	test('is cut off after a minute', async () => {
		const client = await connected();
		const { snapshot } = await client.send('board:join', { scope: 'nation' });
		client.socket.emit('board:ack', { r: 'nation', e: snapshot?.e, s: snapshot?.s });
		live.report(occupied(1, 12));
		await new Promise((resolve) => client.socket.once('board:patch', resolve));
		live.passRealMs(5000);
		const paused = new Promise<void>((resolve) => {
			client.socket.on('heartbeat', (beat: { paused?: boolean }) => {
				if (beat.paused) resolve();
			});
		});
		await paused;
		const heard: unknown[] = [];
		client.socket.on('board:patch', (frame) => heard.push(frame));
		const other = await connected();
		await other.join('nation');
		live.report(occupied(1, 13));
		await other.until(() => other.row('nation', 'c', 1)?.[OCCUPANCY] === 13);
		expect(heard).toEqual([]);
		live.passRealMs(61_000);
		await client.until(() => client.socket.disconnected);
	});
});

describe('the end', () => {
	test('announces itself, closes its sockets and leaves the real server alone', async () => {
		const client = await connected();
		const announced = new Promise<{ returnWithinMs: number }>((resolve) => {
			client.socket.once('server:restarting', resolve);
		});
		await live.gateway.close();
		expect((await announced).returnWithinMs).toBe(5000);
		await client.until(() => client.socket.disconnected);
		expect((await fetch(live.url)).status).toBe(404);
	});

	test('an untroubled run logs nothing', () => {
		expect(live.lines).toEqual([]);
	});
});
