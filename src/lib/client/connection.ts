import type {
	ChangeMessage,
	DegradedPart,
	Frame,
	Heartbeat,
	JoinReply,
	Scope,
	Snapshot,
} from '$lib/protocol/live.ts';
import type { Refusal } from '$lib/protocol/refusal.ts';
import { ScopePicture, type RowsListener } from './scope-picture.ts';
import { sleptMs } from './sleep.ts';
import type { OpenTransport, Transport } from './transport.ts';

/** What the whole page must show: `stale` is `reconnecting` for over 10 s. */
export type ConnectionState = 'live' | 'reconnecting' | 'stale';

/** Real times of a connection, ms. Source: realtime.md §2.4, §2.5. */
const CONNECTION = {
	/** No word from the server for so long while a scope is joined: the line is dead. */
	silenceMs: 12_000,
	/** Not back after so long: the page says `stale`. */
	staleAfterMs: 10_000,
	firstDelayMs: 1000,
	lastDelayMs: 10_000,
	/** A join without a reply is sent again. */
	joinAgainMs: 10_000,
	/** Between two acknowledgments of a scope, and after its last move. */
	ackEveryMs: 2000,
	/** A page hidden for so long leaves its scopes. */
	hiddenMs: 60_000,
	watchEveryMs: 1000,
} as const;

/** What a connection tells the page. */
export interface ConnectionListener {
	/** `applied` rows were written by the return; null for the first connection and for other states. */
	state(state: ConnectionState, applied: number | null): void;
	rows: RowsListener;
	/** Open incidents or regimes of a scope are others than before. */
	changes(): void;
	/** This page reads too slowly: the server kept its frames back, or cut it off a short while ago. */
	slow(): void;
	/** The operations clock, as of now. */
	time(t: number): void;
	/** The server speaks of another version of the directory. */
	directory(version: string): void;
	/** Which parts of the server do not work now; none after each return until it says so. */
	degraded(parts: readonly DegradedPart[]): void;
	/** The session ended, or another page took this one's place (`replaced`): no further try. */
	ended(reason: string): void;
}

/** The line of one page to the server. */
export interface Connection {
	/** Opens it; from the browser only. */
	start(): void;
	stop(): void;
	/** Wants a scope, once per call. */
	want(scope: Scope): void;
	/** Wants it no more, once per call; after the last it is left and forgotten. */
	unwant(scope: Scope): void;
	/** Begins scopes with snapshots of a page load, in place of earlier ones that nobody came to want. */
	seed(snapshots: readonly Snapshot[]): void;
	/** Scopes that are wanted or seeded, with what is known of them. */
	pictures(): Iterable<ScopePicture>;
	picture(scope: Scope): ScopePicture | null;
	/** When the next try comes (real ms of `realMs`); null while live or trying. */
	retryAt(): number | null;
	retryNow(): void;
	/** The page was shown or hidden. */
	setHidden(isHidden: boolean): void;
}

interface Seat {
	picture: ScopePicture;
	wanted: number;
	/** The server sends its frames to us. */
	isJoined: boolean;
	/** Told apart from the reply to an older join of the same scope. */
	joinNumber: number;
	joinTimer: ReturnType<typeof setTimeout> | undefined;
	ackTimer: ReturnType<typeof setTimeout> | undefined;
	ackedAt: number;
	ackedSeq: number;
	/** The server refused it for good. */
	isRefused: boolean;
}

/** Delay before try `attempt` (0, 1, …) in ms: random, doubling from 1 to 10 s, so that a crowd returns spread out. */
export function reconnectDelayMs(attempt: number, random: () => number): number {
	const whole = Math.min(CONNECTION.lastDelayMs, CONNECTION.firstDelayMs * 2 ** attempt);
	return whole * (0.5 + random() / 2);
}

/**
 * Keeps the wanted scopes equal to the server's through losses, pauses, restarts and sleep, by the client rule of
 * realtime.md §2.5. Everything it learns goes to the listener.
 */
export function createConnection(deps: {
	openTransport: OpenTransport;
	listener: ConnectionListener;
	realMs: () => number;
	/** The computer's own time, ms: it goes on while the computer sleeps, and decides nothing else. */
	wallMs: () => number;
	random: () => number;
}): Connection {
	const { openTransport, listener, realMs, wallMs, random } = deps;
	const seats = new Map<Scope, Seat>();
	let transport: Transport | null = null;
	let isOpen = false;
	let hasEnded = false;
	let isHidden = false;
	let hasLeft = false;
	let state: ConnectionState = 'reconnecting';
	let hasBeenLive = false;
	/** Scopes whose reply is awaited before the page is live again. */
	let returning = new Set<Scope>();
	let applied = 0;
	let attempt = 0;
	let announcedDelayMs: number | null = null;
	let retryAt: number | null = null;
	let heardAt = realMs();
	let clocks = { realMs: realMs(), wallMs: wallMs() };
	let retryTimer: ReturnType<typeof setTimeout> | undefined;
	let staleTimer: ReturnType<typeof setTimeout> | undefined;
	let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
	let watchTimer: ReturnType<typeof setInterval> | undefined;

	const setState = (next: ConnectionState) => {
		if (state === next) return;
		state = next;
		const isReturn = next === 'live' && hasBeenLive;
		if (next === 'live') hasBeenLive = true;
		listener.state(next, isReturn ? applied : null);
	};

	const waitForStale = () => {
		clearTimeout(staleTimer);
		staleTimer = setTimeout(() => setState('stale'), CONNECTION.staleAfterMs);
	};

	const becomeLive = () => {
		clearTimeout(staleTimer);
		attempt = 0;
		setState('live');
	};

	const loseContact = () => {
		if (state === 'live') {
			setState('reconnecting');
			waitForStale();
		}
		for (const seat of seats.values()) {
			seat.isJoined = false;
			seat.picture.isJoining = false;
			clearTimeout(seat.joinTimer);
			clearTimeout(seat.ackTimer);
		}
	};

	const scheduleRetry = (atLeastMs: number) => {
		clearTimeout(retryTimer);
		if (hasEnded || !transport) return;
		const delay = announcedDelayMs ?? Math.max(reconnectDelayMs(attempt, random), atLeastMs);
		announcedDelayMs = null;
		attempt += 1;
		retryAt = realMs() + delay;
		retryTimer = setTimeout(open, delay);
	};

	const open = () => {
		clearTimeout(retryTimer);
		retryAt = null;
		if (hasEnded || isOpen) return;
		transport?.open();
	};

	const end = (reason: string) => {
		hasEnded = true;
		clearTimeout(retryTimer);
		retryAt = null;
		if (reason !== 'replaced') for (const { picture } of seats.values()) picture.clear();
		listener.ended(reason);
		transport?.close();
	};

	const join = (seat: Seat, withCursor: boolean) => {
		if (!isOpen || hasLeft || seat.isRefused) return;
		const { picture } = seat;
		const number = (seat.joinNumber += 1);
		picture.isJoining = true;
		clearTimeout(seat.joinTimer);
		seat.joinTimer = setTimeout(() => join(seat, withCursor), CONNECTION.joinAgainMs);
		const cursor = withCursor ? picture.cursor : null;
		const { since } = picture.changes;
		const payload = {
			scope: picture.scope,
			...(cursor && { cursor }),
			...(since !== null && { since }),
		};
		transport?.send('board:join', payload, (ack) => {
			if (seat.joinNumber !== number || seats.get(picture.scope) !== seat) return;
			clearTimeout(seat.joinTimer);
			heardAt = realMs();
			const reply = ack as JoinReply;
			if (reply.ok) joined(seat, reply);
			else refused(seat, reply);
			if (seat.isJoined || seat.isRefused) returning.delete(picture.scope);
			if (isOpen && returning.size === 0) becomeLive();
		});
	};

	const joined = (seat: Seat, reply: Exclude<JoinReply, Refusal>) => {
		const { picture } = seat;
		seat.isJoined = true;
		applied += picture.takeReply(reply);
		listener.changes();
		listener.time('snapshot' in reply ? reply.snapshot.t : reply.patch.t);
		if ('snapshot' in reply) listener.directory(reply.snapshot.directory);
		moved(seat);
	};

	const refused = (seat: Seat, refusal: Refusal) => {
		seat.picture.isJoining = false;
		const isFinal = refusal.code === 'not_found' || refusal.code === 'forbidden';
		if (isFinal || refusal.code === 'invalid') {
			seat.isRefused = true;
			seat.picture.clear();
			return;
		}
		const again = refusal.retryAfterMs ?? CONNECTION.firstDelayMs;
		seat.joinTimer = setTimeout(() => join(seat, true), again);
	};

	/** Acknowledges at most every 2 s, and 2 s after the last move; also from here, for timers sleep in hidden tabs. */
	const moved = (seat: Seat) => {
		clearTimeout(seat.ackTimer);
		if (realMs() - seat.ackedAt >= CONNECTION.ackEveryMs) acknowledge(seat);
		else seat.ackTimer = setTimeout(() => acknowledge(seat), CONNECTION.ackEveryMs);
	};

	const acknowledge = (seat: Seat) => {
		const { cursor, scope } = seat.picture;
		if (!isOpen || !seat.isJoined || !cursor || cursor.s === seat.ackedSeq) return;
		seat.ackedAt = realMs();
		seat.ackedSeq = cursor.s;
		transport?.send('board:ack', { r: scope, ...cursor });
	};

	const receive = (message: Frame | Heartbeat) => {
		listener.time(message.t);
		const seat = seats.get(message.r);
		if (!seat?.isJoined) return;
		if ('paused' in message) listener.slow();
		const verdict = seat.picture.take(message);
		if (verdict === 'join') join(seat, true);
		else if (verdict === 'join_afresh') join(seat, false);
		else if (verdict === 'applied') moved(seat);
	};

	/** While a join is under way what a change says is in its reply. */
	const receiveChange = (message: ChangeMessage) => {
		listener.time(message.t);
		const seat = seats.get(message.r);
		if (!seat?.isJoined || seat.picture.isJoining) return;
		const verdict = seat.picture.changes.take(message);
		if (verdict === 'join') join(seat, true);
		else if (verdict === 'applied') listener.changes();
	};

	/** Sleep counts as silence; after a long one the page says at once how old its picture is. */
	const watch = () => {
		const now = { realMs: realMs(), wallMs: wallMs() };
		heardAt -= sleptMs(clocks, now);
		clocks = now;
		const silentMs = now.realMs - heardAt;
		const isWaiting = isOpen && [...seats.values()].some((seat) => seat.isJoined);
		if (!isWaiting || silentMs <= CONNECTION.silenceMs) return;
		transport?.close();
		if (silentMs > CONNECTION.silenceMs + CONNECTION.staleAfterMs) setState('stale');
	};

	const joinAll = () => {
		returning = new Set();
		applied = 0;
		for (const [scope, seat] of seats) {
			if (seat.isRefused || seat.wanted === 0) continue;
			returning.add(scope);
			join(seat, true);
		}
		if (returning.size === 0) becomeLive();
	};

	const comeBack = () => {
		hasLeft = false;
		if (!isOpen) return open();
		setState('reconnecting');
		waitForStale();
		joinAll();
	};

	const leaveAll = () => {
		if (!isHidden) return;
		hasLeft = true;
		for (const [scope, seat] of seats) {
			if (isOpen && seat.isJoined) transport?.send('board:leave', { scope }, () => undefined);
			seat.isJoined = false;
			seat.joinNumber += 1;
			seat.picture.isJoining = false;
			clearTimeout(seat.joinTimer);
			clearTimeout(seat.ackTimer);
		}
	};

	const seatOf = (scope: Scope): Seat => {
		let seat = seats.get(scope);
		if (!seat) {
			seat = {
				picture: new ScopePicture(scope, listener.rows),
				wanted: 0,
				isJoined: false,
				joinNumber: 0,
				joinTimer: undefined,
				ackTimer: undefined,
				ackedAt: -Infinity,
				ackedSeq: -1,
				isRefused: false,
			};
			seats.set(scope, seat);
		}
		return seat;
	};

	const forget = (scope: Scope, seat: Seat) => {
		clearTimeout(seat.joinTimer);
		clearTimeout(seat.ackTimer);
		seats.delete(scope);
		returning.delete(scope);
		if (isOpen && seat.wanted > 0 && !seat.isRefused)
			transport?.send('board:leave', { scope }, () => undefined);
		seat.picture.clear();
	};

	return {
		start() {
			transport = openTransport({
				opened() {
					clearTimeout(retryTimer);
					retryAt = null;
					isOpen = true;
					heardAt = realMs();
					listener.degraded([]);
					if (!hasLeft) joinAll();
				},
				closed({ code, retryAfterMs }) {
					isOpen = false;
					if (code === 'unauthenticated' && !hasEnded) end(code);
					else scheduleRetry(retryAfterMs ?? 0);
					loseContact();
				},
				message(event, payload) {
					heardAt = realMs();
					if (event === 'auth:ended') end((payload as { reason: string }).reason);
					else if (event === 'server:restarting') {
						announcedDelayMs = random() * (payload as { returnWithinMs: number }).returnWithinMs;
					} else if (event === 'server:state') {
						listener.degraded((payload as { degraded: DegradedPart[] }).degraded);
					} else if (event === 'connection:slow') listener.slow();
					else if (event === 'incident:changed' || event === 'regime:changed') {
						receiveChange(payload as ChangeMessage);
					} else receive(payload as Frame | Heartbeat);
				},
			});
			watchTimer = setInterval(watch, CONNECTION.watchEveryMs);
			waitForStale();
			open();
		},
		stop() {
			hasEnded = true;
			for (const timer of [retryTimer, staleTimer, hiddenTimer]) clearTimeout(timer);
			clearInterval(watchTimer);
			loseContact();
			clearTimeout(staleTimer);
			transport?.close();
			transport = null;
		},
		want(scope) {
			const seat = seatOf(scope);
			seat.wanted += 1;
			if (seat.wanted === 1) join(seat, true);
		},
		unwant(scope) {
			const seat = seats.get(scope);
			if (!seat) return;
			if (seat.wanted === 1) forget(scope, seat);
			else seat.wanted -= 1;
		},
		seed(snapshots) {
			for (const [scope, seat] of [...seats]) if (seat.wanted === 0) forget(scope, seat);
			for (const snapshot of snapshots) {
				const seat = seatOf(snapshot.r);
				if (!seat.isJoined && !seat.picture.isJoining) seat.picture.begin(snapshot);
			}
		},
		*pictures() {
			for (const { picture } of seats.values()) yield picture;
		},
		picture: (scope) => seats.get(scope)?.picture ?? null,
		retryAt: () => retryAt,
		retryNow() {
			attempt = 0;
			open();
		},
		setHidden(hidden) {
			isHidden = hidden;
			clearTimeout(hiddenTimer);
			if (hidden) hiddenTimer = setTimeout(leaveAll, CONNECTION.hiddenMs);
			else if (hasLeft) comeBack();
			else watch();
		},
	};
}
