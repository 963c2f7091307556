import { spawn, type ChildProcess } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from './kezek-process.ts';

/** A real `redis-server` of a test: keeps nothing on disk, on a port that it holds through every restart. */
export interface RedisServer {
	url: string;
	/** Starts it again after `kill`. */
	start(): Promise<void>;
	/** Ends it at once, with all that it knew. */
	kill(): Promise<void>;
	/** It keeps its connections and answers nothing. */
	freeze(): void;
	/** It goes on where it was. */
	thaw(): void;
	/** Does something on a connection of the test's own. */
	ask<T>(work: (client: Redis) => Promise<T>): Promise<T>;
	/** Ends it for good, frozen or not. */
	stop(): Promise<void>;
}

/** Starts one, on a free port unless one is given. Rejects, saying what to install, where there is no `redis-server`. */
export async function startRedisServer(ownPort?: number): Promise<RedisServer> {
	const port = ownPort ?? (await freePort());
	const url = `redis://127.0.0.1:${port}`;
	let running: ChildProcess | null = null;

	const start = async () => {
		const settings = [
			'--port',
			`${port}`,
			'--bind',
			'127.0.0.1',
			'--save',
			'',
			'--appendonly',
			'no',
		];
		const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
		running = child;
		await new Promise<void>((resolve, reject) => {
			child.once('error', () =>
				reject(new Error('redis-server is missing (Debian: "apt-get install redis-server")')),
			);
			child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
			child.stdout.on('data', (chunk: Buffer) => {
				if (chunk.includes('Ready to accept connections')) resolve();
			});
		});
	};
	const kill = async () => {
		const child = running;
		running = null;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await gone;
	};

	await start();
	return {
		url,
		start,
		kill,
		freeze: () => void running?.kill('SIGSTOP'),
		thaw: () => void running?.kill('SIGCONT'),
		async ask(work) {
			const client = new Redis(url, { commandTimeout: 2000 });
			client.on('error', () => undefined);
			try {
				return await work(client);
			} finally {
				client.disconnect();
			}
		},
		stop: kill,
	};
}
