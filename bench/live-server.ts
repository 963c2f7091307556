import { createServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { pino } from 'pino';
import { Server } from 'socket.io';
import type { CommittedBatch } from '../src/lib/domain/reading.ts';
import type { Frame } from '../src/lib/protocol/live.ts';
import { createLiveBoard, type LiveBoard, type Tick } from '../src/lib/server/live/board.ts';
import { createGateway } from '../src/lib/server/live/gateway.ts';
import type { BenchNetwork } from './network.ts';
import { startSinks } from './sink-pool.ts';
import { createEndings } from './subject.ts';

/** Sender of the `ws` package, as Socket.IO's own encoder uses it. */
interface WsSender {
	sendFrame(frame: Buffer[]): void;
	constructor: { frame(data: Buffer, options: object): Buffer[] };
}

/** A live board of the app that stands still until its `tick` is called. */
export interface StillBoard {
	board: LiveBoard;
	/** Operations clock of the board, ms. */
	clock: { nowMs: number };
	/** Puts a batch on the bus. */
	publish: (batch: CommittedBatch) => void;
}

/** The app's live board and gateway in this process, with raw receivers in another. */
export interface LiveServer extends StillBoard {
	/** Socket.IO's server inside the gateway. */
	io: Server;
	/** Hands a tick to the gateway, as the board does. */
	handTick(tick: Tick): void;
	/** The `ws` senders of all receivers. */
	senders(): WsSender[];
	/** Receivers that watch a scope. */
	watchers(scope: string): number;
	/** Bytes written to all receivers so far. */
	bytesWritten(): number;
	/** Resolves when the receivers have read so many bytes since they connected. */
	reach(bytes: number): Promise<void>;
	close(): Promise<void>;
}

const HANDSHAKES = 1_000_000;
const log = pino({ level: 'warn' });

/** Makes the board of a network; nothing is read from a store. */
export function createStillBoard(network: BenchNetwork): StillBoard {
	const clock = { nowMs: network.nowMs };
	const listeners = new Set<(batch: CommittedBatch) => void>();
	const nothing = {
		present: [],
		minutes: [],
		availability: [],
		contactPresent: [],
		contactMinutes: [],
	};
	const board = createLiveBoard({
		readPresent: () => Promise.resolve(nothing),
		readBatchesAfter: () => Promise.resolve(nothing),
		readCounter: () => Promise.resolve(0),
		clock: { now: () => new Date(clock.nowMs) },
		floorMs: 0,
		bus: {
			publish: () => undefined,
			subscribe: (listener) => {
				listeners.add(listener);
				return () => listeners.delete(listener);
			},
			state: () => 'ok',
			close: () => Promise.resolve(),
		},
		directory: network.directory,
		localTime: () => ({ date: '2026-11-18', weekday: 3, minutes: 600 }),
		log,
	});
	return {
		board,
		clock,
		publish: (batch) => {
			for (const listener of listeners) listener(batch);
		},
	};
}

/** Opens the gateway over a still board, and one receiver per list of scopes. */
export async function openLiveServer(
	network: BenchNetwork,
	receivers: readonly string[][],
): Promise<LiveServer> {
	const endings = createEndings();
	try {
		const { board, clock, publish } = createStillBoard(network);
		board.tick();
		const server = createServer();
		const sockets: TcpSocket[] = [];
		server.on('upgrade', (_, socket) => sockets.push(socket as TcpSocket));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		endings.add(() => void server.close());
		const { port } = server.address() as AddressInfo;
		const origin = `http://127.0.0.1:${port}`;

		const tickListeners: ((tick: Tick) => void)[] = [];
		const { gateway, io } = catchServer(() =>
			createGateway({
				server,
				dev: false,
				origin,
				sessions: {
					authenticate: (cookie) =>
						Promise.resolve({ sessionId: cookie, userId: cookie, role: 'admin', regions: 'all' }),
					isValid: (ids) => Promise.resolve(new Set(ids)),
				},
				board: {
					...board,
					subscribe: (listener) => {
						tickListeners.push(listener);
						return board.subscribe(listener);
					},
				},
				log,
				limits: {
					sockets: receivers.length + 1,
					handshakesPerMinutePerAddress: HANDSHAKES,
					handshakesPerMinutePerSession: HANDSHAKES,
				},
				// A clock that stands: no heartbeat disturbs the count of bytes.
				monotonicMs: () => 0,
			}),
		);
		endings.add(() => gateway.close());

		const sinks = startSinks();
		endings.add(() => sinks.close());
		const path = '/live/?EIO=4&transport=websocket';
		await sinks.open(
			receivers.map((scopes, i) => ({
				address: { host: '127.0.0.1', port, path, origin, cookie: `bench=${i}` },
				scopes,
			})),
		);
		return {
			board,
			clock,
			io,
			publish,
			handTick: (tick) => {
				for (const listener of tickListeners) listener(tick);
			},
			senders: () =>
				[...io.sockets.sockets.values()].map(({ conn }) => {
					const { socket } = conn.transport as unknown as { socket: { _sender: WsSender } };
					return socket._sender;
				}),
			watchers: (scope) => receivers.filter((scopes) => scopes.includes(scope)).length,
			bytesWritten: () => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0),
			reach: (bytes) => sinks.reach(bytes),
			close: () => endings.close(),
		};
	} catch (error) {
		await endings.close();
		throw error;
	}
}

/** Bytes that a frame is on the wire for each of its receivers: Socket.IO's text with the WebSocket header. */
export function wireBytes(payload: Frame | object): number {
	const length = Buffer.byteLength(messageOf(payload));
	return length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
}

/** The text by which Socket.IO sends a `board:patch`. */
export function messageOf(payload: object): string {
	return `42${JSON.stringify(['board:patch', payload])}`;
}

/** Makes the gateway and takes hold of the Socket.IO server inside it: the yardsticks use the very same sockets. */
function catchServer<G>(make: () => G): { gateway: G; io: Server } {
	const use = Reflect.get(Server.prototype, 'use') as Server['use'];
	const seen: Server[] = [];
	Server.prototype.use = function (this: Server, middleware) {
		seen.push(this);
		return use.call(this, middleware);
	};
	try {
		const gateway = make();
		const [io] = seen;
		if (!io) throw new Error('the gateway made no Socket.IO server');
		return { gateway, io };
	} finally {
		Server.prototype.use = use;
	}
}
