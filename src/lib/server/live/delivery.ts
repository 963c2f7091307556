import { canSeeScope } from '../../domain/scope.ts';
import type { Scope } from '../../protocol/live.ts';
import type { LiveBoard, Tick } from './board.ts';
import type { LiveChanges, ToldChange } from './changes.ts';
import {
	bufferedBytes,
	cutOff,
	frameRoom,
	leaveSeat,
	pauseSeats,
	principalOf,
	scopeRoom,
	type Connection,
} from './connection.ts';
import type { FanOut } from './fan-out.ts';
import { createFrameLog, judgeSlow } from './slow-clients.ts';

/*
 * What the sockets of a node are sent, and when. Input: ticks of the live board and numbered changes; output: frames,
 * heartbeats and events to rooms, a call to come back to those who read too slowly. Guarantee: a heartbeat never leaves
 * before its scope's frame of the same tick; no client that stops reading costs the others anything or the node more
 * than a megabyte.
 */

/** Real times of the delivery, ms. */
const DELIVERY = {
	heartbeatMs: 10_000,
	slowCheckMs: 1000,
	/** A page that was cut off hears why when it is back within this. */
	rememberCutOffMs: 60_000,
} as const;

/** The delivery of a node. */
export interface Delivery {
	/** Tells a new connection if its page was cut off a short while ago. */
	greet(connection: Connection): void;
	/** Sends what shows everybody that something was kept back while nothing could be sent. */
	thaw(): void;
	stop(): void;
}

/** Makes the delivery and starts it. `isFrozen`: nothing may be sent now, for nobody's session can be verified. */
export function createDelivery(deps: {
	board: LiveBoard;
	changes: LiveChanges;
	connections: ReadonlyMap<string, Connection>;
	fanOut: FanOut;
	isFrozen: () => boolean;
	monotonicMs: () => number;
}): Delivery {
	const { board, changes, connections, fanOut, isFrozen, monotonicMs } = deps;
	const frameLog = createFrameLog();
	/** The last change of each scope that could not be told: it shows that others are missing too. */
	const withheld = new Map<Scope, ToldChange>();
	/** When the last socket of a session was cut off. */
	const cutOffAt = new Map<string, number>();
	let heartbeatAt = monotonicMs() + DELIVERY.heartbeatMs;
	let slowCheckAt = monotonicMs() + DELIVERY.slowCheckMs;

	const watchedScopes = (): Set<Scope> => {
		const scopes = new Set<Scope>();
		for (const { seats } of connections.values())
			for (const scope of seats.keys()) scopes.add(scope);
		return scopes;
	};

	const pause = (connection: Connection, nowMs: number) => {
		pauseSeats(connection, nowMs);
		for (const scope of connection.seats.keys()) {
			connection.socket.emit('heartbeat', { ...board.heartbeat(scope), paused: true });
		}
	};

	/** A center may have moved to a region that its watcher does not see: such seats end, and joining says why. */
	const checkSeats = () => {
		const known = new Map<string, boolean>();
		for (const connection of connections.values()) {
			const { regions, role } = connection.user;
			for (const scope of connection.seats.keys()) {
				const key = `${role} ${String(regions)} ${scope}`;
				const isSeen =
					known.get(key) ?? canSeeScope(principalOf(connection), scope, board.directory);
				known.set(key, isSeen);
				if (isSeen) continue;
				leaveSeat(connection, scope);
				// Of another epoch: the client joins, and the answer says why it is not there any more.
				const { e, t } = board.heartbeat(scope);
				connection.socket.emit('heartbeat', { e, r: scope, p: 0, s: 0, t, h: 0 });
			}
		}
	};

	const checkSlow = (nowMs: number) => {
		for (const connection of connections.values()) {
			const { acknowledges, seats, pausedAt, socket, user } = connection;
			const verdict = judgeSlow({
				acknowledges,
				seats,
				due: (scope) => frameLog.due(scope, nowMs),
				bufferedBytes: bufferedBytes(socket),
				pausedForMs: pausedAt === null ? null : nowMs - pausedAt,
			});
			if (verdict === 'pause') pause(connection, nowMs);
			else if (verdict === 'cut_off') {
				cutOffAt.set(user.sessionId, nowMs);
				cutOff(socket);
			}
		}
		for (const [sessionId, at] of cutOffAt) {
			if (nowMs - at > DELIVERY.rememberCutOffMs) cutOffAt.delete(sessionId);
		}
	};

	const onTick = ({ frames, isRenewed, isNationHeld }: Tick) => {
		if (isFrozen()) return;
		const nowMs = monotonicMs();
		if (isRenewed) {
			frameLog.clear();
			checkSeats();
		}
		for (const frame of frames) {
			fanOut(frameRoom(frame.r), 'board:patch', frame);
			frameLog.sent({ e: frame.e, s: frame.s }, frame.r, nowMs);
		}
		// After the frames of the same tick, else the hash is ahead of the rows.
		if ((isRenewed || nowMs >= heartbeatAt) && !isNationHeld) {
			heartbeatAt = nowMs + DELIVERY.heartbeatMs;
			for (const scope of watchedScopes()) {
				fanOut(scopeRoom(scope), 'heartbeat', board.heartbeat(scope));
			}
		}
		if (nowMs >= slowCheckAt) {
			slowCheckAt = nowMs + DELIVERY.slowCheckMs;
			checkSlow(nowMs);
		}
	};

	const onChange = (told: ToldChange) => {
		const { kind, message } = told;
		if (isFrozen()) withheld.set(message.r, told);
		else fanOut(scopeRoom(message.r), `${kind}:changed`, message);
	};

	const ends = [board.subscribe(onTick), changes.subscribe(onChange)];
	return {
		greet({ user, socket }) {
			const at = cutOffAt.get(user.sessionId);
			if (at === undefined) return;
			cutOffAt.delete(user.sessionId);
			const cutOffAgoMs = Math.round(monotonicMs() - at);
			if (cutOffAgoMs <= DELIVERY.rememberCutOffMs) {
				socket.emit('connection:slow', { cutOffAgoMs });
			}
		},
		thaw() {
			heartbeatAt = monotonicMs();
			const changed = [...withheld.values()];
			withheld.clear();
			for (const told of changed) onChange(told);
		},
		stop() {
			for (const end of ends) end();
		},
	};
}
