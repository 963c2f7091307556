import type { Principal, Regions, Role } from '../../domain/permission.ts';
import type { Bucket } from '../../domain/token-bucket.ts';
import type { Cursor, Scope, ServerToClient } from '../../protocol/live.ts';

/** Who is at the other end, as the session says. */
export interface LiveUser {
	sessionId: string;
	userId: string;
	role: Role;
	regions: Regions;
}

/** What the gateway asks of a socket. */
export interface Peer {
	emit<E extends keyof ServerToClient>(event: E, ...args: Parameters<ServerToClient[E]>): unknown;
	join(rooms: string[]): unknown;
	leave(room: string): unknown;
	disconnect(close: boolean): unknown;
	readonly id: string;
	readonly connected: boolean;
	readonly conn: object;
}

/** Where a socket stands in one scope. */
export interface Seat {
	/** What it certainly holds: its join reply, then what it acknowledged. */
	cursor: Cursor;
	/** It reads too slowly and gets no frames until it joins again. */
	isPaused: boolean;
}

/** One open socket with all that the gateway keeps of it. */
export interface Connection {
	socket: Peer;
	user: LiveUser;
	/** Which part of a crowd it belongs to: rooms of many are served part by part. */
	shard: number;
	seats: Map<Scope, Seat>;
	bucket: Bucket;
	/** Events refused for their rate. */
	refused: number;
	/** Events by names that do not exist. */
	unknownEvents: number;
	/** It has ever acknowledged a frame, so that its silence means something. */
	acknowledges: boolean;
	/** Since when (real ms) it is paused; null while it keeps up. */
	pausedAt: number | null;
}

/** The principal of a connection, for `domain/permission.ts`. */
export function principalOf({ user }: Connection): Principal {
	return { kind: 'user', userId: user.userId, role: user.role, regions: user.regions };
}

/** Room of those who get a scope's frames. Rooms are named by the server only. */
export function frameRoom(scope: Scope): string {
	return `frames ${scope}`;
}

/** Room of those who get a scope's heartbeats and events: paused ones too. */
export function scopeRoom(scope: Scope): string {
	return `scope ${scope}`;
}

/** Room of all sockets of a user. */
export function userRoom(userId: string): string {
	return `user:${userId}`;
}

/** Room of one part of a room's members. */
export function shardRoom(room: string, shard: number): string {
	return `${room} ${shard}`;
}

/** Seats a connection in a scope, as of a version: from here on it gets frames, heartbeats and events. */
export function takeSeat(connection: Connection, scope: Scope, cursor: Cursor): void {
	const { socket, shard, seats } = connection;
	const rooms = [frameRoom(scope), scopeRoom(scope)];
	socket.join([...rooms, ...rooms.map((room) => shardRoom(room, shard))]);
	seats.set(scope, { cursor, isPaused: false });
	endPause(connection);
}

/** Takes a connection out of a scope altogether. */
export function leaveSeat(connection: Connection, scope: Scope): void {
	connection.seats.delete(scope);
	leaveRoom(connection, frameRoom(scope));
	leaveRoom(connection, scopeRoom(scope));
	endPause(connection);
}

/** Withholds the frames of every scope until the client joins it again. */
export function pauseSeats(connection: Connection, nowMs: number): void {
	connection.pausedAt = nowMs;
	for (const [scope, seat] of connection.seats) {
		seat.isPaused = true;
		leaveRoom(connection, frameRoom(scope));
	}
}

function leaveRoom({ socket, shard }: Connection, room: string): void {
	socket.leave(room);
	socket.leave(shardRoom(room, shard));
}

function endPause(connection: Connection): void {
	if (![...connection.seats.values()].some((seat) => seat.isPaused)) connection.pausedAt = null;
}

/** What `ws` and engine.io hold for a peer, as far as they let us see it. */
interface EngineInside {
	writeBuffer?: { data?: unknown }[];
	transport?: { socket?: { bufferedAmount?: number; terminate?: () => void } };
}

/** Bytes that wait in this process for a peer that reads slowly. */
export function bufferedBytes({ conn }: Peer): number {
	const inside = conn as EngineInside;
	let bytes = inside.transport?.socket?.bufferedAmount ?? 0;
	for (const packet of inside.writeBuffer ?? []) {
		if (typeof packet.data === 'string') bytes += packet.data.length;
	}
	return bytes;
}

/** Closes at once, without waiting for a peer that does not read. */
export function cutOff(peer: Peer): void {
	const inside = peer.conn as EngineInside;
	peer.disconnect(true);
	inside.transport?.socket?.terminate?.();
}
