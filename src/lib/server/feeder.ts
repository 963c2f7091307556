// The demo's feeder: the simulator, or the replayer of a recorded file, as a child process that knows only our HTTP API.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Log } from './log.ts';

/** A running feeder. */
export interface Feeder {
	/** Ends the child; resolves when it is gone, by force after three seconds. */
	stop(): Promise<void>;
}

/** How long a feeder may take to end by itself. */
const GRACE_MS = 3000;
/** Pause before a feeder that ended by itself is started again. */
const RESTART_MS = 2000;
/** Shortest pause between two lines of progress. */
const TELL_EVERY_MS = 2000;

/**
 * Starts the feeder and keeps it running. The key travels by environment, never by argument. `historyMinutes`: how much of
 * the day before now is missing and shall be played first. `progress` is told readable lines.
 */
export function startFeeder(options: {
	feeder: NonNullable<Config['feeder']>;
	root: string;
	url: string;
	feedKey: string;
	historyMinutes: number;
	progress: (text: string) => void;
	log: Log;
}): Feeder {
	const { feeder, root, url, feedKey, progress, log } = options;
	let child: ChildProcess | undefined;
	let isStopping = false;
	let restart: NodeJS.Timeout | undefined;

	const begin = (historyMinutes: number) => {
		const started = spawn(
			process.execPath,
			[join(root, 'simulator/main.ts'), '--url', url, ...argumentsOf(feeder, historyMinutes)],
			{
				cwd: root,
				env: { ...process.env, KEZEK_FEED_KEY: feedKey },
				stdio: ['pipe', 'pipe', 'pipe'],
			},
		);
		child = started;
		createInterface({ input: started.stdout }).on('line', createTeller(progress));
		createInterface({ input: started.stderr }).on('line', (line) =>
			log.warn({ feeder: line }, 'feeder says'),
		);
		started.on('error', (err) => log.error({ err }, 'feeder cannot start'));
		started.on('exit', (code, signal) => {
			if (isStopping || code === 0) return;
			log.error({ code, signal }, 'feeder ended, starting it again');
			restart = setTimeout(() => begin(0), RESTART_MS);
			restart.unref();
		});
	};
	begin(options.historyMinutes);

	return {
		stop: async () => {
			isStopping = true;
			clearTimeout(restart);
			const running = child;
			if (!running || running.exitCode !== null || running.signalCode !== null) return;
			await new Promise<void>((resolve) => {
				const force = setTimeout(() => running.kill('SIGKILL'), GRACE_MS);
				running.once('exit', () => {
					clearTimeout(force);
					resolve();
				});
				running.kill('SIGTERM');
			});
		},
	};
}

function argumentsOf(feeder: NonNullable<Config['feeder']>, historyMinutes: number): string[] {
	if ('scenario' in feeder) {
		return ['--scenario', feeder.scenario, '--history-minutes', String(historyMinutes)];
	}
	return [
		...['--replay', feeder.file],
		...(feeder.from === null ? [] : ['--from', feeder.from]),
		...(feeder.to === null ? [] : ['--to', feeder.to]),
	];
}

interface FeederEvent {
	event?: string;
	step?: string;
	done?: number;
	total?: number;
	message?: string;
}

/** The feeder speaks JSON lines; people read sentences, and not more than one every two seconds. */
function createTeller(progress: (text: string) => void): (line: string) => void {
	let toldAt = -Infinity;
	return (line) => {
		let said: FeederEvent;
		try {
			said = JSON.parse(line) as FeederEvent;
		} catch {
			return progress(`feeder: ${line}`);
		}
		if (said.event === 'progress') {
			const isDue = performance.now() - toldAt >= TELL_EVERY_MS || said.done === said.total;
			if (!isDue) return;
			toldAt = performance.now();
			progress(`playing the morning into history: ${said.done} of ${said.total} readings`);
		} else if (said.event === 'live') progress('the feeder reports live');
		else if (said.message) progress(`feeder: ${said.message}`);
	};
}
