import { createServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { pino } from 'pino';
import { Server } from 'socket.io';
import type { CommittedBatch } from '../src/lib/domain/reading.ts';
import type { Frame } from '../src/lib/protocol/live.ts';
import { createLiveBoard, type LiveBoard, type Tick } from '../src/lib/server/live/board.ts';
import { createLiveChanges } from '../src/lib/server/live/changes.ts';
import type { Alerts } from '../src/lib/server/notify/alerts.ts';
import type { Incidents } from '../src/lib/server/incidents/incidents.ts';
import { createGateway } from '../src/lib/server/live/gateway.ts';
import type { BenchNetwork } from './network.ts';
import type { RawAddress } from './raw-socket.ts';
import { startSinks, type SinkPool } from './sink-pool.ts';
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
	/** How often the board has asked the store so far. */
	queries: () => number;
}

/** The app's live board and gateway in this process. */
export interface OpenGateway extends StillBoard {
	/** Where receivers connect, each as somebody else. */
	address(person: number): RawAddress;
	/** Socket.IO's server inside the gateway. */
	io: Server;
	/** Hands a tick to the gateway, as the board does. */
	handTick(tick: Tick): void;
	/** Lets real time pass for the gateway's own clock, which stands otherwise: no heartbeat disturbs a count of bytes. */
	elapse(ms: number): void;
	/** The `ws` senders of all receivers. */
	senders(): WsSender[];
	/** Bytes written to all receivers so far. */
	bytesWritten(): number;
	/** Snapshots that joins asked for, by scope and version, and how many were built for them. */
	snapshots: { asked: Set<string>; built: Set<object> };
	close(): Promise<void>;
}

/** A gateway with raw receivers in another process. */
export interface LiveServer extends OpenGateway {
	sinks: SinkPool;
	/** Receivers that watch a scope. */
	watchers(scope: string): number;
	/** Resolves when the receivers have read so many bytes since they connected. */
	reach(bytes: number): Promise<void>;
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
	let queries = 0;
	const asked = <T>(answer: T): Promise<T> => {
		queries += 1;
		return Promise.resolve(answer);
	};
	const board = createLiveBoard({
		readPresent: () => asked(nothing),
		readBatchesAfter: () => asked(nothing),
		readCounter: () => asked(0),
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
		queries: () => queries,
	};
}

/** Opens the gateway over a still board (one of its own unless given), with room for so many sockets. */
export async function openGateway(
	network: BenchNetwork,
	sockets: number,
	still: StillBoard = createStillBoard(network),
): Promise<OpenGateway> {
	const endings = createEndings();
	try {
		const { board } = still;
		board.tick();
		const server = createServer();
		const accepted: TcpSocket[] = [];
		server.on('upgrade', (_, socket) => accepted.push(socket as TcpSocket));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		endings.add(() => void server.close());
		const { port } = server.address() as AddressInfo;
		const origin = `http://127.0.0.1:${port}`;

		const tickListeners: ((tick: Tick) => void)[] = [];
		const snapshots = { asked: new Set<string>(), built: new Set<object>() };
		let monotonicMs = 0;
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
					join: (scope, cursor) => {
						const answer = board.join(scope, cursor);
						if (answer && 'snapshot' in answer) {
							snapshots.asked.add(`${scope} ${answer.snapshot.e} ${answer.snapshot.s}`);
							snapshots.built.add(answer.snapshot);
						}
						return answer;
					},
				},
				changes: createLiveChanges({
					readChangesAfter: () => Promise.resolve({ turn: 0, changes: [] }),
					readOpenChanges: () => Promise.resolve({ turn: 0, changes: [] }),
					clock: { now: () => new Date(still.clock.nowMs) },
					onLost: () => undefined,
				}),
				incidents: {} as Incidents,
				alerts: {} as Alerts,
				log,
				limits: {
					sockets: sockets + 1,
					handshakesPerMinutePerAddress: HANDSHAKES,
					handshakesPerMinutePerSession: HANDSHAKES,
				},
				monotonicMs: () => monotonicMs,
			}),
		);
		endings.add(() => gateway.close());
		return {
			...still,
			io,
			snapshots,
			address: (person) => ({
				host: '127.0.0.1',
				port,
				path: '/live/?EIO=4&transport=websocket',
				origin,
				cookie: `bench=${person}`,
			}),
			handTick: (tick) => {
				for (const listener of tickListeners) listener(tick);
			},
			elapse: (ms) => (monotonicMs += ms),
			senders: () =>
				[...io.sockets.sockets.values()].map(({ conn }) => {
					const { socket } = conn.transport as unknown as { socket: { _sender: WsSender } };
					return socket._sender;
				}),
			bytesWritten: () => accepted.reduce((sum, socket) => sum + socket.bytesWritten, 0),
			close: () => endings.close(),
		};
	} catch (error) {
		await endings.close();
		throw error;
	}
}

/** Opens the gateway over a still board, and one receiver per list of scopes. */
export async function openLiveServer(
	network: BenchNetwork,
	receivers: readonly string[][],
	still?: StillBoard,
): Promise<LiveServer> {
	const endings = createEndings();
	try {
		const gateway = await openGateway(network, receivers.length, still);
		endings.add(() => gateway.close());
		const sinks = startSinks();
		endings.add(() => sinks.close());
		await sinks.open(
			receivers.map((scopes, person) => ({ address: gateway.address(person), scopes })),
		);
		return {
			...gateway,
			sinks,
			watchers: (scope) => receivers.filter((scopes) => scopes.includes(scope)).length,
			reach: (bytes) => sinks.reach(bytes),
			close: () => endings.close(),
		};
	} catch (error) {
		await endings.close();
		throw error;
	}
}

/** One tick of a still board, with a batch, at an instant of its operations clock; the frames that it brings. */
export function tickWith(still: StillBoard, batch: CommittedBatch, nowMs: number): Frame[] {
	let brought: Frame[] = [];
	const leave = still.board.subscribe(({ frames }) => (brought = frames));
	still.publish(batch);
	still.clock.nowMs = nowMs;
	still.board.tick();
	leave();
	return brought;
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
