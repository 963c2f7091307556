import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { frameRoom } from '../src/lib/server/live/connection.ts';
import { openGateway } from './live-server.ts';
import { createNetwork } from './network.ts';
import { ABSOLUTE, type Goal } from './pairs.ts';
import { acceptRaw } from './raw-socket.ts';
import { startSinks, type SinkPool } from './sink-pool.ts';
import { createEndings, type Subject } from './subject.ts';

const CENTERS = 350;
const CLIENTS = 1000;
/** Connections that are being opened at the same time: after a restart they come in a crowd. */
const LANES = 200;
const PAIRS = 8;

const restart: Goal = {
	id: 'G12',
	measured: 'restart: 1,000 clients connected, joined and current',
	yardstick: '1,000 raw `ws` connects',
	unit: 'ms',
	bound: 'at_most',
	floor: 3,
	aim: 2,
};

const lost: Goal = {
	id: 'G12b',
	measured: 'clients lost in the restart',
	yardstick: ABSOLUTE,
	unit: 'clients',
	bound: 'at_most',
	floor: 0,
	aim: 0,
};

const snapshots: Goal = {
	id: 'G13',
	measured: 'snapshots built per scope and version in the restart',
	yardstick: ABSOLUTE,
	unit: 'snapshots',
	bound: 'at_most',
	floor: 1,
	aim: 1,
};

/** A node that has just started, and a thousand clients that all come back at once, without their random delay. */
export const restartSubject: Subject = {
	goals: [restart, lost, snapshots],
	open: () => {
		const endings = createEndings();
		const sinks = startSinks();
		endings.add(() => sinks.close());
		let last = { ms: 0, lost: 0, snapshots: 0 };
		const again = async () => (last = await returnOfAll(sinks));
		return Promise.resolve({
			contests: [
				{
					goal: restart,
					ours: async () => (await again()).ms,
					yardstick: () => rawConnects(sinks),
					pairs: PAIRS,
					warmUp: 1,
				},
				{ goal: lost, ours: async () => (await again()).lost, pairs: 1, warmUp: 0 },
				{ goal: snapshots, ours: () => Promise.resolve(last.snapshots), pairs: 1, warmUp: 0 },
			],
			close: () => endings.close(),
		});
	},
};

async function returnOfAll(
	sinks: SinkPool,
): Promise<{ ms: number; lost: number; snapshots: number }> {
	const network = createNetwork(CENTERS);
	const gateway = await openGateway(network, CLIENTS);
	try {
		const receivers = Array.from({ length: CLIENTS }, (_, person) => ({
			address: gateway.address(person),
			scopes: ['nation'],
		}));
		const startedAt = performance.now();
		await sinks.open(receivers, LANES);
		const ms = performance.now() - startedAt;
		const { asked, built } = gateway.snapshots;
		const current = gateway.io.sockets.adapter.rooms.get(frameRoom('nation'))?.size ?? 0;
		return { ms, lost: CLIENTS - current, snapshots: built.size / asked.size };
	} finally {
		await sinks.cut();
		await gateway.close();
	}
}

async function rawConnects(sinks: SinkPool): Promise<number> {
	const peers = new Set<Duplex>();
	const server = createServer();
	server.on('upgrade', (request, socket) => {
		peers.add(socket);
		socket.on('error', () => undefined);
		acceptRaw(request, socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const address = { host: '127.0.0.1', port, path: '/', origin: 'http://127.0.0.1', cookie: '' };
	const startedAt = performance.now();
	await sinks.open(
		Array.from({ length: CLIENTS }, () => ({ address, scopes: 'bare' as const })),
		LANES,
	);
	const ms = performance.now() - startedAt;
	await sinks.cut();
	for (const peer of peers) peer.destroy();
	await new Promise((resolve) => server.close(resolve));
	return ms;
}
