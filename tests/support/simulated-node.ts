import type { Directory } from '../../src/lib/domain/directory.ts';
import { fullBucket } from '../../src/lib/domain/token-bucket.ts';
import type { Bus } from '../../src/lib/server/bus/bus.ts';
import { createLiveBoard, type LiveBoard } from '../../src/lib/server/live/board.ts';
import { createLiveChanges, type LiveChanges } from '../../src/lib/server/live/changes.ts';
import type { Connection, Peer } from '../../src/lib/server/live/connection.ts';
import { createDelivery } from '../../src/lib/server/live/delivery.ts';
import { registerBoardEvents } from '../../src/lib/server/live/events/board.ts';
import { createFanOut } from '../../src/lib/server/live/fan-out.ts';
import { createEvents } from '../../src/lib/server/live/register-event.ts';
import type { Log } from '../../src/lib/server/log.ts';
import { kazakhTime } from './board-builders.ts';
import { aLeader, followStore, type aBatchStore } from './live-server.ts';

const EVENTS = { perSecond: 20, burst: 40 };

/** The far end of a line: what a node sends, and what it hears that the node closed it. */
export interface LineEnd {
	arrive(event: string, payload: object): void;
	closedByServer(): void;
}

/** One opened line, as the page holds it. */
export interface OpenLine {
	send(event: string, payload: object, reply?: (ack: unknown) => void): void;
	close(): void;
}

/** A node of a simulation: everything of the app's live side but the sockets. */
export interface SimNode {
	board: LiveBoard;
	changes: LiveChanges;
	/** It serves a crowd: the nation ticks once a second. */
	isCrowded: boolean;
	/** The nation's hash is ahead of what clients have. */
	readonly isNationHeld: boolean;
	open(end: LineEnd): OpenLine;
	stop(): Promise<void>;
}

/** Starts a node on a store and a bus. */
export async function startNode(deps: {
	store: ReturnType<typeof aBatchStore>;
	bus: Bus;
	directory: Directory;
	log: Log;
	onPause: () => void;
	onCutOff: () => void;
}): Promise<SimNode> {
	const { store, bus, directory, log, onPause, onCutOff } = deps;
	const clock = { now: () => new Date() };
	let isCrowded = false;
	let isNationHeld = false;
	const board = createLiveBoard({
		...store.readers,
		clock,
		floorMs: 0,
		bus,
		directory,
		localTime: kazakhTime,
		log,
		openSockets: () => (isCrowded ? 2001 : 1),
	});
	const changes = createLiveChanges({
		...store.changeReaders,
		clock,
		onLost: () => board.startAfresh(),
	});
	const watch = await followStore({ store, bus, board, changes, log });

	const rooms = new Map<string, Set<Peer>>();
	const connections = new Map<string, Connection>();
	const ends = new Map<string, LineEnd>();
	const monotonicMs = () => performance.now();
	const delivery = createDelivery({
		board,
		changes,
		connections,
		fanOut: createFanOut({
			size: (room) => rooms.get(room)?.size ?? 0,
			emit: (room, event, payload) => {
				for (const peer of rooms.get(room) ?? []) ends.get(peer.id)?.arrive(event, payload);
			},
		}),
		isFrozen: () => false,
		monotonicMs,
	});
	const stopWatching = board.subscribe((tick) => (isNationHeld = tick.isNationHeld));
	const events = createEvents(
		{
			log,
			limits: { events: EVENTS, deadlineMs: 5000, unknownEvents: 10, refusedEvents: 1000 },
			monotonicMs,
		},
		(registerEvent) => registerBoardEvents(registerEvent, { board, changes }),
	);
	let opened = 0;

	const forget = (id: string) => {
		for (const members of rooms.values())
			for (const peer of members) if (peer.id === id) members.delete(peer);
		connections.delete(id);
		ends.delete(id);
	};

	const drop = (id: string) => {
		const end = ends.get(id);
		forget(id);
		end?.closedByServer();
	};

	return {
		board,
		changes,
		get isCrowded() {
			return isCrowded;
		},
		set isCrowded(is) {
			isCrowded = is;
		},
		get isNationHeld() {
			return isNationHeld;
		},
		open(end) {
			const id = `line ${(opened += 1)}`;
			const socket: Peer = {
				id,
				conn: {},
				get connected() {
					return ends.has(id);
				},
				emit: (event, ...[payload]) => {
					if (event === 'heartbeat' && 'paused' in payload) onPause();
					ends.get(id)?.arrive(event, payload);
				},
				join: (names) => {
					for (const name of names) {
						const members = rooms.get(name) ?? new Set();
						rooms.set(name, members.add(socket));
					}
				},
				leave: (name) => rooms.get(name)?.delete(socket),
				disconnect: () => {
					onCutOff();
					drop(id);
				},
			};
			const connection: Connection = {
				socket,
				user: aLeader(id),
				shard: opened % 16,
				seats: new Map(),
				bucket: fullBucket(EVENTS, monotonicMs()),
				refused: 0,
				unknownEvents: 0,
				acknowledges: false,
				pausedAt: null,
			};
			ends.set(id, end);
			connections.set(id, connection);
			return {
				send: (event, payload, reply) => {
					if (ends.has(id))
						events.dispatch(connection, [event, payload, ...(reply ? [reply] : [])]);
				},
				close: () => forget(id),
			};
		},
		async stop() {
			delivery.stop();
			stopWatching();
			for (const id of [...ends.keys()]) drop(id);
			await watch.stop();
			await changes.stop();
			await board.stop();
		},
	};
}
