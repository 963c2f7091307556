import { describe, expect, test } from 'vitest';
import { ShortCutAdapter } from './short-cut-adapter.ts';

/** A socket of a namespace as the adapter sees it; each write is noted with the way it took. */
function aSocket(change: { conn?: object; transport?: object; ws?: object } = {}) {
	const writes: string[] = [];
	const ws = {
		readyState: 1,
		bufferedAmount: 0,
		_sender: {
			sendFrame: (list: Buffer[]) =>
				void writes.push(`short cut ${Buffer.concat(list).subarray(2).toString()}`),
		},
		...change.ws,
	};
	const transport = { name: 'websocket', writable: true, socket: ws, ...change.transport };
	const conn = { readyState: 'open', upgrading: false, writeBuffer: [], transport, ...change.conn };
	const writeToEngine = ([text]: string[]) => void writes.push(`stock ${text ?? ''}`);
	return { id: '', data: {}, client: { conn, writeToEngine }, writes };
}

function anAdapter(sockets: Record<string, ReturnType<typeof aSocket>>) {
	const adapter = new ShortCutAdapter({
		name: '/',
		server: { encoder: { encode: ({ data }: { data: string }) => [`2["${data}"]`] } },
		sockets: new Map(Object.entries(sockets)),
	});
	for (const id of Object.keys(sockets)) void adapter.addAll(id, new Set([id, 'room']));
	return adapter;
}

const inRoom = (flags = {}) => ({ rooms: new Set(['room']), except: new Set<string>(), flags });

describe('an emit to one room', () => {
	test('is written at once to whoever has nothing waiting', () => {
		const sockets = { a: aSocket(), b: aSocket() };
		anAdapter(sockets).broadcast({ type: 2, data: 'hi' }, inRoom());
		expect(sockets.a.writes).toEqual(['short cut 42["hi"]']);
		expect(sockets.b.writes).toEqual(['short cut 42["hi"]']);
	});

	test.each([
		['is closing', { conn: { readyState: 'closing' } }],
		['is upgrading', { conn: { upgrading: true } }],
		['has packets waiting', { conn: { writeBuffer: [{}] } }],
		['is polling', { transport: { name: 'polling' } }],
		['is writing a packet', { transport: { writable: false } }],
		['has a WebSocket that closes', { ws: { readyState: 2 } }],
		['reads too slowly', { ws: { bufferedAmount: 1 } }],
		['lacks the sender', { ws: { _sender: undefined } }],
		['lacks the way to send a frame', { ws: { _sender: {} } }],
		['lacks the WebSocket', { transport: { socket: undefined } }],
		['lacks the queue', { conn: { writeBuffer: undefined } }],
		['lacks the transport', { conn: { transport: undefined } }],
	])('goes the stock way to a socket that %s, and at once to the others', (_, change) => {
		const sockets = { odd: aSocket(change), idle: aSocket() };
		anAdapter(sockets).broadcast({ type: 2, data: 'hi' }, inRoom());
		expect(sockets.odd.writes).toEqual(['stock 2["hi"]']);
		expect(sockets.idle.writes).toEqual(['short cut 42["hi"]']);
	});
});

describe('the stock way is left to', () => {
	test.each([
		['volatile emits', inRoom({ volatile: true })],
		['emits to several rooms', { rooms: new Set(['room', 'a']), except: new Set<string>() }],
		['emits with exceptions', { rooms: new Set(['room']), except: new Set(['b']) }],
		['emits to all', { rooms: new Set<string>(), except: new Set<string>() }],
	])('%s', (_, opts) => {
		const sockets = { a: aSocket() };
		anAdapter(sockets).broadcast({ type: 2, data: 'hi' }, opts);
		expect(sockets.a.writes).toEqual(['stock 2["hi"]']);
	});
});
