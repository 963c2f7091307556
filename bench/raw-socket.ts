import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/** What WebSocket adds to the client's key before hashing (RFC 6455 §1.3). */
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const FINAL_TEXT = 0x81;
const MASKED = 0x80;

/** A text message as one frame from a client; the mask is zero, so nothing is computed per byte. */
export function clientFrame(text: string): Buffer {
	return Buffer.concat([
		header(Buffer.byteLength(text), MASKED),
		Buffer.alloc(4),
		Buffer.from(text),
	]);
}

/** A text message as one frame from a server. */
export function serverFrame(text: string): Buffer {
	return Buffer.concat([header(Buffer.byteLength(text), 0), Buffer.from(text)]);
}

function header(length: number, mask: number): Buffer {
	if (length < 126) return Buffer.from([FINAL_TEXT, mask | length]);
	const long = Buffer.alloc(length < 65_536 ? 4 : 10);
	long[0] = FINAL_TEXT;
	if (length < 65_536) {
		long[1] = mask | 126;
		long.writeUInt16BE(length, 2);
	} else {
		long[1] = mask | 127;
		long.writeBigUInt64BE(BigInt(length), 2);
	}
	return long;
}

/** Where to connect, and as whom. */
export interface RawAddress {
	host: string;
	port: number;
	/** With its query. */
	path: string;
	origin: string;
	cookie: string;
}

/** All sockets of a process read into one buffer: a receiver that allocates costs more than what it measures. */
const READ_INTO = Buffer.allocUnsafe(65_536);

/** Opens a WebSocket by hand; resolves once the server has switched. What follows comes as raw bytes. */
export function connectRaw(address: RawAddress): Promise<net.Socket> {
	const { host, port, path, origin, cookie } = address;
	return new Promise((resolve, reject) => {
		const socket: net.Socket = net.connect({
			host,
			port,
			noDelay: true,
			onread: {
				buffer: READ_INTO,
				callback: (bytes) => socket.emit('data', READ_INTO.subarray(0, bytes)),
			},
		});
		socket.once('error', reject);
		socket.once('close', () => reject(new Error('closed before the switch')));
		socket.once('connect', () => {
			const lines = [
				`GET ${path} HTTP/1.1`,
				`Host: ${host}:${port}`,
				'Connection: Upgrade',
				'Upgrade: websocket',
				'Sec-WebSocket-Version: 13',
				`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
				`Origin: ${origin}`,
				`Cookie: ${cookie}`,
			];
			socket.write(`${lines.join('\r\n')}\r\n\r\n`);
		});
		let answer = Buffer.alloc(0);
		const read = (chunk: Buffer): void => {
			answer = Buffer.concat([answer, chunk]);
			const end = answer.indexOf('\r\n\r\n');
			if (end < 0) return;
			socket.off('data', read);
			const status = answer.subarray(0, answer.indexOf('\r\n')).toString();
			if (!status.includes(' 101 ')) return reject(new Error(`no switch to WebSocket: ${status}`));
			socket.pause();
			socket.removeAllListeners('error').removeAllListeners('close');
			const rest = answer.subarray(end + 4);
			if (rest.length > 0) setImmediate(() => socket.emit('data', rest));
			resolve(socket);
		};
		socket.on('data', read);
	});
}

/** Answers an upgrade request: from here on the socket speaks WebSocket. */
export function acceptRaw(request: IncomingMessage, socket: Duplex): void {
	const key = request.headers['sec-websocket-key'] ?? '';
	const accept = createHash('sha1').update(`${key}${KEY_SUFFIX}`).digest('base64');
	socket.write(
		`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
	);
}
