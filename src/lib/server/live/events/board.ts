import { AppError } from '../../../domain/errors.ts';
import { requireSomewhere } from '../../../domain/permission.ts';
import { canSeeScope } from '../../../domain/scope.ts';
import { ackSchema, joinSchema, leaveSchema, type Events } from '../../../protocol/live.ts';
import type { LiveBoard } from '../board.ts';
import { frameRoom, principalOf, scopeRoom, type Connection } from '../connection.ts';
import type { RegisterEvent } from '../register-event.ts';

/** Scopes that one socket may join at a time. */
const MAX_SCOPES = 8;

/** Registers `board:join`, `board:leave` and `board:ack` (realtime.md §2.4). */
export function registerBoardEvents(
	registerEvent: RegisterEvent,
	{ board }: { board: LiveBoard },
): void {
	registerEvent({
		name: 'board:join',
		schema: joinSchema,
		authorize({ scope }, connection) {
			const principal = principalOf(connection);
			requireSomewhere(principal, scope === 'contact' ? 'contact.view' : 'board.view');
			if (!canSeeScope(principal, scope, board.directory)) throw noSuchScope();
		},
		// One turn: rooms, version and reply belong together; an await between them would lose frames.
		handle({ scope, cursor, since }, connection) {
			const { socket, seats } = connection;
			if (!seats.has(scope) && seats.size >= MAX_SCOPES) {
				throw new AppError('invalid', `A socket joins at most ${MAX_SCOPES} scopes`, {
					reason: 'too_many_scopes',
				});
			}
			const answer = board.join(scope, cursor);
			if (!answer) throw noSuchScope();
			void socket.join([frameRoom(scope), scopeRoom(scope)]);
			const { e, s } = 'snapshot' in answer ? answer.snapshot : answer.patch;
			seats.set(scope, { cursor: { e, s }, isPaused: false });
			if (![...seats.values()].some((seat) => seat.isPaused)) connection.pausedAt = null;
			return { ...answer, events: eventsSince(since) };
		},
	});

	registerEvent({
		name: 'board:leave',
		schema: leaveSchema,
		authorize: mayTouchOwnSeats,
		handle({ scope }, connection) {
			const { socket, seats } = connection;
			seats.delete(scope);
			void socket.leave(frameRoom(scope));
			void socket.leave(scopeRoom(scope));
			if (![...seats.values()].some((seat) => seat.isPaused)) connection.pausedAt = null;
			return {};
		},
	});

	registerEvent({
		name: 'board:ack',
		schema: ackSchema,
		authorize: mayTouchOwnSeats,
		handle({ r, e, s }, connection) {
			connection.acknowledges = true;
			const seat = connection.seats.get(r);
			if (seat && seat.cursor.e === e && seat.cursor.s < s) seat.cursor = { e, s };
			return {};
		},
	});
}

/** Leaving and acknowledging concern nothing but the socket's own seats. */
function mayTouchOwnSeats(_payload: unknown, _connection: Connection): void {}

/** One answer for what does not exist and for what is not the caller's. */
function noSuchScope(): AppError {
	return new AppError('not_found', 'No such scope');
}

/** The board carries no incidents and regimes yet: their number is 0. */
function eventsSince(since: number | undefined): Events {
	return since === undefined
		? { n: 0, reset: true, incidents: [], regimes: [] }
		: { n: 0, list: [] };
}
