import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRandom } from '../../simulator/model/random.ts';
import { ShortCutAdapter } from '../../src/lib/server/live/short-cut-adapter.ts';

/*
 * The proof of order that decision 0018 rests on: room emits by the short cut, single emits and acks by the stock way, some
 * readers paused in between. Whatever the server wrote to a socket arrives once and in that order.
 */

const ROOM_EMITS = 10_000;
const CLIENTS = 6;
/** Clients that stop reading now and then; the kernel swallows about 4 MB before their queues fill. */
const PAUSING = 2;
const BURST = 50;
const FILLING = 'x'.repeat(1500);

/** What reaches a client, in words: `room 7`, `single 7`, `ack 7`. */
type Heard = string;

let server: Server;
let url: string;
beforeEach(async () => {
	const http = createServer();
	server = new Server(http, {
		transports: ['websocket'],
		perMessageDeflate: false,
		adapter: ShortCutAdapter,
		pingInterval: 60_000,
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

/** The raw reader below a client. */
function readerOf(client: Socket): { pause(): void; resume(): void } {
	const { transport } = client.io.engine as unknown as {
		transport: { ws: { pause(): void; resume(): void } };
	};
	return transport.ws;
}

test(
	'10,000 room emits among single emits and acks arrive in order, by both ways',
	{ timeout: 120_000 },
	async () => {
		const random = createRandom('order');
		const written = new Map<string, Heard[]>();
		let stockRoomWrites = 0;
		let last = 0;
		server.on('connection', (socket) => {
			const own: Heard[] = [];
			written.set(socket.id, own);
			void socket.join('room');
			const client = socket.client as unknown as { writeToEngine(texts: string[]): void };
			const write = client.writeToEngine.bind(client);
			client.writeToEngine = (...args) => {
				if (String(args[0][0]).startsWith('2["room"')) stockRoomWrites += 1;
				write(...args);
			};
			socket.on('ask', (reply: (number: number) => void) => {
				own.push(`ack ${last}`);
				reply(last);
			});
		});

		const clients = await Promise.all(
			Array.from({ length: CLIENTS }, async () => {
				const socket = io(url, { transports: ['websocket'], forceNew: true });
				const heard: Heard[] = [];
				socket.on('room', (number: number) => void heard.push(`room ${number}`));
				socket.on('single', (number: number) => void heard.push(`single ${number}`));
				await new Promise<void>((resolve) => socket.once('connect', resolve));
				return { socket, heard };
			}),
		);
		const ask = ({ socket, heard }: (typeof clients)[number]) =>
			new Promise<void>((resolve) => {
				socket.emit('ask', (number: number) => {
					heard.push(`ack ${number}`);
					resolve();
				});
			});

		const asked: Promise<void>[] = [];
		for (let number = 1; number <= ROOM_EMITS; number++) {
			last = number;
			for (const own of written.values()) own.push(`room ${number}`);
			server.to('room').emit('room', number, FILLING);
			if (random.chance(0.1)) {
				const [id, own] = [...written][Math.floor(random.next() * CLIENTS)] ?? [];
				if (!id || !own) continue;
				own.push(`single ${number}`);
				server.sockets.sockets.get(id)?.emit('single', number);
			}
			if (number % BURST !== 0) continue;
			await nextTurn();
			const client = clients[Math.floor(random.next() * CLIENTS)];
			if (client) asked.push(ask(client));
			const pausing = clients[Math.floor(random.next() * PAUSING)]?.socket;
			if (pausing) {
				if (random.chance(0.05)) readerOf(pausing).resume();
				else readerOf(pausing).pause();
			}
		}
		for (const { socket } of clients) readerOf(socket).resume();
		await Promise.all(asked);
		await Promise.all(clients.map(ask)); // what is answered last has everything before it

		for (const { socket, heard } of clients) {
			const own = written.get(socket.id ?? '') ?? [];
			const wrong = Math.max(
				0,
				heard.findIndex((word, i) => word !== own[i]),
			);
			expect(heard.slice(wrong, wrong + 3)).toEqual(own.slice(wrong, wrong + 3));
			expect(heard).toHaveLength(own.length);
		}
		const shortCuts = ROOM_EMITS * CLIENTS - stockRoomWrites;
		expect(shortCuts).toBeGreaterThan(ROOM_EMITS);
		expect(stockRoomWrites).toBeGreaterThan(1000);
		for (const { socket } of clients) socket.close();
	},
);
