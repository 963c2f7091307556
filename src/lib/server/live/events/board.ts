import { AppError } from '../../../domain/errors.ts';
import { requireSomewhere } from '../../../domain/permission.ts';
import { canSeeScope } from '../../../domain/scope.ts';
import {
	ackSchema,
	joinSchema,
	leaveSchema,
	type Cursor,
	type Scope,
} from '../../../protocol/live.ts';
import type { LiveBoard } from '../board.ts';
import type { LiveChanges } from '../changes.ts';
import { leaveSeat, principalOf, takeSeat, type Connection } from '../connection.ts';
import type { RegisterEvent } from '../register-event.ts';

/** Scopes that one socket may join at a time. */
const MAX_SCOPES = 8;

/** What a client wants to watch, and from where on. */
interface Wish {
	scope: Scope;
	cursor?: Cursor | undefined;
}

/** Registers `board:join`, `board:leave` and `board:ack` (realtime.md §2.4). */
export function registerBoardEvents(
	registerEvent: RegisterEvent,
	{ board, changes }: { board: LiveBoard; changes: LiveChanges },
): void {
	/** One turn: rooms, versions and reply belong together; an await between them would lose frames. */
	const enter = (connection: Connection, wish: Wish, since: number | undefined) => {
		const { seats, socket } = connection;
		const { scope, cursor } = wish;
		if (!socket.connected) throw new AppError('unavailable', 'The socket is gone');
		if (!seats.has(scope) && seats.size >= MAX_SCOPES) {
			throw new AppError('invalid', `A socket joins at most ${MAX_SCOPES} scopes`, {
				reason: 'too_many_scopes',
			});
		}
		const answer = board.join(scope, cursor);
		if (!answer) throw noSuchScope();
		const { e, s } = 'snapshot' in answer ? answer.snapshot : answer.patch;
		takeSeat(connection, scope, { e, s });
		return { ...answer, events: changes.eventsOf(scope, since) };
	};

	registerEvent({
		name: 'board:join',
		schema: joinSchema,
		authorize({ scope }, connection) {
			const principal = principalOf(connection);
			requireSomewhere(principal, scope === 'contact' ? 'contact.view' : 'board.view');
			if (!canSeeScope(principal, scope, board.directory)) throw noSuchScope();
		},
		handle(wish, connection) {
			const { since } = wish;
			if (since === undefined || since <= changes.n) return enter(connection, wish, since);
			// Another node is further on, or the store was restored: a look decides. While it is away, the former.
			return changes.look().then(
				() => enter(connection, wish, since),
				() => enter(connection, wish, Math.min(since, changes.n)),
			);
		},
	});

	registerEvent({
		name: 'board:leave',
		schema: leaveSchema,
		authorize: mayTouchOwnSeats,
		handle({ scope }, connection) {
			leaveSeat(connection, scope);
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
