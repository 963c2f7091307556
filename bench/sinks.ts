// A process full of receivers: WebSocket clients that count bytes and parse nothing once they have joined.
import type net from 'node:net';
import { clientFrame, connectRaw, type RawAddress } from './raw-socket.ts';

/** What the bench tells the process. */
export type SinkOrder =
	/** Opens one receiver per address, each of which joins its scopes. */
	| { kind: 'open'; receivers: { address: RawAddress; scopes: string[] }[] }
	/** Tells when so many bytes have come since they were opened, all receivers together. */
	| { kind: 'reach'; bytes: number };
/** What the process answers. */
export type SinkNews = { kind: 'opened' | 'reached' | 'lost' };

/** Receivers that are being opened at the same time. */
const OPENING = 20;
/** An unasked pong keeps the server from pinging, so that nothing but frames arrives. */
const PONG_EVERY_MS = 5000;
const PONG = clientFrame('3');

let wanted = Infinity;
let received = 0;
const open: net.Socket[] = [];

function tell(news: SinkNews): void {
	process.send?.(news);
}

function count(bytes: number): void {
	received += bytes;
	if (received < wanted) return;
	wanted = Infinity;
	tell({ kind: 'reached' });
}

/** Speaks just enough of the protocol to join: connects to the namespace, then asks for each scope in turn. */
async function join(address: RawAddress, scopes: readonly string[]): Promise<void> {
	const socket = await connectRaw(address);
	await new Promise<void>((resolve, reject) => {
		let text = '';
		let joined = -1;
		const onClose = () => reject(new Error(`closed while joining: ${text.slice(-300)}`));
		const step = (chunk: Buffer): void => {
			text += chunk.toString('latin1');
			const isAnswered = joined < 0 ? text.includes('40{') : text.includes(`43${joined}[`);
			if (!isAnswered) return;
			if (text.includes('"ok":false')) return reject(new Error(`refused: ${text.slice(-300)}`));
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
	count(socket.bytesRead);
	socket.on('data', (chunk: Buffer) => count(chunk.length));
	socket.on('close', () => tell({ kind: 'lost' }));
	open.push(socket);
}

process.on('message', (order: SinkOrder) => {
	switch (order.kind) {
		case 'open': {
			const waiting = [...order.receivers];
			const lane = async (): Promise<void> => {
				for (let next = waiting.pop(); next; next = waiting.pop()) {
					await join(next.address, next.scopes);
				}
			};
			void Promise.all(Array.from({ length: OPENING }, lane)).then(() => tell({ kind: 'opened' }));
			break;
		}
		case 'reach':
			wanted = order.bytes;
			count(0);
	}
});
setInterval(() => {
	for (const socket of open) socket.write(PONG);
}, PONG_EVERY_MS);
process.on('disconnect', () => process.exit(0));
