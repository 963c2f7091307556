import { io, type Socket } from 'socket.io-client';
import { hashOf, SecondClient, type JoinAck, type Picture } from './second-client.ts';

/** The second client on a real socket, for tests. */
export class LiveClient {
	readonly socket: Socket;
	/** Every `auth:ended` that arrived. */
	readonly ended: string[] = [];
	#client: SecondClient;
	#waiting = new Set<() => void>();

	/**
	 * `url` of the server, the value of the `Cookie` header, and the `Origin` (the server's own unless said otherwise).
	 * `acknowledges`: tells the server what it has applied, so that it may be paused. `isLost`: an event that arrived and
	 * is thrown away unseen.
	 */
	constructor(
		url: string,
		cookie: string | null,
		origin: string | null = url,
		acknowledges = false,
		isLost: (event: string) => boolean = () => false,
	) {
		this.socket = io(url, {
			path: '/live',
			transports: ['websocket'],
			reconnection: false,
			forceNew: true,
			autoConnect: false,
			extraHeaders: { ...(cookie !== null && { cookie }), ...(origin !== null && { origin }) },
		});
		this.#client = new SecondClient((event, payload, reply) => {
			if (reply) {
				this.socket.emit(event, payload, (ack: JoinAck) => {
					reply(ack);
					this.#changed();
				});
			} else this.socket.emit(event, payload);
		}, acknowledges);
		this.socket.onAny((event: string, payload: object) => {
			if (isLost(event)) return;
			if (event === 'auth:ended') this.ended.push((payload as { reason: string }).reason);
			this.#client.receive(event, payload);
			this.#changed();
		});
		this.socket.on('connect', () => this.#client.connected());
		this.socket.on('disconnect', () => {
			this.#client.disconnected();
			this.#changed();
		});
	}

	/** Connects; rejects with the `connect_error`. */
	connect(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.socket.once('connect', resolve);
			this.socket.once('connect_error', reject);
			this.socket.connect();
		});
	}

	/** Joins a scope and resolves with its first answer. */
	join(scope: string): Promise<JoinAck> {
		return new Promise((resolve) => this.#client.join(scope, resolve));
	}

	/** What it knows of a scope. */
	picture(scope: string): Picture {
		const picture = this.#client.pictures.get(scope);
		if (!picture) throw new Error(`never joined ${scope}`);
		return picture;
	}

	/** One row, or null. */
	row(scope: string, kind: string, ordinal: number): (number | null)[] | null {
		return this.picture(scope).rows.get(`${kind} ${ordinal}`)?.row ?? null;
	}

	/** Hash of a scope as this client computes it. */
	hash(scope: string): number {
		return hashOf(this.picture(scope));
	}

	/** Resolves as soon as a condition holds, looked at after every message. */
	until(holds: () => boolean, withinMs = 10_000): Promise<void> {
		return new Promise((resolve, reject) => {
			const check = () => {
				if (!holds()) return;
				this.#waiting.delete(check);
				clearTimeout(timer);
				resolve();
			};
			const timer = setTimeout(() => {
				this.#waiting.delete(check);
				reject(new Error(`not within ${withinMs} ms: ${holds.toString()}`));
			}, withinMs);
			this.#waiting.add(check);
			check();
		});
	}

	/** Sends any event and resolves with its ack. */
	send(event: string, ...payload: unknown[]): Promise<JoinAck> {
		return this.socket.timeout(5000).emitWithAck(event, ...payload) as Promise<JoinAck>;
	}

	/** Ends it. */
	close(): void {
		this.#client.disconnected();
		this.socket.close();
	}

	#changed(): void {
		for (const check of [...this.#waiting]) check();
	}
}
