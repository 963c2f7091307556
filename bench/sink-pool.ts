import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { RawAddress } from './raw-socket.ts';
import type { SinkNews, SinkOrder } from './sinks.ts';

/** Receivers in a process of their own: what they do costs the measured process nothing. */
export interface SinkPool {
	/** Opens receivers and waits until each has joined its scopes. */
	open(receivers: { address: RawAddress; scopes: string[] }[]): Promise<void>;
	/** Resolves when so many bytes have come since they were opened, all receivers together. */
	reach(bytes: number): Promise<void>;
	close(): Promise<void>;
}

/** Longest time for anything the process is asked, ms: a lost byte ends the bench with a reason. */
const PATIENCE_MS = 60_000;

/** Starts the process. */
export function startSinks(): SinkPool {
	const child = fork(join(import.meta.dirname, 'sinks.ts'), {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const news = (kind: SinkNews['kind']): Promise<void> =>
		new Promise((resolve, reject) => {
			const end = (settle: () => void) => {
				clearTimeout(timer);
				child.off('message', onNews).off('exit', onExit);
				settle();
			};
			const fail = (why: string) => end(() => reject(new Error(`receivers: ${why}`)));
			const onNews = (message: SinkNews) => {
				if (message.kind === 'lost') fail('a connection was closed');
				else if (message.kind === kind) end(resolve);
			};
			const onExit = () => fail('their process ended');
			const timer = setTimeout(() => fail(`nothing heard of "${kind}"`), PATIENCE_MS);
			child.on('message', onNews).once('exit', onExit);
		});
	const order = (message: SinkOrder) => void child.send(message);
	return {
		open: async (receivers) => {
			const opened = news('opened');
			order({ kind: 'open', receivers });
			await opened;
		},
		reach: async (bytes) => {
			const reached = news('reached');
			order({ kind: 'reach', bytes });
			await reached;
		},
		close: async () => {
			if (child.connected) child.disconnect();
			await exited;
		},
	};
}
