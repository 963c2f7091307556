import { io, type Socket } from 'socket.io-client';

/*
 * A second client of the live protocol, written from realtime.md §2.5 alone. It shares no code with the app: where both
 * agree, they agree about the specification.
 */

type Value = number | null;
type Row = Value[];
type Rows = Record<string, Row[]>;

interface Message {
	e: string;
	r: string;
	p: number;
	s: number;
	t: number;
	v?: Rows;
	h?: number;
	paused?: boolean;
}

interface JoinAck {
	ok: boolean;
	code?: string;
	reason?: string;
	retryAfterMs?: number;
	snapshot?: Message & { columns: Record<string, string[]>; directory: string };
	patch?: Message;
	events?: { n: number; reset?: boolean; list?: unknown[] };
}

interface Picture {
	epoch: string | null;
	seq: number;
	rows: Map<string, { kind: string; row: Row }>;
	isJoining: boolean;
	joins: number;
	snapshots: number;
	patches: number;
	/** Heartbeats whose hash was ours, and those whose hash was not. */
	agreed: number;
	differed: number;
}

/** FNV-1a over 32-bit words, as realtime.md §2.4 prints it. */
function hashOf(picture: Picture): number {
	let sum = 0n;
	for (const { kind, row } of picture.rows.values()) {
		let h = Math.imul(0x811c9dc5 ^ kind.charCodeAt(0), 0x01000193);
		for (const value of row) h = Math.imul(h ^ (value === null ? -0x80000000 : value), 0x01000193);
		sum += BigInt(h >>> 0);
	}
	return Number(sum % 2n ** 32n);
}

/** A live client for tests. */
export class LiveClient {
	readonly socket: Socket;
	/** Every `auth:ended` that arrived. */
	readonly ended: string[] = [];
	#pictures = new Map<string, Picture>();
	#waiting = new Set<() => void>();

	/** `url` of the server, the value of the `Cookie` header, and the `Origin` (the server's own unless said otherwise). */
	constructor(url: string, cookie: string | null, origin: string | null = url) {
		this.socket = io(url, {
			path: '/live',
			transports: ['websocket'],
			reconnection: false,
			forceNew: true,
			autoConnect: false,
			extraHeaders: { ...(cookie !== null && { cookie }), ...(origin !== null && { origin }) },
		});
		this.socket.on('board:patch', (frame: Message) => this.#receive(frame));
		this.socket.on('heartbeat', (beat: Message) => this.#receive(beat));
		this.socket.on('auth:ended', ({ reason }: { reason: string }) => {
			this.ended.push(reason);
			this.#changed();
		});
		this.socket.on('connect', () => {
			for (const scope of this.#pictures.keys()) void this.#join(scope, true);
		});
		this.socket.on('disconnect', () => this.#changed());
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
		this.#pictures.set(scope, {
			epoch: null,
			seq: 0,
			rows: new Map(),
			isJoining: false,
			joins: 0,
			snapshots: 0,
			patches: 0,
			agreed: 0,
			differed: 0,
		});
		return this.#join(scope, false);
	}

	/** What it knows of a scope. */
	picture(scope: string): Picture {
		const picture = this.#pictures.get(scope);
		if (!picture) throw new Error(`never joined ${scope}`);
		return picture;
	}

	/** One row, or null. */
	row(scope: string, kind: string, ordinal: number): Row | null {
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
		this.socket.close();
	}

	async #join(scope: string, withCursor: boolean): Promise<JoinAck> {
		const picture = this.picture(scope);
		picture.isJoining = true;
		picture.joins += 1;
		const cursor =
			withCursor && picture.epoch !== null ? { cursor: { e: picture.epoch, s: picture.seq } } : {};
		const ack = await this.send('board:join', { scope, ...cursor });
		picture.isJoining = false;
		if (ack.snapshot) {
			picture.rows.clear();
			picture.snapshots += 1;
			this.#write(picture, ack.snapshot);
			picture.epoch = ack.snapshot.e;
			picture.seq = ack.snapshot.s;
		} else if (ack.patch) {
			picture.patches += 1;
			if (ack.patch.s > picture.seq) this.#write(picture, ack.patch);
			picture.seq = Math.max(picture.seq, ack.patch.s);
		}
		this.#changed();
		return ack;
	}

	#receive(message: Message): void {
		const picture = this.#pictures.get(message.r);
		if (!picture || picture.isJoining) return;
		if (message.paused || message.e !== picture.epoch || message.p > picture.seq) {
			void this.#join(message.r, true);
			return;
		}
		if (message.s > picture.seq) {
			this.#write(picture, message);
			picture.seq = message.s;
		}
		if (message.h !== undefined && message.s === picture.seq) {
			if (message.h === hashOf(picture)) {
				picture.agreed += 1;
			} else {
				picture.differed += 1;
				void this.#join(message.r, false);
			}
		}
		this.#changed();
	}

	#write(picture: Picture, message: Message): void {
		for (const [kind, rows] of Object.entries(message.v ?? {})) {
			for (const row of rows) picture.rows.set(`${kind} ${row[0]}`, { kind, row });
		}
	}

	#changed(): void {
		for (const check of [...this.#waiting]) check();
	}
}
