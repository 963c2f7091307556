import fc from 'fast-check';
import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Frame } from '$lib/protocol/live.ts';
import { aCenter, aDirectory, aPresent, MORNING } from '../support/board-builders.ts';
import { LiveClient } from '../support/live-client.ts';
import { aLeader, aLiveServer, type People } from '../support/live-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

/*
 * Bad input at the socket and the answer, row by row, on a real gateway (reliability.md §9). The rows of stale versions,
 * codes, own approval and repeated commands come with the events of incidents and regimes: there is no such event yet.
 */

const centers = [aCenter(1, { cityId: 'almaty' }), aCenter(2), aCenter(3), aCenter(4)];
const people: People = new Map([['kezek=leader', aLeader()]]);
const OCCUPANCY = 7;

let live: Awaited<ReturnType<typeof aLiveServer>>;
let clients: LiveClient[];

async function serve(limits: Parameters<typeof aLiveServer>[0]['limits'] = {}) {
	live = await aLiveServer({ directory: aDirectory(centers), people, limits });
}

beforeEach(async () => {
	clients = [];
	await serve();
});
afterEach(async () => {
	for (const client of clients) client.close();
	await live.stop();
	// Whatever came in, the gateway had nothing to report.
	expect(live.lines).toEqual([]);
});

function aClient(cookie: string | null = 'kezek=leader', origin?: string | null, url = live.url) {
	const client = new LiveClient(url, cookie, origin);
	clients.push(client);
	return client;
}

async function connected() {
	const client = aClient();
	await client.connect();
	return client;
}

/** Another server in place of the first, with other limits. */
async function servedWith(limits: Parameters<typeof serve>[0]) {
	await live.stop();
	await serve(limits);
}

/** Writes a packet past the client library: any text, any bytes. */
function write(client: LiveClient, packet: string | Uint8Array): void {
	const { engine } = client.socket.io as unknown as { engine: { write(packet: unknown): void } };
	engine.write(packet);
}

const closed = (client: LiveClient) => client.until(() => client.socket.disconnected);
const isServing = async (client: LiveClient) =>
	expect((await client.send('board:join', { scope: 'nation' })).ok).toBe(true);

/** The status line that answers a handshake made by hand. */
function handshake(lines: string[]): Promise<string> {
	const { port } = new URL(live.url);
	return new Promise((resolve, reject) => {
		const socket = connectTcp(Number(port), '127.0.0.1', () => {
			socket.write(`${lines.join('\r\n')}\r\n\r\n`);
		});
		socket.once('data', (bytes) => {
			resolve(bytes.toString().split('\r\n')[0] ?? '');
			socket.destroy();
		});
		socket.once('close', () => resolve('closed'));
		socket.once('error', reject);
	});
}
const upgrade = (path: string, origin: string | null) => [
	`GET ${path} HTTP/1.1`,
	'Host: 127.0.0.1',
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
	'Cookie: kezek=leader',
	...(origin === null ? [] : [`Origin: ${origin}`]),
];
const PATH = '/live/?EIO=4&transport=websocket';

describe('at the door', () => {
	test.each([
		['no cookie', null],
		['an unknown cookie, as of an expired or revoked session', 'kezek=nobody'],
		['a cookie of another shape', 'kezek=%00; kezek'],
		['a cookie of 4 KB', `kezek=${'x'.repeat(4000)}`],
	])('%s is unauthenticated', async (_, cookie) => {
		await expect(aClient(cookie).connect()).rejects.toMatchObject({ message: 'unauthenticated' });
		expect(live.gateway.sockets()).toBe(0);
	});

	test.each([
		['a foreign Origin', 'http://evil.example'],
		['no Origin', null],
		['a longer Origin', 'http://127.0.0.1:1.evil.example'],
		['the Origin `null`', 'null'],
	])('%s is refused before the upgrade', async (_, origin) => {
		expect(await handshake(upgrade(PATH, origin))).toMatch(/^HTTP\/1.1 4\d\d /);
		await expect(aClient('kezek=leader', origin).connect()).rejects.toThrow('websocket error');
		expect(live.gateway.sockets()).toBe(0);
	});

	test.each([
		['an unknown sid', '/live/?EIO=4&transport=websocket&sid=nobody'],
		['an unknown transport', '/live/?EIO=4&transport=webtransport'],
	])('%s is refused before the upgrade', async (_, path) => {
		expect(await handshake(upgrade(path, live.url))).toMatch(/^HTTP\/1.1 400 /);
		expect(live.gateway.sockets()).toBe(0);
	});

	test('polling and other upgrades do not reach the gateway', async () => {
		for (const method of ['GET', 'POST']) {
			const plain = await fetch(`${live.url}/live/?EIO=4&transport=polling`, { method });
			expect(plain.status).toBe(404);
		}
		expect(await handshake(upgrade('/elsewhere', live.url))).toBe('closed');
	});

	test('the sixth socket of a person closes the oldest', async () => {
		const all: LiveClient[] = [];
		for (let i = 0; i < 6; i++) all.push(await connected());
		await closed(all[0]!);
		expect(all[0]!.ended).toEqual(['replaced']);
		expect(all.slice(1).every((client) => client.socket.connected)).toBe(true);
	});

	test('a burst of handshakes of one address is limited', async () => {
		await servedWith({ handshakesPerMinutePerAddress: 2 });
		await connected();
		await connected();
		await expect(aClient().connect()).rejects.toThrow('websocket error');
	});

	test('a thousand handshakes at once let six hundred in at most, and the others go on', async () => {
		const watching = await connected();
		const answers = await Promise.all(
			Array.from({ length: 1000 }, () => handshake(upgrade(PATH, live.url))),
		);
		expect(answers.filter((line) => line.includes(' 101 ')).length).toBeLessThanOrEqual(600);
		expect(answers.filter((line) => line.includes(' 400 ')).length).toBeGreaterThanOrEqual(400);
		await isServing(watching);
	});

	test('another namespace is refused', async () => {
		const client = aClient();
		const admin = client.socket.io.socket('/admin');
		const refused = new Promise<Error>((resolve) => admin.once('connect_error', resolve));
		admin.connect();
		expect((await refused).message).toBe('Invalid namespace');
	});

	test('while sessions cannot be looked up newcomers are asked back; who is in goes on', async () => {
		const inside = await connected();
		live.setSessionsAway(true);
		await expect(aClient().connect()).rejects.toMatchObject({
			message: 'unavailable',
			data: { code: 'unavailable', retryAfterMs: 2000 },
		});
		await isServing(inside);
		expect(live.lines.splice(0).join()).toContain('sockets cannot be authenticated');
	});

	test('a shutdown says when to return', async () => {
		const client = await connected();
		const announced = new Promise<{ returnWithinMs: number }>((resolve) => {
			client.socket.once('server:restarting', resolve);
		});
		await live.gateway.close();
		expect((await announced).returnWithinMs).toBe(5000);
		await closed(client);
	});
});

describe('an event', () => {
	const garbage: [string, unknown[]][] = [
		['board:join', []],
		['board:join', [null]],
		['board:join', [0]],
		['board:join', [[]]],
		['board:join', ['nation']],
		['board:join', [{ scope: 'nation', extra: 1 }]],
		['board:join', [{ scope: '__proto__' }]],
		['board:join', [{ scope: 'region:' }]],
		['board:join', [{ scope: 'frames nation' }]],
		['board:join', [{ scope: 'scope nation 3' }]],
		['board:join', [{ scope: 'nation', since: -1 }]],
		['board:join', [{ scope: 'nation', since: 'text' }]],
		['board:join', Array.from({ length: 17 }, () => ({ scope: 'nation' }))],
		['board:leave', [{}]],
		['board:leave', [{ scope: 'center:\u0000' }]],
		['board:ack', [{ r: 'nation', e: 'x', s: 1.5 }]],
	];

	test.each(garbage)('%s with %j is answered invalid', async (event, payload) => {
		const client = await connected();
		expect(await client.send(event, ...payload)).toMatchObject({ ok: false, code: 'invalid' });
		expect(client.socket.connected).toBe(true);
	});

	test('without an ack the same does no harm', async () => {
		const client = await connected();
		for (const [event, payload] of garbage) client.socket.emit(event, ...payload);
		await isServing(client);
	});

	test('with `__proto__` as a key is unknown there, and pollutes nothing', async () => {
		const client = await connected();
		write(client, '2["board:join",{"scope":"nation","__proto__":{"isAdmin":true}}]');
		await isServing(client);
		expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
	});

	test('asked for two acks by one number gets two answers', async () => {
		const client = await connected();
		let answers = 0;
		client.socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
			if (typeof data === 'string' && data.startsWith('377[')) answers += 1;
		});
		for (let i = 0; i < 2; i++) write(client, '277["board:leave",{"scope":"nation"}]');
		write(client, '399[{"an":"ack that nobody waits for"}]');
		await isServing(client);
		expect(answers).toBe(2);
	});

	test.each(['error', '__proto__', 'toString', 'constructor', 'no:such', ''])(
		'by the name %j is no event',
		async (name) => {
			const client = await connected();
			write(client, `2${JSON.stringify([name, {}])}`);
			await isServing(client);
		},
	);

	test('by ten unknown names closes the socket', async () => {
		const client = await connected();
		for (let i = 0; i < 9; i++) {
			expect(await client.send('no:such', {})).toMatchObject({ reason: 'unknown_event' });
		}
		expect(client.socket.connected).toBe(true);
		client.socket.emit('no:such', {});
		await closed(client);
	});

	test('the 41st of a burst is refused with a time to return', async () => {
		const client = await connected();
		const acks = await Promise.all(
			Array.from({ length: 41 }, () => client.send('board:leave', { scope: 'nation' })),
		);
		const refused = acks.filter((ack) => !ack.ok);
		expect(refused).toHaveLength(1);
		expect(refused[0]).toMatchObject({ code: 'rate_limited' });
		expect(refused[0]?.retryAfterMs).toBeGreaterThan(0);
	});

	test('ten thousand of them close their socket and disturb nobody', async () => {
		const [flood, other] = [await connected(), await connected()];
		await other.join('nation');
		for (let i = 0; i < 10_000; i++) flood.socket.emit('board:leave', { scope: 'nation' });
		await closed(flood);
		live.report((batch) => ({ present: [aPresent(1, MORNING, { occupancy: 5 }, { batch })] }));
		await other.until(() => other.row('nation', 'c', 1)?.[OCCUPANCY] === 5);
	});
});

describe('a cursor', () => {
	test.each([
		['from the future', (e: string) => ({ e, s: 1e9 })],
		['of another epoch', () => ({ e: 'other', s: 1 })],
		['that is text', () => 'text'],
		['of text', (e: string) => ({ e, s: '3' })],
		['below zero', (e: string) => ({ e, s: -1 })],
		['with more than it has', (e: string) => ({ e, s: 1, admin: true })],
	])('%s leads nowhere: the answer is a snapshot', async (_, cursorOf) => {
		const client = await connected();
		const { snapshot } = await client.send('board:join', { scope: 'nation' });
		const cursor = cursorOf(snapshot?.e ?? '');
		const ack = await client.send('board:join', { scope: 'nation', cursor });
		expect(ack.snapshot?.v?.c).toHaveLength(centers.length);
	});

	test('of numbered changes from the future begins afresh', async () => {
		live.store.change('incident', 'a', ['nation']);
		const client = await connected();
		expect((await client.send('board:join', { scope: 'nation', since: 1e9 })).events).toMatchObject(
			{ n: 1, reset: true, incidents: [{ id: 'a' }] },
		);
	});
});

describe('a packet', () => {
	const BREAKING: [string, string | Uint8Array][] = [
		['broken JSON', '2["board:join",{'],
		['no array', '2{"scope":"nation"}'],
		['an empty array', '2[]'],
		['an unknown type', '9["board:join",{}]'],
		['the reserved name connect', '2["connect",{}]'],
		['the reserved name disconnect', '2["disconnect",{}]'],
		['the reserved name newListener', '2["newListener",{}]'],
		['the reserved name removeListener', '2["removeListener",{}]'],
		['a binary frame nobody announced', new Uint8Array([1, 2, 3])],
		['too many announced binaries', '5999-["board:join",{"_placeholder":true,"num":0}]'],
		['a frame over 16 KB', `2["board:join",{"scope":"${'x'.repeat(20_000)}"}]`],
		['a frame of 2 MB', `2["board:join",{"scope":"${'x'.repeat(2_000_000)}"}]`],
	];

	test.each(BREAKING)('of %s closes its socket and nothing else', async (_, packet) => {
		const [client, other] = [await connected(), await connected()];
		write(client, packet);
		await closed(client);
		await isServing(other);
	});

	test('that announces binaries and brings none closes with the next text', async () => {
		const client = await connected();
		write(client, '51-["board:join",{"_placeholder":true,"num":0}]');
		write(client, '2["board:leave",{"scope":"nation"}]');
		await closed(client);
	});
});

describe('whatever comes', () => {
	const PATIENCE_MS = 5000;
	const noLimits = {
		events: { perSecond: 1e6, burst: 1e6 },
		handshakesPerMinutePerAddress: 1e6,
		handshakesPerMinutePerSession: 1e6,
		unknownEvents: 1e6,
	};

	test('as payload of any event is answered within five seconds', async () => {
		await servedWith(noLimits);
		const client = await connected();
		for (const event of live.gateway.eventNames()) {
			await fc.assert(
				fc.asyncProperty(fc.array(fc.anything(), { maxLength: 3 }), async (payload) => {
					const ack: unknown = await client.socket
						.timeout(PATIENCE_MS)
						.emitWithAck(event, ...payload);
					expect(ack).toHaveProperty('ok');
				}),
				{ numRuns: 500 },
			);
		}
		expect(client.socket.connected).toBe(true);
	});

	test('as a raw packet closes its own socket at most', async () => {
		await servedWith(noLimits);
		const other = await connected();
		const head = fc.constantFrom('', '0', '1', '2', '3', '4', '5', '6', '21', '51-', '2/x,', '42');
		const body = fc.oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' }));
		const packet = fc.oneof(
			fc.tuple(head, body).map((parts) => parts.join('')),
			fc.uint8Array({ maxLength: 64 }),
		);
		let client = await connected();
		await fc.assert(
			fc.asyncProperty(packet, async (any) => {
				if (!client.socket.connected) client = await connected();
				write(client, any);
				await isServing(other);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('the network cut in the middle of a join', () => {
	test.each(['silent', 'hang_up'] as const)(
		'by %s leaves a page that is whole after its return',
		async (cut) => {
			const proxy = await startTcpProxy({
				host: '127.0.0.1',
				port: Number(new URL(live.url).port),
			});
			try {
				const client = aClient('kezek=leader', live.url, `http://127.0.0.1:${proxy.port}`);
				await client.connect();
				await client.join('nation');
				client.socket.emit('board:leave', { scope: 'nation' });
				proxy.setMode(cut);
				client.socket.emit('board:join', { scope: 'nation' }, () => undefined);
				for (let i = 1; i <= 3; i++) {
					live.report((batch) => ({
						present: [aPresent(i, MORNING, { occupancy: 40 + i }, { batch })],
					}));
				}
				await expect.poll(() => live.board.view().centers[2]?.occupancy).toBe(43);
				client.socket.disconnect();
				proxy.setMode('pass');
				await client.connect();
				await client.until(() => client.row('nation', 'c', 3)?.[OCCUPANCY] === 43);
				expect(client.hash('nation')).toBe(live.board.heartbeat('nation').h);
			} finally {
				await proxy.close();
			}
		},
	);
});

describe('a frame', () => {
	test('is encoded once, however many watch it', async () => {
		await servedWith({ socketsPerUser: 100 });
		const watching = await Promise.all(Array.from({ length: 20 }, connected));
		for (const client of watching) await client.join('nation');
		const encode = vi.spyOn(JSON, 'stringify');
		try {
			live.report((batch) => ({ present: [aPresent(1, MORNING, { occupancy: 9 }, { batch })] }));
			for (const client of watching) {
				await client.until(() => client.row('nation', 'c', 1)?.[OCCUPANCY] === 9);
			}
			const frames = encode.mock.calls
				.map(([value]) => value as Partial<Frame> | undefined)
				.filter((value) => value?.r === 'nation' && value.v)
				.map((frame) => frame?.s);
			expect(frames.length).toBeGreaterThan(0);
			expect(new Set(frames).size).toBe(frames.length);
		} finally {
			encode.mockRestore();
		}
	});
});
