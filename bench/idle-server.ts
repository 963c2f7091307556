// A server process of one kind that says what it holds in memory, before its clients come and with them.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import { openGateway } from './live-server.ts';
import { createNetwork } from './network.ts';
import type { RawAddress } from './raw-socket.ts';

/** Our gateway, Socket.IO as it comes, or the `ws` under it. */
export type IdleKind = 'gateway' | 'socket.io' | 'ws';
/** Opens a server of a kind, or measures. */
export type IdleOrder = { kind: IdleKind; clients: number } | { kind: 'measure' };
/** Where each client connects, and what the process holds now. */
export interface IdleNews {
	addresses: RawAddress[];
	bytes: number;
}

const CENTERS = 350;
/** As many as the gateway lets one user have. */
const SOCKETS_PER_USER = 5;
const PATH = '/live/?EIO=4&transport=websocket';

function heldBytes(): number {
	gc?.();
	gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** A WebSocket server of the `ws` package that Socket.IO itself uses. */
interface WsServer {
	constructor: new (options: object) => WsServer;
	handleUpgrade(
		request: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		done: (socket: object) => void,
	): void;
}

async function open(kind: IdleKind, clients: number): Promise<RawAddress[]> {
	if (kind === 'gateway') {
		const gateway = await openGateway(createNetwork(CENTERS), clients);
		return Array.from({ length: clients }, (_, i) =>
			gateway.address(Math.floor(i / SOCKETS_PER_USER)),
		);
	}
	const server = createServer();
	const io = new Server({ path: '/live', transports: ['websocket'], serveClient: false });
	if (kind === 'socket.io') io.attach(server);
	else {
		io.attach(createServer());
		const { ws: inside } = io.engine as unknown as { ws: WsServer };
		const ws = new inside.constructor({ noServer: true, perMessageDeflate: false });
		const open = new Set<object>();
		server.on('upgrade', (request, socket, head) => {
			ws.handleUpgrade(request, socket, head, (socket) => open.add(socket));
		});
	}
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const origin = `http://127.0.0.1:${port}`;
	const address = { host: '127.0.0.1', port, path: PATH, origin, cookie: 'bench=0' };
	return Array.from({ length: clients }, () => address);
}

let addresses: RawAddress[] = [];
process.on('message', (order: IdleOrder) => {
	const answer = async (): Promise<void> => {
		if (order.kind !== 'measure') addresses = await open(order.kind, order.clients);
		process.send?.({ addresses, bytes: heldBytes() } satisfies IdleNews);
	};
	void answer();
});
process.on('disconnect', () => process.exit(0));
