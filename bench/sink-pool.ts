import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Receiver, SinkNews, SinkOrder } from './sinks.ts';

/** Receivers in a process of their own: what they do costs the measured process nothing. */
export interface SinkPool {
	/** Opens receivers, `lanes` at a time (20), and waits until each has joined its scopes. */
	open(receivers: Receiver[], lanes?: number): Promise<void>;
	/** Resolves when so many bytes have come since they were opened, all receivers together. */
	reach(bytes: number): Promise<void>;
	/** Begins to note arrivals; gives the promise of all of them, Unix ms by frame and receiver. */
	track(frames: number, bytesPerFrame: number): Promise<{ arrivals: Promise<number[][]> }>;
	/** Makes the first receivers acknowledge once and never read again. */
	stall(count: number): Promise<void>;
	/** Cuts every connection; the process stays. */
	cut(): Promise<void>;
	close(): Promise<void>;
}

/** Longest time for anything the process is asked, ms: a lost byte ends the bench with a reason. */
const PATIENCE_MS = 60_000;
const LANES = 20;

/** Starts the process. */
export function startSinks(): SinkPool {
	const child = fork(join(import.meta.dirname, 'sinks.ts'), {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const news = <K extends SinkNews['kind']>(kind: K): Promise<SinkNews & { kind: K }> =>
		new Promise((resolve, reject) => {
			const end = (settle: () => void) => {
				clearTimeout(timer);
				child.off('message', onNews).off('exit', onExit);
				settle();
			};
			const fail = (why: string) => end(() => reject(new Error(`receivers: ${why}`)));
			const onNews = (message: SinkNews) => {
				if (message.kind === 'lost') fail('a connection was closed');
				else if (message.kind === kind) end(() => resolve(message as SinkNews & { kind: K }));
			};
			const onExit = () => fail('their process ended');
			const timer = setTimeout(() => fail(`nothing heard of "${kind}"`), PATIENCE_MS);
			child.on('message', onNews).once('exit', onExit);
		});
	const order = async (message: SinkOrder, answer: SinkNews['kind']): Promise<void> => {
		const answered = news(answer);
		child.send(message);
		await answered;
	};
	return {
		open: (receivers, lanes = LANES) => order({ kind: 'open', receivers, lanes }, 'opened'),
		reach: (bytes) => order({ kind: 'reach', bytes }, 'reached'),
		track: async (frames, bytesPerFrame) => {
			const tracked = news('tracked');
			await order({ kind: 'track', frames, bytesPerFrame }, 'tracking');
			return { arrivals: tracked.then(({ arrivals }) => arrivals) };
		},
		stall: (count) => order({ kind: 'stall', count }, 'stalled'),
		cut: () => order({ kind: 'cut' }, 'cut'),
		close: async () => {
			if (child.connected) child.disconnect();
			await exited;
		},
	};
}
