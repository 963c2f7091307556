import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What a proxy does with connections: pass them on, hold all bytes back until it passes again, swallow them, or hang up
 * at once.
 */
export type ProxyMode = 'pass' | 'frozen' | 'silent' | 'hang_up';

/** A TCP proxy in front of a server, for faults between the app and its stores, or between a browser and the app. */
export interface TcpProxy {
	port: number;
	/** Connections accepted so far. */
	readonly accepted: number;
	/** Changes what happens from now on, to open connections too. */
	setMode(mode: ProxyMode): void;
	/** Where new connections lead from now on. */
	setTarget(target: { host: string; port: number }): void;
	close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startTcpProxy(first: { host: string; port: number }): Promise<TcpProxy> {
	let target = first;
	let mode: ProxyMode = 'pass';
	let accepted = 0;
	const open = new Set<Socket>();
	const server = createServer((client) => {
		accepted++;
		open.add(client);
		client.on('error', () => client.destroy());
		if (mode === 'hang_up') {
			client.end();
			return;
		}
		const upstream = connect(target);
		open.add(upstream);
		upstream.on('error', () => client.destroy());
		if (mode === 'frozen') for (const socket of [client, upstream]) socket.pause();
		client.on('data', (bytes) => void (mode === 'pass' && upstream.write(bytes)));
		upstream.on('data', (bytes) => void (mode === 'pass' && client.write(bytes)));
		client.on('close', () => {
			open.delete(client);
			upstream.destroy();
		});
		upstream.on('close', () => {
			open.delete(upstream);
			client.destroy();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		get accepted() {
			return accepted;
		},
		setMode: (next) => {
			mode = next;
			for (const socket of open) {
				if (next === 'hang_up') socket.destroy();
				else if (next === 'frozen') socket.pause();
				else socket.resume();
			}
		},
		setTarget: (next) => {
			target = next;
		},
		close: () => {
			for (const socket of open) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
