import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '$lib/protocol/live.ts';

/** What a connection is told by its transport. */
export interface TransportHandlers {
	opened(): void;
	/** Closed, or never opened; `code` and `retryAfterMs` where the server gave a reason. */
	closed(why: { code: string | null; retryAfterMs: number | null }): void;
	/** Any message of the server. */
	message<E extends keyof ServerToClient>(
		event: E,
		payload: Parameters<ServerToClient[E]>[0],
	): void;
}

/** A way to the server and back. One at a time is open. */
export interface Transport {
	open(): void;
	close(): void;
	/** Sends an event; `reply` gets its ack, if one comes. */
	send<E extends keyof ClientToServer>(
		event: E,
		payload: Parameters<ClientToServer[E]>[0],
		reply?: (ack: unknown) => void,
	): void;
}

/** Makes a transport for its handlers. */
export type OpenTransport = (handlers: TransportHandlers) => Transport;

/** An attempt to connect is given up after this. */
const CONNECT_TIMEOUT_MS = 5000;

/** How the page speaks Socket.IO. Reconnecting is the connection's business, not its own. */
const SOCKET_OPTIONS = {
	path: '/live',
	transports: ['websocket'],
	reconnection: false,
	autoConnect: false,
	timeout: CONNECT_TIMEOUT_MS,
};

/** The transport over Socket.IO to the page's own server. */
export const socketTransport: OpenTransport = (handlers) =>
	overSocket(io(SOCKET_OPTIONS), handlers);

/** The transport over one Socket.IO client, which must not connect or reconnect by itself. */
function overSocket(
	socket: Socket<ServerToClient, ClientToServer>,
	handlers: TransportHandlers,
): Transport {
	socket.on('connect', () => handlers.opened());
	socket.on('disconnect', () => handlers.closed({ code: null, retryAfterMs: null }));
	socket.on('connect_error', (error) => {
		const data = (error as { data?: { code?: string; retryAfterMs?: number } }).data;
		socket.disconnect();
		handlers.closed({ code: data?.code ?? null, retryAfterMs: data?.retryAfterMs ?? null });
	});
	socket.on('board:patch', (frame) => handlers.message('board:patch', frame));
	socket.on('heartbeat', (beat) => handlers.message('heartbeat', beat));
	socket.on('incident:changed', (message) => handlers.message('incident:changed', message));
	socket.on('regime:changed', (message) => handlers.message('regime:changed', message));
	socket.on('connection:slow', (payload) => handlers.message('connection:slow', payload));
	socket.on('auth:ended', (payload) => handlers.message('auth:ended', payload));
	socket.on('server:state', (payload) => handlers.message('server:state', payload));
	socket.on('server:restarting', (payload) => handlers.message('server:restarting', payload));
	return {
		open: () => void socket.connect(),
		close: () => void socket.disconnect(),
		send(event, payload, reply) {
			const untyped = socket as unknown as Socket;
			if (reply) untyped.emit(event, payload, reply);
			else untyped.emit(event, payload);
		},
	};
}
