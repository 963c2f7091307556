import type { ServerToClient } from '../../protocol/live.ts';
import { shardRoom } from './connection.ts';

/** Parts of a crowd. */
export const SHARDS = 16;
/** A room of more is a crowd: one emit to all of it would hold up everything else (realtime.md §3). */
const CROWD = 500;

/** Rooms as Socket.IO keeps them. */
export interface Rooms {
	/** Sockets in a room. */
	size(room: string): number;
	/** Sends to all sockets of a room, encoded once. */
	emit<E extends keyof ServerToClient>(room: string, event: E, payload: Payload<E>): void;
}
type Payload<E extends keyof ServerToClient> = Parameters<ServerToClient[E]>[0];

/** Sends to whole rooms. */
export type FanOut = <E extends keyof ServerToClient>(
	room: string,
	event: E,
	payload: Payload<E>,
) => void;

/**
 * Makes the way to whole rooms: to few at once, to a crowd part by part, with a turn of the loop between two parts. What
 * is sent later never overtakes what was sent before. An answer of a single socket may: it is newer, and what follows it
 * from here is older than its version and ignored.
 */
export function createFanOut(
	rooms: Rooms,
	nextTurn: (run: () => void) => unknown = setImmediate,
): FanOut {
	let waiting: (() => void)[] = [];

	const sendNext = () => {
		const [first, ...rest] = waiting;
		waiting = rest;
		first?.();
		if (waiting.length > 0) nextTurn(sendNext);
	};

	return (room, event, payload) => {
		const size = rooms.size(room);
		if (size === 0) return;
		if (size <= CROWD && waiting.length === 0) {
			rooms.emit(room, event, payload);
			return;
		}
		const parts =
			size <= CROWD ? [room] : Array.from({ length: SHARDS }, (_, i) => shardRoom(room, i));
		if (waiting.length === 0) nextTurn(sendNext);
		for (const part of parts) waiting.push(() => rooms.emit(part, event, payload));
	};
}
