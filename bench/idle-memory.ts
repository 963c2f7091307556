import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { IdleKind, IdleNews, IdleOrder } from './idle-server.ts';
import type { Goal } from './pairs.ts';
import type { Subject } from './subject.ts';
import { startSinks } from './sink-pool.ts';

const CLIENTS = 1000;
/** A pair starts two servers and opens two thousand connections. */
const PAIRS = 3;

const besideWs: Goal = {
	id: 'G22',
	measured: 'memory per idle client of one scope',
	yardstick: 'raw `ws`',
	unit: 'KB',
	bound: 'at_most',
	floor: 5,
	aim: 4,
};

const besideSocketIo: Goal = {
	id: 'G22b',
	measured: 'memory per idle client of one scope',
	yardstick: 'bare socket.io',
	unit: 'KB',
	bound: 'at_most',
	floor: 1.3,
	aim: 1.1,
};

/** What a thousand clients that only listen cost a fresh server process. */
export const memorySubject: Subject = {
	goals: [besideWs, besideSocketIo],
	open: () => {
		const ours = () => memoryOf('gateway');
		const few = { pairs: PAIRS, warmUp: 0 };
		return Promise.resolve({
			contests: [
				{ goal: besideWs, ours, yardstick: () => memoryOf('ws'), ...few },
				{ goal: besideSocketIo, ours, yardstick: () => memoryOf('socket.io'), ...few },
			],
			close: () => Promise.resolve(),
		});
	},
};

/** KB per client of a server of a kind, in a process of its own. */
async function memoryOf(kind: IdleKind): Promise<number> {
	const child = fork(join(import.meta.dirname, 'idle-server.ts'), {
		execArgv: ['--expose-gc'],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const ask = (order: IdleOrder): Promise<IdleNews> =>
		new Promise((resolve, reject) => {
			child.once('message', resolve);
			void exited.then(() => reject(new Error('the idle server ended')));
			child.send(order);
		});
	const sinks = startSinks();
	try {
		const { addresses, bytes: before } = await ask({ kind, clients: CLIENTS });
		const scopes = { gateway: ['nation'], 'socket.io': [], ws: 'bare' as const }[kind];
		await sinks.open(addresses.map((address) => ({ address, scopes })));
		const { bytes: after } = await ask({ kind: 'measure' });
		return (after - before) / CLIENTS / 1024;
	} finally {
		await sinks.close();
		if (child.connected) child.disconnect();
		await exited;
	}
}
