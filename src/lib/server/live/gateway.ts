import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import { AppError } from '../../domain/errors.ts';
import { fullBucket } from '../../domain/token-bucket.ts';
import type { ClientToServer, DegradedPart, ServerToClient } from '../../protocol/live.ts';
import { createJob } from '../job.ts';
import type { Log } from '../log.ts';
import { createAdmission, type AdmissionLimits } from './admission.ts';
import type { LiveBoard } from './board.ts';
import type { LiveChanges } from './changes.ts';
import { userRoom, type Connection, type LiveUser } from './connection.ts';
import { createDelivery } from './delivery.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Alerts } from '../notify/alerts.ts';
import { registerBoardEvents } from './events/board.ts';
import { registerAlertEvents, registerIncidentEvents } from './events/incident.ts';
import { ENCODE_ONCE } from './encode-once.ts';
import { createFanOut, SHARDS } from './fan-out.ts';
import { createEvents, type EventLimits } from './register-event.ts';
import { ShortCutAdapter } from './short-cut-adapter.ts';

/*
 * The live gateway. Input: handshakes and events of browsers; output: answers, and through the delivery one frame per
 * scope and tick, encoded once for all who watch it. Guarantee: a client that follows the rule of realtime.md §2.5 equals this node's board; no
 * input, and no client that stops reading, ends the process or delays the others; nobody without a valid session hears
 * anything for longer than the re-check.
 */

/** Limits of the gateway; every one is a setting. Source: reliability.md §3, §4. */
export interface GatewayLimits extends AdmissionLimits, EventLimits {
	socketsPerUser: number;
}

/** What holds unless a setting says otherwise. */
const GATEWAY_LIMITS: GatewayLimits = {
	sockets: 3000,
	socketsPerUser: 5,
	handshakesPerMinutePerAddress: 600,
	handshakesPerMinutePerSession: 60,
	authenticateMs: 2000,
	events: { perSecond: 20, burst: 40 },
	deadlineMs: 5000,
	unknownEvents: 10,
	refusedEvents: 1000,
};

/** Real times of the gateway, ms. */
const TIMES = {
	/** How often every session with a socket is checked against the store. */
	recheckMs: 30_000,
	/** Unable to check for so long, nothing more is sent: "cannot verify". */
	freezeAfterMs: 60_000,
	/** After an announced restart clients return within this. */
	returnWithinMs: 5000,
} as const;

/** Socket.IO's own limits: a frame of ours is never near them. */
const ENGINE = {
	path: '/live',
	serveClient: false,
	transports: ['websocket'],
	perMessageDeflate: false,
	maxHttpBufferSize: 16_384,
	connectTimeout: 10_000,
	pingInterval: 20_000,
	pingTimeout: 15_000,
} as const;

/** Sessions as the gateway asks about them. */
interface SessionChecks {
	/** Whose session a `Cookie` header carries; null when none is valid. */
	authenticate(cookieHeader: string): Promise<LiveUser | null>;
	/** Which of these sessions are still valid. */
	isValid(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** What the gateway is made of. */
export interface GatewayDeps {
	/** The real HTTP server: only its upgrades for `/live/` are taken. */
	server: HttpServer;
	/** Under Vite all other upgrades are Vite's; else they are closed. */
	dev: boolean;
	/** The one Origin that may connect, such as `http://127.0.0.1:3000`. */
	origin: string;
	sessions: SessionChecks;
	board: LiveBoard;
	changes: LiveChanges;
	incidents: Incidents;
	alerts: Alerts;
	log: Log;
	limits?: Partial<GatewayLimits>;
	/** Addresses and networks that may open ten times as many sockets. */
	listedAddresses?: readonly string[];
	/** Behind a proxy: the header that carries the client's address. */
	addressHeader?: string | null;
	/** A real clock that never runs back, ms. */
	monotonicMs?: () => number;
}

/** Whose sockets to close. */
type EndedSessions = { sessionIds: readonly string[] } | { userId: string };

/** The open gateway. */
export interface Gateway {
	/** Tells the sockets of ended sessions why and closes them. */
	endSessions(ended: EndedSessions, reason: string): void;
	/** Tells every page, now and on connecting, which parts of the server do not work. */
	announceState(degraded: readonly DegradedPart[]): void;
	/** Open sockets. */
	sockets(): number;
	/** Names of all events that clients may send. */
	eventNames(): string[];
	/** Checks every session with a socket now. */
	recheckSessions(): Promise<void>;
	/** Tells clients to come back soon and closes everything of ours; the real server stays. */
	close(): Promise<void>;
}

/** Opens the gateway on an HTTP server, by a carrier of its own (dependencies.md §3.3: attaching ends the process). */
export function createGateway(deps: GatewayDeps): Gateway {
	const { server, dev, origin, sessions, board, changes, incidents, alerts, log } = deps;
	const { monotonicMs = () => performance.now() } = deps;
	const limits = { ...GATEWAY_LIMITS, ...deps.limits };
	const connections = new Map<string, Connection>();
	let opened = 0;
	let degraded: readonly DegradedPart[] = [];
	let verifiedAt = monotonicMs();
	const isFrozen = () => monotonicMs() - verifiedAt > TIMES.freezeAfterMs + TIMES.recheckMs;

	const carrier = createServer();
	const admission = createAdmission({
		origin,
		limits,
		authenticate: (cookieHeader) => sessions.authenticate(cookieHeader),
		openSockets: () => connections.size,
		log,
		listedAddresses: deps.listedAddresses ?? [],
		addressHeader: deps.addressHeader ?? null,
	});
	const io = new Server<ClientToServer, ServerToClient>(carrier, {
		...ENGINE,
		transports: [...ENGINE.transports],
		adapter: ShortCutAdapter,
		parser: ENCODE_ONCE,
		allowRequest: (req, decide) => {
			admission.isAllowed(req).then(
				(isAllowed) => decide(isAllowed ? null : 'refused', isAllowed),
				(error: unknown) => {
					log.error({ err: error }, 'a handshake could not be judged');
					decide('refused', false);
				},
			);
		},
	});
	const events = createEvents({ log, limits, monotonicMs }, (registerEvent) => {
		registerBoardEvents(registerEvent, { board, changes });
		registerIncidentEvents(registerEvent, { incidents });
		registerAlertEvents(registerEvent, { alerts });
	});
	const { rooms } = io.of('/').adapter;
	const delivery = createDelivery({
		board,
		changes,
		connections,
		fanOut: createFanOut({
			size: (room) => rooms.get(room)?.size ?? 0,
			emit: (room, event, payload) => void (io as Server).to(room).emit(event, payload),
		}),
		isFrozen,
		monotonicMs,
	});

	io.use((socket, next) => {
		admission.identify(socket.handshake.headers.cookie).then(
			(user) => {
				(socket.data as { user?: LiveUser }).user = user;
				next();
			},
			(error: unknown) => next(asConnectError(error, log)),
		);
	});

	io.on('connection', (socket) => {
		const user = (socket.data as { user: LiveUser }).user;
		const connection: Connection = {
			socket,
			user,
			shard: opened++ % SHARDS,
			seats: new Map(),
			bucket: fullBucket(limits.events, monotonicMs()),
			refused: 0,
			unknownEvents: 0,
			acknowledges: false,
			pausedAt: null,
		};
		connections.set(socket.id, connection);
		socket.on('disconnect', () => connections.delete(socket.id));
		// Every packet ends here and reaches no listener: names such as `error` belong to the emitter.
		socket.use((event) => events.dispatch(connection, event));
		void socket.join(userRoom(user.userId));
		closeOldestOf(user.userId);
		delivery.greet(connection);
		if (degraded.length > 0) socket.emit('server:state', { degraded: [...degraded] });
		// The store answers again: verify the others now, not at the next round.
		if (monotonicMs() - verifiedAt > TIMES.freezeAfterMs) void recheck.runNow();
	});

	/** By the room of the user: after a restart everybody comes at once, and nobody walks through all for each. */
	const closeOldestOf = (userId: string) => {
		const own = [...(io.sockets.adapter.rooms.get(userRoom(userId)) ?? [])];
		for (const id of own.slice(0, Math.max(0, own.length - limits.socketsPerUser))) {
			const connection = connections.get(id);
			if (connection) end(connection, 'replaced');
		}
	};

	const end = ({ socket }: Connection, reason: string) => {
		socket.emit('auth:ended', { reason });
		connections.delete(socket.id);
		socket.disconnect(true);
	};

	const endSessions = (ended: EndedSessions, reason: string) => {
		const isEnded =
			'userId' in ended
				? (user: LiveUser) => user.userId === ended.userId
				: (user: LiveUser) => ended.sessionIds.includes(user.sessionId);
		for (const connection of [...connections.values()]) {
			if (isEnded(connection.user)) end(connection, reason);
		}
	};

	const recheckSessions = async () => {
		const ids = [...new Set([...connections.values()].map(({ user }) => user.sessionId))];
		const askedAt = monotonicMs();
		const valid = ids.length === 0 ? new Set<string>() : await sessions.isValid(ids);
		const wasFrozen = isFrozen();
		verifiedAt = askedAt;
		endSessions({ sessionIds: ids.filter((id) => !valid.has(id)) }, 'expired');
		if (wasFrozen) delivery.thaw();
	};
	const recheck = createJob({
		name: 'session re-check',
		everyMs: TIMES.recheckMs,
		log,
		step: recheckSessions,
	});

	const forward = (req: IncomingMessage, socket: Duplex, head: Buffer) => {
		if (req.url?.startsWith('/live/')) carrier.emit('upgrade', req, socket, head);
		else if (!dev) socket.destroy();
	};
	server.on('upgrade', forward);

	return {
		endSessions,
		announceState: (parts) => {
			if (parts.join() === degraded.join()) return;
			degraded = parts;
			io.emit('server:state', { degraded: [...parts] });
		},
		sockets: () => connections.size,
		eventNames: () => events.names(),
		recheckSessions,
		async close() {
			server.off('upgrade', forward);
			delivery.stop();
			await recheck.stop();
			io.emit('server:restarting', { returnWithinMs: TIMES.returnWithinMs });
			await io.close();
		},
	};
}

/** What a refused client gets as `connect_error`: the code as message, details in `data`. */
function asConnectError(error: unknown, log: Log): Error {
	const known = error instanceof AppError ? error : null;
	if (!known) log.error({ err: error }, 'a socket could not be admitted');
	const code = known?.code ?? 'internal';
	const retryAfterMs = known?.details.retryAfterMs;
	return Object.assign(new Error(code), {
		data: { code, ...(retryAfterMs !== undefined && { retryAfterMs }) },
	});
}
