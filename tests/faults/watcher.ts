import { setTimeout as after } from 'node:timers/promises';
import { LiveClient } from '../support/live-client.ts';

/** Scopes that every page watches. */
export const SCOPES = ['nation', 'contact'];

/** A page that stays open: it watches one node, and moves to another one when its own is gone. */
export interface Watcher {
	/** The node that it watches now; null while it looks for one. */
	readonly node: number | null;
	/** Hash of each scope as this page knows it. */
	hashes(): number[];
	/** Parts that its node says do not work. */
	readonly degraded: readonly string[];
	/** Heartbeats whose hash was not ours: must stay 0. */
	readonly differed: number;
	close(): void;
}

/** Opens one; it tries its nodes in the order given. */
export function openWatcher(options: {
	urls: readonly string[];
	cookie: string;
	order: readonly number[];
}): Watcher {
	const { urls, cookie, order } = options;
	let client: LiveClient | null = null;
	let node: number | null = null;
	let degraded: readonly string[] = [];
	let differed = 0;
	let isClosed = false;

	const tryNode = async (candidate: number): Promise<boolean> => {
		const next = new LiveClient(urls[candidate] ?? '', cookie);
		next.socket.on('server:state', (state: { degraded: string[] }) => {
			degraded = state.degraded;
		});
		try {
			degraded = [];
			await next.connect();
			for (const scope of SCOPES) await next.join(scope);
		} catch {
			next.close();
		}
		if (!next.socket.connected) return false;
		client = next;
		node = candidate;
		if (isClosed) next.close();
		next.socket.once('disconnect', () => {
			differed += differencesOf(next);
			node = null;
			void connect();
		});
		return true;
	};
	const connect = async () => {
		while (!isClosed) {
			for (const candidate of order) if (!isClosed && (await tryNode(candidate))) return;
			await after(200 + Math.random() * 300);
		}
	};
	void connect();

	return {
		get node() {
			return node;
		},
		hashes: () => (client && node !== null ? SCOPES.map((scope) => client?.hash(scope) ?? 0) : []),
		get degraded() {
			return degraded;
		},
		get differed() {
			return differed + (client && node !== null ? differencesOf(client) : 0);
		},
		close() {
			isClosed = true;
			client?.close();
		},
	};
}

function differencesOf(client: LiveClient): number {
	return SCOPES.reduce((sum, scope) => sum + client.picture(scope).differed, 0);
}
