import { Adapter, type BroadcastOptions } from 'socket.io-adapter';

/** What a packet carries on its way to the socket. */
interface PacketOptions {
	preEncoded: true;
	/** The WebSocket frame, header and body apart, where the packet is one text. */
	wsPreEncodedFrame?: Buffer[];
}

/** What the stock adapter, engine.io and `ws` hold inside, as far as the short cut needs it: any of it may be gone. */
interface AdapterInside {
	_encode?: (packet: object, options: PacketOptions) => unknown[];
	nsp: { name: string; sockets: Map<string, { client: ClientInside }> };
}
interface ClientInside {
	writeToEngine(encoded: unknown[], options: PacketOptions): void;
	conn?: {
		readyState?: string;
		upgrading?: boolean;
		writeBuffer?: unknown[];
		transport?: {
			name?: string;
			writable?: boolean;
			socket?: {
				readyState?: number;
				bufferedAmount?: number;
				_sender?: { sendFrame?: (list: Buffer[]) => void };
			};
		};
	};
}

const WEBSOCKET_OPEN = 1;

/**
 * Socket.IO's in-memory adapter with a short cut for an emit to one room (decision 0018): the frame is made once, and
 * whoever has nothing waiting gets it written straight to the WebSocket. All others, and every other kind of emit, go
 * the stock way. Order holds: the short cut is taken only when nothing waits, and both ways end in the same TCP socket.
 */
export class ShortCutAdapter extends Adapter {
	override broadcast(packet: object, opts: BroadcastOptions): void {
		const inside = this as unknown as AdapterInside;
		const [room] = opts.rooms;
		const isPlain =
			opts.rooms.size === 1 &&
			(opts.except?.size ?? 0) === 0 &&
			Object.keys(opts.flags ?? {}).length === 0;
		if (!isPlain || room === undefined || typeof inside._encode !== 'function') {
			super.broadcast(packet, opts);
			return;
		}
		const options: PacketOptions = { preEncoded: true };
		const encoded = inside._encode(Object.assign(packet, { nsp: inside.nsp.name }), options);
		const frame = options.wsPreEncodedFrame && [Buffer.concat(options.wsPreEncodedFrame)];
		for (const id of this.rooms.get(room) ?? []) {
			const client = inside.nsp.sockets.get(id)?.client;
			if (client && !(frame && sendAtOnce(client, frame))) client.writeToEngine(encoded, options);
		}
	}
}

/** Writes a frame past all queues; false, and nothing done, unless all of them are empty. */
function sendAtOnce({ conn }: ClientInside, frame: Buffer[]): boolean {
	const transport = conn?.transport;
	const socket = transport?.socket;
	const isIdle =
		conn?.readyState === 'open' &&
		conn.upgrading === false &&
		conn.writeBuffer?.length === 0 &&
		transport?.name === 'websocket' &&
		transport.writable === true &&
		socket?.readyState === WEBSOCKET_OPEN &&
		socket.bufferedAmount === 0 &&
		typeof socket._sender?.sendFrame === 'function';
	if (isIdle) socket._sender?.sendFrame?.(frame);
	return isIdle;
}
