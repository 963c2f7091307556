import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Sql } from '$lib/server/store/connect.ts';
import { startEmbedded } from '$lib/server/store/embedded.ts';
import { migrate } from '$lib/server/store/migrate.ts';
import { MIGRATIONS, SILENT } from '../support/database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

/** The one PostgreSQL of a rig: nodes reach it at an address that stays, whatever happens to it. */
export interface RigDatabase {
	/** For the nodes. */
	url: string;
	/** Asks the database itself, past all faults. */
	ask<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/** It keeps its connections and answers nothing. */
	freeze(): void;
	thaw(): void;
	/** The server and all its processes are gone at once. */
	crash(): Promise<void>;
	/** Starts it again after `crash`. */
	start(): Promise<void>;
	stop(): Promise<void>;
}

/** Of its own, in a folder in which the demo's may be. */
const NAME = 'kezek_rig';

/** Starts a migrated database in a data folder, behind a proxy. */
export async function startRigDatabase(folder: string): Promise<RigDatabase> {
	const begin = () => startEmbedded({ folder, log: SILENT, flags: ['-c', 'max_connections=200'] });
	let server = await begin();
	await server.createDatabase(NAME);
	const addressOf = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
	const proxy = await startTcpProxy(addressOf(server.url(NAME)));
	const proxied = new URL(server.url(NAME));
	proxied.port = String(proxy.port);

	const ask: RigDatabase['ask'] = async (work) => {
		const store = openStore({ url: server.url(NAME), log: SILENT, max: 1 });
		try {
			return await work(store.sql);
		} finally {
			await store.close();
		}
	};
	await ask((sql) => migrate(sql, MIGRATIONS));

	/** The postmaster first: it must not see its children go one by one. */
	const processes = (): number[] => {
		const file = readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8');
		const postmaster = Number(file.split('\n')[0]);
		const found = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], {
			encoding: 'utf8',
		});
		return [postmaster, ...found.stdout.split('\n').map(Number)].filter((pid) => pid > 1);
	};
	const signal = (pids: readonly number[], name: NodeJS.Signals) => {
		for (const pid of pids) process.kill(pid, name);
	};

	return {
		url: proxied.href,
		ask,
		freeze: () => signal(processes(), 'SIGSTOP'),
		thaw: () => signal(processes(), 'SIGCONT'),
		async crash() {
			const [postmaster = 0] = processes();
			signal([postmaster], 'SIGSTOP');
			signal(processes().reverse(), 'SIGKILL');
			await server.stop();
		},
		async start() {
			server = await begin();
			proxy.setTarget(addressOf(server.url(NAME)));
		},
		async stop() {
			await proxy.close();
			await server.stop();
		},
	};
}
