// A process full of receivers: WebSocket clients that count bytes and parse nothing once they have joined.
import type net from 'node:net';
import { clientFrame, connectRaw, type RawAddress } from './raw-socket.ts';

/** A receiver to open: it joins its scopes through Socket.IO; with none it is a bare WebSocket. */
export interface Receiver {
	address: RawAddress;
	scopes: string[] | 'bare';
}

/** What the bench tells the process. */
export type SinkOrder =
	/** Opens receivers, so many at the same time, each of which joins its scopes. */
	| { kind: 'open'; receivers: Receiver[]; lanes: number }
	/** Tells when so many bytes have come since they were opened, all receivers together. */
	| { kind: 'reach'; bytes: number }
	/** Notes when each receiver that reads has each of the next frames whole, and tells when all have all. */
	| { kind: 'track'; frames: number; bytesPerFrame: number }
	/** The first receivers acknowledge what they joined with, and never read again. */
	| { kind: 'stall'; count: number }
	/** Cuts every connection. */
	| { kind: 'cut' };

/** What the process answers. */
export type SinkNews =
	| { kind: 'opened' | 'reached' | 'tracking' | 'stalled' | 'cut' | 'lost' }
	/** Unix ms, frame by frame, of every receiver. */
	| { kind: 'tracked'; arrivals: number[][] };

/** An unasked pong keeps the server from pinging, so that nothing but frames arrives. */
const PONG_EVERY_MS = 5000;
const PONG = clientFrame('3');

interface Sink {
	socket: net.Socket;
	/** Cursor of its last join, as the `board:ack` that names it. */
	ack: string;
	isStalled: boolean;
	/** Bytes since tracking began. */
	tracked: number;
}

let wanted = Infinity;
let received = 0;
let sinks: Sink[] = [];
let tracking: { frames: number; bytesPerFrame: number; arrivals: number[][] } | null = null;

function tell(news: SinkNews): void {
	process.send?.(news);
}

function count(bytes: number): void {
	received += bytes;
	if (received < wanted) return;
	wanted = Infinity;
	tell({ kind: 'reached' });
}

function track(sink: Sink, bytes: number): void {
	if (!tracking) return;
	const { frames, bytesPerFrame, arrivals } = tracking;
	const before = Math.floor(sink.tracked / bytesPerFrame);
	sink.tracked += bytes;
	const now = performance.timeOrigin + performance.now();
	const after = Math.min(frames, Math.floor(sink.tracked / bytesPerFrame));
	for (let frame = before; frame < after; frame++) arrivals[frame]?.push(now);
	const reading = sinks.filter(({ isStalled }) => !isStalled).length;
	if (after !== frames || arrivals[frames - 1]?.length !== reading) return;
	tracking = null;
	tell({ kind: 'tracked', arrivals });
}

/** Speaks just enough of the protocol to join: connects to the namespace, then asks for each scope in turn. */
async function join({ address, scopes }: Receiver): Promise<void> {
	const socket = await connectRaw(address);
	let ack = '';
	if (scopes !== 'bare') {
		await new Promise<void>((resolve, reject) => {
			let text = '';
			let joined = -1;
			const onClose = () => reject(new Error(`closed while joining: ${text.slice(-300)}`));
			const step = (chunk: Buffer): void => {
				text += chunk.toString('latin1');
				const isAnswered = joined < 0 ? text.includes('40{') : isWhole(text, `43${joined}[`);
				if (!isAnswered) return;
				if (text.includes('"ok":false')) return reject(new Error(`refused: ${text.slice(-300)}`));
				const [, e, r, s] = /"e":"(\w+)","r":"([^"]+)"(?:,"p":\d+)?,"s":(\d+)/.exec(text) ?? [];
				if (e) ack = `42${JSON.stringify(['board:ack', { r, e, s: Number(s) }])}`;
				text = '';
				joined += 1;
				const scope = scopes[joined];
				if (scope !== undefined) {
					const payload = JSON.stringify(['board:join', { scope }]);
					socket.write(clientFrame(`42${joined}${payload}`));
					return;
				}
				socket.off('data', step).off('close', onClose);
				resolve();
			};
			socket.on('close', onClose).on('error', reject).on('data', step);
			socket.write(clientFrame('40'));
			socket.resume();
		});
	}
	const sink: Sink = { socket, ack, isStalled: false, tracked: 0 };
	sinks.push(sink);
	count(socket.bytesRead);
	socket.on('data', (chunk: Buffer) => {
		count(chunk.length);
		track(sink, chunk.length);
	});
	socket.on('error', () => undefined);
	socket.on('close', () => {
		if (sinks.includes(sink)) tell({ kind: 'lost' });
	});
	socket.resume();
}

/** A reply ends with its bracket; a large one comes in pieces. */
function isWhole(text: string, start: string): boolean {
	return text.includes(start) && text.endsWith(']');
}

process.on('message', (order: SinkOrder) => {
	switch (order.kind) {
		case 'open': {
			const waiting = [...order.receivers];
			const lane = async (): Promise<void> => {
				for (let next = waiting.pop(); next; next = waiting.pop()) await join(next);
			};
			void Promise.all(Array.from({ length: order.lanes }, lane)).then(() =>
				tell({ kind: 'opened' }),
			);
			break;
		}
		case 'reach':
			wanted = order.bytes;
			count(0);
			break;
		case 'track': {
			const { frames, bytesPerFrame } = order;
			const arrivals = Array.from({ length: frames }, (): number[] => []);
			for (const sink of sinks) sink.tracked = 0;
			tracking = { frames, bytesPerFrame, arrivals };
			tell({ kind: 'tracking' });
			break;
		}
		case 'stall':
			for (const sink of sinks.slice(0, order.count)) {
				sink.isStalled = true;
				sink.socket.write(clientFrame(sink.ack));
				sink.socket.pause();
			}
			tell({ kind: 'stalled' });
			break;
		case 'cut': {
			const cut = sinks;
			sinks = [];
			received = 0;
			for (const { socket } of cut) socket.destroy();
			tell({ kind: 'cut' });
		}
	}
});
setInterval(() => {
	for (const { socket, isStalled } of sinks) if (!isStalled) socket.write(PONG);
}, PONG_EVERY_MS);
process.on('disconnect', () => process.exit(0));
