// A process full of raw WebSocket clients for the load tests: they join, note how late each frame comes, and some of
// them stop reading.
import type net from 'node:net';
import { clientFrame, connectRaw, type RawAddress } from '../../bench/raw-socket.ts';

/** What the test tells the process. */
export type ReceiverOrder =
	/** Opens clients that join a scope. */
	| {
			kind: 'open';
			group: string;
			address: RawAddress;
			cookies: string[];
			scope: string;
			acknowledges: boolean;
	  }
	/** So many of a group stop reading for ever. */
	| { kind: 'stall'; group: string; count: number }
	/** Forgets what it measured of a group, or tells it. */
	| { kind: 'forget' | 'tell'; group: string };

/** What the process answers to each order: how many are open, and the latenesses in ms of those that read. */
export interface ReceiverNews {
	open: number;
	latenesses: number[];
}

interface Receiver {
	socket: net.Socket;
	/** What it would acknowledge; null when it never does. */
	ack: { r: string; e: string; s: number } | null;
	isStalled: boolean;
	isClosed: boolean;
}

const FRAME = /"board:patch",\{"e":"([^"]+)","r":"[^"]+","p":\d+,"s":(\d+),"v":.*?,"t":(\d{13})/g;
/** An unasked pong keeps the server from pinging. */
const SPEAK_EVERY_MS = 1000;

const groups = new Map<string, { receivers: Receiver[]; latenesses: number[] }>();

async function open(order: Extract<ReceiverOrder, { kind: 'open' }>): Promise<void> {
	const group = { receivers: [] as Receiver[], latenesses: [] as number[] };
	groups.set(order.group, group);
	for (const cookie of order.cookies) {
		const socket = await connectRaw({ ...order.address, cookie });
		const { e, s } = await join(socket, order.scope);
		const ack = order.acknowledges ? { r: order.scope, e, s } : null;
		const receiver = { socket, ack, isStalled: false, isClosed: false };
		let rest = '';
		socket.on('data', (chunk: Buffer) => {
			rest += chunk.toString('latin1');
			for (const [, , seq, t] of rest.matchAll(FRAME)) {
				group.latenesses.push(Date.now() - Number(t));
				if (receiver.ack) receiver.ack.s = Number(seq);
			}
			const last = rest.lastIndexOf('"t":');
			if (last >= 0) rest = rest.slice(last);
		});
		socket.on('close', () => (receiver.isClosed = true));
		socket.on('error', () => (receiver.isClosed = true));
		group.receivers.push(receiver);
	}
}

function join(socket: net.Socket, scope: string): Promise<{ e: string; s: number }> {
	return new Promise((resolve, reject) => {
		let text = '';
		const onClose = () => reject(new Error(`closed while joining: ${text.slice(-300)}`));
		const step = (chunk: Buffer) => {
			text += chunk.toString('latin1');
			if (!text.includes('430[')) {
				if (text.includes('40{') && !text.includes('asked')) {
					text += 'asked';
					socket.write(clientFrame(`420${JSON.stringify(['board:join', { scope }])}`));
				}
				return;
			}
			const cursor = /"e":"([^"]+)","r":"[^"]+","s":(\d+)/.exec(text);
			if (!cursor) return;
			socket.off('data', step).off('close', onClose);
			resolve({ e: cursor[1] ?? '', s: Number(cursor[2]) });
		};
		socket.on('data', step).on('close', onClose).on('error', reject);
		socket.write(clientFrame('40'));
		socket.resume();
	});
}

async function obey(order: ReceiverOrder): Promise<void> {
	if (order.kind === 'open') await open(order);
	const group = groups.get(order.group);
	if (!group) throw new Error(`no group ${order.group}`);
	if (order.kind === 'stall') {
		for (const receiver of group.receivers.slice(0, order.count)) {
			receiver.isStalled = true;
			receiver.socket.pause();
		}
	}
	if (order.kind === 'forget') group.latenesses = [];
	const isOpen = ({ isClosed }: Receiver) => !isClosed;
	const news: ReceiverNews = {
		open: group.receivers.filter(isOpen).length,
		latenesses: order.kind === 'tell' ? group.latenesses : [],
	};
	process.send?.(news);
}

process.on('message', (order: ReceiverOrder) => void obey(order));
setInterval(() => {
	for (const { receivers } of groups.values()) {
		for (const { socket, ack, isStalled, isClosed } of receivers) {
			if (isStalled || isClosed) continue;
			socket.write(clientFrame('3'));
			if (ack) socket.write(clientFrame(`42${JSON.stringify(['board:ack', ack])}`));
		}
	}
}, SPEAK_EVERY_MS);
process.on('disconnect', () => process.exit(0));
