/*
 * A second client of the live protocol, written from realtime.md §2 alone. It shares no code with the app: where both
 * agree, they agree about the specification. It knows no socket; whoever uses it brings the line.
 */

type Value = number | null;
type Row = Value[];
type Rows = Record<string, Row[]>;

/** A frame, a heartbeat or the body of a reply. */
export interface Message {
	e: string;
	r: string;
	p: number;
	s: number;
	t: number;
	v?: Rows;
	h?: number;
	paused?: boolean;
}

interface State {
	id: string;
	revision: number;
}

/** A numbered change, alone or in a list. */
export interface Change {
	r: string;
	p: number;
	n: number;
	open: boolean;
	incident?: State;
	regime?: State;
}

/** The answer to `board:join`, or to any other event. */
export interface JoinAck {
	ok: boolean;
	code?: string;
	reason?: string;
	retryAfterMs?: number;
	snapshot?: Message & { columns: Record<string, string[]>; directory: string };
	patch?: Message;
	events?: {
		n: number;
		reset?: boolean;
		list?: Omit<Change, 'r' | 'p'>[];
		incidents?: State[];
		regimes?: State[];
	};
}

/** What it knows of a scope. */
export interface Picture {
	epoch: string | null;
	seq: number;
	rows: Map<string, { kind: string; row: Row }>;
	since: number | null;
	incidents: Map<string, State>;
	regimes: Map<string, State>;
	isJoining: boolean;
	joins: number;
	snapshots: number;
	patches: number;
	/** Heartbeats whose hash was ours, and those whose hash was not. */
	agreed: number;
	differed: number;
}

type Send = (event: string, payload: object, reply?: (ack: JoinAck) => void) => void;

const REPLY_WITHIN_MS = 10_000;
const ACK_EVERY_MS = 2000;

/** FNV-1a over 32-bit words, as realtime.md §2.4 prints it. */
export function hashOf(picture: Picture): number {
	let sum = 0n;
	for (const { kind, row } of picture.rows.values()) {
		let h = Math.imul(0x811c9dc5 ^ kind.charCodeAt(0), 0x01000193);
		for (const value of row) h = Math.imul(h ^ (value === null ? -0x80000000 : value), 0x01000193);
		sum += BigInt(h >>> 0);
	}
	return Number(sum % 2n ** 32n);
}

/** The protocol as a second hand wrote it. */
export class SecondClient {
	readonly pictures = new Map<string, Picture>();
	#send: Send;
	#acknowledges: boolean;
	#ackTimers = new Map<string, ReturnType<typeof setTimeout>>();
	#ackedAt = new Map<string, number>();
	/** Of two joins of a scope only the later one's reply counts. */
	#joinNumber = 0;
	#latestJoin = new Map<string, number>();
	#isConnected = false;

	/** `acknowledges`: sends `board:ack`, so that the server may pause it. */
	constructor(send: Send, acknowledges: boolean) {
		this.#send = send;
		this.#acknowledges = acknowledges;
	}

	/** The line is there: every scope is joined from where it stands. */
	connected(): void {
		this.#isConnected = true;
		for (const scope of this.pictures.keys()) this.#join(scope, true);
	}

	/** The line is gone: the picture stays. */
	disconnected(): void {
		this.#isConnected = false;
		for (const scope of this.pictures.keys()) this.#latestJoin.set(scope, (this.#joinNumber += 1));
		for (const timer of this.#ackTimers.values()) clearTimeout(timer);
	}

	/** Wants a scope; `onReply` hears the first answer. */
	join(scope: string, onReply?: (ack: JoinAck) => void): void {
		this.pictures.set(scope, {
			epoch: null,
			seq: 0,
			rows: new Map(),
			since: null,
			incidents: new Map(),
			regimes: new Map(),
			isJoining: false,
			joins: 0,
			snapshots: 0,
			patches: 0,
			agreed: 0,
			differed: 0,
		});
		if (this.#isConnected) this.#join(scope, false, onReply);
	}

	/** Takes any message of the server. */
	receive(event: string, payload: object): void {
		if (event === 'board:patch' || event === 'heartbeat') this.#frame(payload as Message);
		if (event === 'incident:changed' || event === 'regime:changed') this.#change(payload as Change);
	}

	#frame(message: Message): void {
		const picture = this.pictures.get(message.r);
		if (!picture || picture.isJoining) return;
		if (message.paused || message.e !== picture.epoch || message.p > picture.seq) {
			this.#join(message.r, true);
			return;
		}
		if (message.s > picture.seq) {
			write(picture, message);
			picture.seq = message.s;
			this.#moved(message.r);
		}
		if (message.h === undefined || message.s !== picture.seq) return;
		if (message.h === hashOf(picture)) {
			picture.agreed += 1;
		} else {
			picture.differed += 1;
			this.#join(message.r, false);
		}
	}

	#change(change: Change): void {
		const picture = this.pictures.get(change.r);
		if (!picture || picture.isJoining) return;
		if (picture.since === null || change.p > picture.since) this.#join(change.r, true);
		else if (change.n > picture.since) {
			put(picture, change);
			picture.since = change.n;
		}
	}

	#join(scope: string, withCursor: boolean, onReply?: (ack: JoinAck) => void): void {
		const picture = this.pictures.get(scope);
		if (!picture || !this.#isConnected) return;
		const number = (this.#joinNumber += 1);
		this.#latestJoin.set(scope, number);
		const isLatest = () => this.#latestJoin.get(scope) === number;
		picture.isJoining = true;
		picture.joins += 1;
		const timer = setTimeout(() => {
			if (isLatest()) this.#join(scope, withCursor);
		}, REPLY_WITHIN_MS);
		const cursor =
			withCursor && picture.epoch !== null ? { cursor: { e: picture.epoch, s: picture.seq } } : {};
		const since = picture.since === null ? {} : { since: picture.since };
		this.#send('board:join', { scope, ...cursor, ...since }, (ack) => {
			clearTimeout(timer);
			if (!isLatest()) return;
			picture.isJoining = false;
			this.#reply(scope, picture, ack);
			onReply?.(ack);
		});
	}

	#reply(scope: string, picture: Picture, { snapshot, patch, events }: JoinAck): void {
		if (snapshot) {
			picture.rows.clear();
			picture.snapshots += 1;
			write(picture, snapshot);
			picture.epoch = snapshot.e;
			picture.seq = snapshot.s;
		} else if (patch) {
			picture.patches += 1;
			if (patch.s > picture.seq) {
				write(picture, patch);
				picture.seq = patch.s;
			}
		}
		if (events) takeEvents(picture, events);
		this.#moved(scope);
	}

	#moved(scope: string): void {
		if (!this.#acknowledges) return;
		const acknowledge = () => {
			const picture = this.pictures.get(scope);
			if (!picture?.epoch || !this.#isConnected) return;
			this.#ackedAt.set(scope, performance.now());
			this.#send('board:ack', { r: scope, e: picture.epoch, s: picture.seq });
		};
		clearTimeout(this.#ackTimers.get(scope));
		const waited = performance.now() - (this.#ackedAt.get(scope) ?? -Infinity);
		if (waited >= ACK_EVERY_MS) acknowledge();
		else this.#ackTimers.set(scope, setTimeout(acknowledge, ACK_EVERY_MS));
	}
}

function write(picture: Picture, message: Message): void {
	for (const [kind, rows] of Object.entries(message.v ?? {})) {
		for (const row of rows) picture.rows.set(`${kind} ${row[0]}`, { kind, row });
	}
}

function takeEvents(picture: Picture, events: NonNullable<JoinAck['events']>): void {
	if (events.reset) {
		picture.incidents = new Map((events.incidents ?? []).map((state) => [state.id, state]));
		picture.regimes = new Map((events.regimes ?? []).map((state) => [state.id, state]));
		picture.since = events.n;
		return;
	}
	const known = picture.since ?? 0;
	for (const change of events.list ?? []) if (change.n > known) put(picture, change);
	picture.since = Math.max(known, events.n);
}

function put(picture: Picture, { open, incident, regime }: Omit<Change, 'r' | 'p'>): void {
	const states = incident ? picture.incidents : picture.regimes;
	const state = incident ?? regime;
	if (!state || (states.get(state.id)?.revision ?? 0) > state.revision) return;
	if (open) states.set(state.id, state);
	else states.delete(state.id);
}
