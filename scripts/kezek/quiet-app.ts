// A Kezek of our own for the time of one command: no feeder, a free port, the same database.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { isReady } from './running-app.ts';
import type { Surroundings } from './surroundings.ts';

/** A started Kezek. */
export interface QuietApp {
	url: string;
	/** Ends it in order; by force when that takes longer than its own limit. */
	stop(): Promise<void>;
}

/** Times of starting and ending, ms. The start may have to build the app first. */
const TIMES = { lookEvery: 250, startWithin: 300_000, endWithin: 12_000 } as const;
/** Last lines of its output that explain a failed start. */
const KEPT_LINES = 15;

/** Starts Kezek and waits until it takes readings. Throws with its last lines when it does not come up. */
export async function startQuietApp(around: Surroundings): Promise<QuietApp> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const env = { ...around.env, HOST: '127.0.0.1', PORT: String(port), ORIGIN: url };
	const child = spawn(process.execPath, [join(around.root, 'scripts/start.ts')], {
		cwd: around.root,
		env: { ...withoutExercise(env), ...(isProduction(env) ? {} : { KEZEK_SCENARIO: 'none' }) },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const lines: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream }).on('line', (line) => {
			lines.push(line);
			lines.splice(0, lines.length - KEPT_LINES);
			if (line.startsWith('kezek: ')) around.tell(line);
		});
	}
	const stop = () => end(child);
	try {
		await untilReady(child, url, around.signal);
	} catch (error) {
		await stop();
		throw new Error(`Kezek did not start for this command:\n${lines.join('\n')}`, { cause: error });
	}
	return { url, stop };
}

async function untilReady(child: ChildProcess, url: string, signal: AbortSignal): Promise<void> {
	const startedAt = performance.now();
	while (!(await isReady(url))) {
		signal.throwIfAborted();
		if (hasEnded(child)) throw new Error('it ended');
		if (performance.now() - startedAt > TIMES.startWithin) throw new Error('it took too long');
		await after(TIMES.lookEvery, undefined, { signal });
	}
}

async function end(child: ChildProcess): Promise<void> {
	if (hasEnded(child)) return;
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.kill('SIGTERM');
	const force = setTimeout(() => child.kill('SIGKILL'), TIMES.endWithin);
	await gone;
	clearTimeout(force);
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

/** History is brought into the everyday database, whatever exercise was played in this shell. */
function withoutExercise(env: Surroundings['env']): Surroundings['env'] {
	const {
		KEZEK_CLOCK: _clock,
		KEZEK_EXERCISE_FILE: _file,
		KEZEK_SCENARIO: _scenario,
		...rest
	} = env;
	return rest;
}

function isProduction(env: Surroundings['env']): boolean {
	return env.KEZEK_MODE?.trim() === 'production';
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}
