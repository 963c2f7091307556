import type { Socket } from 'socket.io';
import type { Principal, Regions, Role } from '../../domain/permission.ts';
import type { Bucket } from '../../domain/token-bucket.ts';
import type { ClientToServer, Cursor, Scope, ServerToClient } from '../../protocol/live.ts';

/** Who is at the other end, as the session says. */
export interface LiveUser {
	sessionId: string;
	userId: string;
	role: Role;
	regions: Regions;
}

/** A socket of ours. */
export type LiveSocket = Socket<ClientToServer, ServerToClient>;

/** Where a socket stands in one scope. */
export interface Seat {
	/** What it certainly holds: its join reply, then what it acknowledged. */
	cursor: Cursor;
	/** It reads too slowly and gets no frames until it joins again. */
	isPaused: boolean;
}

/** One open socket with all that the gateway keeps of it. */
export interface Connection {
	socket: LiveSocket;
	user: LiveUser;
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

/** What `ws` and engine.io hold for a peer, as far as they let us see it. */
interface EngineInside {
	writeBuffer?: { data?: unknown }[];
	transport?: { socket?: { bufferedAmount?: number; terminate?: () => void } };
}

/** Bytes that wait in this process for a peer that reads slowly. */
export function bufferedBytes(socket: LiveSocket): number {
	const inside = socket.conn as unknown as EngineInside;
	let bytes = inside.transport?.socket?.bufferedAmount ?? 0;
	for (const packet of inside.writeBuffer ?? []) {
		if (typeof packet.data === 'string') bytes += packet.data.length;
	}
	return bytes;
}

/** Closes at once, without waiting for a peer that does not read. */
export function cutOff(socket: LiveSocket): void {
	const inside = socket.conn as unknown as EngineInside;
	socket.disconnect(true);
	inside.transport?.socket?.terminate?.();
}
