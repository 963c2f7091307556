/**
 * Sign-in and sessions after the Lucia pattern: the cookie carries `id.secret`, the database the secret's hash only.
 * Input: what people type, and the cookies of every request and socket. Output: who they are, or nobody. Guarantee: a
 * session that was revoked, whose person was changed or disabled, or that is over its limits, is nobody at the next look;
 * every refused sign-in reads the same and takes as long.
 */
import { isIP } from 'node:net';
import type { Actor } from '../../domain/change.ts';
import { AppError } from '../../domain/errors.ts';
import {
	requireSomewhere,
	type Principal,
	type Regions,
	type Role,
} from '../../domain/permission.ts';
import {
	AUTH_LEVEL,
	idleLimitMs,
	owedStep,
	SESSION_LIFE,
	sessionEnd,
	shouldTouch,
	type SignInStep,
} from '../../domain/session.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import {
	findSession,
	findSessions,
	hasSessionFrom,
	insertSession,
	listSessions,
	revokeSession,
	revokeSessionsOf,
	touchSession,
	type NewSession,
	type SessionEntry,
	type SessionRow,
} from '../store/sessions.ts';
import { findUserByName, updatePasswordHash, type UserWithPassword } from '../store/users.ts';
import { readCookie, sessionCookie } from './cookie.ts';
import { gatherLookUps } from './gathered-look-ups.ts';
import { needsRehash, type PasswordHasher } from './password.ts';
import { createSignInGate, type SignInLimits } from './sign-in-limits.ts';
import { makeSessionToken, parseSessionToken, secretMatches } from './token.ts';

/** A signed-in person, as pages, endpoints and events see them. */
export interface SessionUser {
	sessionId: string;
	userId: string;
	username: string;
	displayName: string;
	role: Role;
	regions: Regions;
}

/** Whose session it is, and what they still owe before it opens anything; null for a complete one. */
export interface Identified {
	user: SessionUser;
	step: SignInStep | null;
}

/** A new session's token for the cookie, and the row to be stored with the change that begins it. */
export interface NextSession {
	token: string;
	row: NewSession;
}

/** Where a request comes from. */
export interface Origin {
	/** The client's address. */
	ip: string;
	/** Its `User-Agent`, for the person's list of sessions. */
	agent: string;
}

/** One attempt to sign in. */
export interface SignInAttempt extends Origin {
	username: string;
	password: string;
	/** Token of the session that the browser still holds: it ends with the new one's begin. */
	oldToken?: string | undefined;
}

/** Told which sessions ended and why, after the database knows; whoever holds their sockets closes them. */
export type OnSessionsEnded = (ended: { sessionIds: readonly string[] }, reason: string) => void;

/** Longest user agent that is kept. */
const AGENT_LENGTH = 300;

/** Sockets that wait to be let in are looked up together, one query each so many ms [reliability.md §4]. */
const HANDSHAKES_EVERY_MS = 250;

/** Makes the sessions of this node. `sql` should be connections that ingest cannot use up. */
export function createSessions(deps: {
	sql: Sql;
	system: Clock;
	hasher: PasswordHasher;
	log: Log;
	/** The public address is HTTPS. */
	isSecure: boolean;
	limits?: SignInLimits;
	/** Outside demo mode: sign-in asks the code of whoever has a factor, and roles that need one must set one up. */
	asksFactor: boolean;
	/** Addresses that may fail ten times as often: offices behind one address. */
	listedAddresses?: readonly string[];
}) {
	const { sql, system, hasher, log, isSecure, asksFactor } = deps;
	const cookie = sessionCookie(isSecure, SESSION_LIFE.absoluteMs);
	const gate = createSignInGate(deps);
	const findWithOthers = gatherLookUps({
		everyMs: HANDSHAKES_EVERY_MS,
		find: (ids) => findSessions(sql, ids),
	});
	const listeners = new Set<OnSessionsEnded>();

	const tell = (sessionIds: readonly string[], reason: string) => {
		if (sessionIds.length === 0) return;
		for (const listener of listeners) listener({ sessionIds }, reason);
	};

	return {
		/** How the cookie is named and set. */
		cookie,

		/**
		 * Signs a person in: a new session, the old one and all beyond five end. Throws `unauthenticated` with one text for
		 * every cause, `rate_limited` after too many wrong attempts, `unavailable`.
		 */
		async signIn(attempt: SignInAttempt): Promise<Identified & { token: string }> {
			const address = addressOf(attempt.ip);
			const { person, phc } = await checkPassword(attempt, address);
			const replaces = await provenSession(attempt.oldToken);
			const next = nextSession(person.id, person.authEpoch, AUTH_LEVEL.password, attempt);
			await begin(next, replaces);
			if (needsRehash(phc)) await rehash(person.id, phc, attempt.password);
			const sessionId = next.row.id;
			log.info({ event: 'sign_in', userId: person.id, sessionId, address }, 'signed in');
			const identified = await identify(next.token, false);
			if (!identified) throw new AppError('unauthenticated', 'The session ended at once');
			return { token: next.token, ...identified };
		},

		/** The second half of a sign-in: the session goes on as one whose factor was shown too. */
		async signInFully(user: SessionUser, from: Origin): Promise<{ token: string }> {
			const session = await findSession(sql, user.sessionId);
			if (!session) throw new AppError('unauthenticated', 'The session has ended');
			const next = nextSession(user.userId, session.userEpoch, AUTH_LEVEL.factor, from);
			await begin(next, user.sessionId);
			return { token: next.token };
		},

		/** The session that goes on after a change that ends all others; the change stores its row. */
		next(user: SessionUser, authLevel: number, from: Origin): NextSession {
			return nextSession(user.userId, 0, authLevel, from);
		},

		/** A person's open sessions, newest first. */
		async listOwn(user: SessionUser): Promise<SessionEntry[]> {
			return holding(await listSessions(sql, user.userId, system.now()));
		},

		/** Everybody's open sessions, newest first. Throws `forbidden`. */
		async listAll(principal: Principal): Promise<SessionEntry[]> {
			requireSomewhere(principal, 'session.revoke');
			return holding(await listSessions(sql, null, system.now()));
		},

		/** Ends another session of the same person; `not_found` for anybody else's. */
		async endOwn(user: SessionUser, sessionId: string): Promise<void> {
			const own = await listSessions(sql, user.userId, system.now());
			if (!own.some(({ id }) => id === sessionId)) {
				throw new AppError('not_found', 'No such session');
			}
			await revokeSession(sql, sessionId, {
				by: actorOf(user),
				at: system.now(),
				reason: 'by_owner',
			});
			tell([sessionId], 'by_owner');
		},

		/** Ends all sessions of a person but the one that asks; returns how many. */
		async endOthers(user: SessionUser): Promise<number> {
			const change = { by: actorOf(user), at: system.now(), reason: 'by_owner' };
			const ended = await revokeSessionsOf(sql, user.userId, change, { except: user.sessionId });
			tell(ended, 'by_owner');
			return ended.length;
		},

		/** Ends anybody's session, by an administrator. Throws `forbidden`, `not_found`. */
		async force(principal: Principal, sessionId: string, reason: string): Promise<void> {
			requireSomewhere(principal, 'session.revoke');
			const change = { by: actorOf(principal), at: system.now(), reason };
			if (!(await revokeSession(sql, sessionId, change))) {
				throw new AppError('not_found', 'No such session');
			}
			tell([sessionId], 'forced');
		},

		/** Ends all sessions of a person, by an administrator; returns how many. Throws `forbidden`. */
		async forceAllOf(principal: Principal, userId: string, reason: string): Promise<number> {
			requireSomewhere(principal, 'session.revoke');
			const change = { by: actorOf(principal), at: system.now(), reason };
			const ended = await revokeSessionsOf(sql, userId, change);
			tell(ended, 'forced');
			return ended.length;
		},

		/**
		 * Who a token, or a `Cookie` header, belongs to; null for nobody. `isAct`: a person caused it, which counts against
		 * the idle limit (written at most each minute); what nobody caused, such as a socket that returns, is looked up with
		 * all others of its quarter of a second. Throws `unavailable`.
		 */
		async authenticate(
			tokenOrCookies: string | null | undefined,
			{ isAct = true }: { isAct?: boolean } = {},
		): Promise<SessionUser | null> {
			const identified = await identify(tokenOrCookies, isAct);
			return identified?.step === null ? identified.user : null;
		},

		/** Like `authenticate`, and also for sessions in which a step of the sign-in is still owed. */
		identify: (tokenOrCookies: string | null | undefined) => identify(tokenOrCookies, true),

		/** Which of these sessions still hold; nobody's act. Throws `unavailable`. */
		async isValid(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
			if (sessionIds.length === 0) return new Set();
			const now = system.now();
			const rows = await findSessions(sql, sessionIds);
			const isGood = (row: SessionRow) =>
				sessionEnd(row, now) === null && owedStep(row, asksFactor) === null;
			return new Set(rows.filter(isGood).map(({ id }) => id));
		},

		/** Signs a person out: ends the session; one that is over already is no error. */
		async end(user: SessionUser, reason: string): Promise<void> {
			const { sessionId } = user;
			await revokeSession(sql, sessionId, { by: actorOf(user), at: system.now(), reason });
			tell([sessionId], reason);
		},

		/** Tells a listener of every session that ends by an act on this node; returns how to leave. */
		onEnded(listener: OnSessionsEnded): () => void {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},

		principalOf,
	};

	async function identify(
		tokenOrCookies: string | null | undefined,
		isAct: boolean,
	): Promise<Identified | null> {
		const presented = parseSessionToken(tokenIn(tokenOrCookies ?? '', cookie.name));
		if (!presented) return null;
		const session = await (isAct ? findSession(sql, presented.id) : findWithOthers(presented.id));
		if (!secretMatches(presented.secretHash, session?.secretHash ?? null) || !session) return null;
		const now = system.now();
		if (sessionEnd(session, now) !== null) return null;
		if (isAct && shouldTouch(session.lastSeenAt, now)) await touchSession(sql, session.id, now);
		return { user: sessionUser(session.id, session), step: owedStep(session, asksFactor) };
	}

	function nextSession(
		userId: string,
		userEpoch: number,
		authLevel: number,
		from: Origin,
	): NextSession {
		const token = makeSessionToken();
		const absoluteExpiresAt = new Date(system.now().getTime() + SESSION_LIFE.absoluteMs);
		const agent = from.agent.slice(0, AGENT_LENGTH);
		const session = {
			userId,
			userEpoch,
			authLevel,
			absoluteExpiresAt,
			agent,
			ip: addressOf(from.ip),
		};
		return { token: token.text, row: { ...session, id: token.id, secretHash: token.secretHash } };
	}

	/** Begins a session; the one that it replaces and the oldest beyond five end. */
	async function begin(next: NextSession, replaces: string | null): Promise<void> {
		const options = { now: system.now(), perUser: SESSION_LIFE.perUser, replaces };
		const ended = await insertSession(sql, next.row, options);
		const isReplaced = (id: string) => id === replaces;
		tell(ended.filter(isReplaced), 'replaced');
		tell(
			ended.filter((id) => !isReplaced(id)),
			'too_many',
		);
	}

	/** Those that are not over by idleness. */
	function holding(sessions: SessionEntry[]): SessionEntry[] {
		const now = system.now().getTime();
		return sessions.filter(
			({ lastSeenAt, role }) => now - lastSeenAt.getTime() < idleLimitMs(role),
		);
	}

	/** The person whose password it is; whatever is wrong, the refusal is the same and takes as long. */
	async function checkPassword(
		attempt: SignInAttempt,
		address: string | null,
	): Promise<{ person: UserWithPassword; phc: string }> {
		const username = attempt.username.normalize('NFC').trim();
		const user = await findUserByName(sql, username);
		const counted = await gate.enter({
			username: username.toLowerCase(),
			address: address ?? '',
			isKnownAddress:
				user !== null && address !== null && (await hasSessionFrom(sql, user.id, address)),
		});
		let isRight: boolean;
		try {
			isRight = await hasher.verify(attempt.password, user?.passwordPhc ?? null);
		} catch (error) {
			await counted.withdrawn();
			throw error;
		}
		if (!user || !isRight || user.disabledAt !== null || user.passwordPhc === null) {
			log.info({ event: 'sign_in_refused', userId: user?.id ?? null, address }, 'sign-in refused');
			throw new AppError('unauthenticated', 'Wrong user name or password', { reason: 'sign_in' });
		}
		await counted.succeeded();
		return { person: user, phc: user.passwordPhc };
	}

	/** A browser may only replace a session whose secret it holds. */
	async function provenSession(token: string | undefined): Promise<string | null> {
		const presented = parseSessionToken(token ?? '');
		if (!presented) return null;
		const session = await findSession(sql, presented.id);
		return secretMatches(presented.secretHash, session?.secretHash ?? null) ? presented.id : null;
	}

	/** The person is in either way: a failure here waits for the next sign-in. */
	async function rehash(userId: string, phc: string, password: string): Promise<void> {
		try {
			const stronger = await hasher.hash(password);
			await updatePasswordHash(sql, userId, { old: phc, new: stronger });
		} catch (err) {
			log.warn({ err, userId }, 'a weaker password hash could not be renewed');
		}
	}
}

/** A person as the audit names them. */
function actorOf(who: SessionUser | Principal): Actor {
	return 'feedId' in who ? `feed:${who.feedId}` : `user:${who.userId}`;
}

/** The principal of a signed-in person, for `domain/permission.ts`. */
export function principalOf(user: SessionUser): Principal {
	return { kind: 'user', userId: user.userId, role: user.role, regions: user.regions };
}

function sessionUser(sessionId: string, person: Omit<SessionUser, 'sessionId'>): SessionUser {
	const { userId, username, displayName, role, regions } = person;
	return { sessionId, userId, username, displayName, role, regions };
}

function tokenIn(tokenOrCookies: string, cookieName: string): string {
	if (!tokenOrCookies.includes('=')) return tokenOrCookies;
	return readCookie(tokenOrCookies, cookieName) ?? '';
}

/** An address as the database takes it: without the zone of a link-local one; null for anything else. */
function addressOf(ip: string): string | null {
	const [address = ''] = ip.split('%');
	return isIP(address) === 0 ? null : address;
}
