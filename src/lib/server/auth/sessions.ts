/**
 * Sign-in and sessions after the Lucia pattern: the cookie carries `id.secret`, the database the secret's hash only.
 * Input: what people type, and the cookies of every request and socket. Output: who they are, or nobody. Guarantee: a
 * session that was revoked, whose person was changed or disabled, or that is over its limits, is nobody at the next look;
 * every refused sign-in reads the same and takes as long.
 */
import { isIP } from 'node:net';
import { AppError } from '../../domain/errors.ts';
import type { Principal, Regions, Role } from '../../domain/permission.ts';
import { SESSION_LIFE, sessionEnd, shouldTouch } from '../../domain/session.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import {
	findSession,
	findSessions,
	hasSessionFrom,
	insertSession,
	revokeSession,
	revokeSessionsOf,
	touchSession,
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

/** One attempt to sign in. */
export interface SignInAttempt {
	username: string;
	password: string;
	/** The client's address. */
	ip: string;
	/** Its `User-Agent`, for the person's list of sessions. */
	agent: string;
	/** Token of the session that the browser still holds: it ends with the new one's begin. */
	oldToken?: string | undefined;
}

/** Told which sessions ended and why, after the database knows; whoever holds their sockets closes them. */
export type OnSessionsEnded = (ended: { sessionIds: readonly string[] }, reason: string) => void;

/** Longest user agent that is kept. */
const AGENT_LENGTH = 300;
/** What a session was opened with (`auth_level`). */
const PASSWORD_ONLY = 1;

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
	/** Addresses that may fail ten times as often: offices behind one address. */
	listedAddresses?: readonly string[];
}) {
	const { sql, system, hasher, log, isSecure } = deps;
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
		async signIn(attempt: SignInAttempt): Promise<{ token: string; user: SessionUser }> {
			const address = addressOf(attempt.ip);
			const person = await checkPassword(attempt, address);
			const replaces = await provenSession(attempt.oldToken);
			const now = system.now();
			const token = makeSessionToken();
			const session = {
				id: token.id,
				userId: person.id,
				secretHash: token.secretHash,
				absoluteExpiresAt: new Date(now.getTime() + SESSION_LIFE.absoluteMs),
				authLevel: PASSWORD_ONLY,
				userEpoch: person.authEpoch,
				ip: address,
				agent: attempt.agent.slice(0, AGENT_LENGTH),
			};
			const { perUser } = SESSION_LIFE;
			const ended = await insertSession(sql, session, { now, perUser, replaces });
			const isReplaced = (id: string) => id === replaces;
			tell(ended.filter(isReplaced), 'replaced');
			tell(
				ended.filter((id) => !isReplaced(id)),
				'too_many',
			);
			if (needsRehash(person.passwordPhc)) await rehash(person, attempt.password);
			log.info({ event: 'sign_in', userId: person.id, sessionId: token.id, address }, 'signed in');
			return { token: token.text, user: sessionUser(token.id, { ...person, userId: person.id }) };
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
			const presented = parseSessionToken(tokenIn(tokenOrCookies ?? '', cookie.name));
			if (!presented) return null;
			const session = await (isAct ? findSession(sql, presented.id) : findWithOthers(presented.id));
			if (!secretMatches(presented.secretHash, session?.secretHash ?? null) || !session)
				return null;
			const now = system.now();
			if (sessionEnd(session, now) !== null) return null;
			if (isAct && shouldTouch(session.lastSeenAt, now)) await touchSession(sql, session.id, now);
			return sessionUser(session.id, session);
		},

		/** Which of these sessions still hold; nobody's act. Throws `unavailable`. */
		async isValid(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
			if (sessionIds.length === 0) return new Set();
			const now = system.now();
			const rows = await findSessions(sql, sessionIds);
			return new Set(rows.filter((row) => sessionEnd(row, now) === null).map(({ id }) => id));
		},

		/** Ends one session, such as at signing out; one that is over already is no error. */
		async end(sessionId: string, reason: string): Promise<void> {
			await revokeSession(sql, sessionId, reason, system.now());
			tell([sessionId], reason);
		},

		/** Ends all sessions of a person. */
		async endAllOf(userId: string, reason: string): Promise<void> {
			tell(await revokeSessionsOf(sql, userId, reason, system.now()), reason);
		},

		/** Tells a listener of every session that ends by an act on this node; returns how to leave. */
		onEnded(listener: OnSessionsEnded): () => void {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},

		principalOf,
	};

	/** The person whose password it is; whatever is wrong, the refusal is the same and takes as long. */
	async function checkPassword(
		attempt: SignInAttempt,
		address: string | null,
	): Promise<UserWithPassword> {
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
		if (!user || !isRight || user.disabledAt !== null) {
			log.info({ event: 'sign_in_refused', userId: user?.id ?? null, address }, 'sign-in refused');
			throw new AppError('unauthenticated', 'Wrong user name or password', { reason: 'sign_in' });
		}
		await counted.succeeded();
		return user;
	}

	/** A browser may only replace a session whose secret it holds. */
	async function provenSession(token: string | undefined): Promise<string | null> {
		const presented = parseSessionToken(token ?? '');
		if (!presented) return null;
		const session = await findSession(sql, presented.id);
		return secretMatches(presented.secretHash, session?.secretHash ?? null) ? presented.id : null;
	}

	/** The person is in either way: a failure here waits for the next sign-in. */
	async function rehash(user: UserWithPassword, password: string): Promise<void> {
		try {
			const stronger = await hasher.hash(password);
			await updatePasswordHash(sql, user.id, { old: user.passwordPhc, new: stronger });
		} catch (err) {
			log.warn({ err, userId: user.id }, 'a weaker password hash could not be renewed');
		}
	}
}

/** The principal of a signed-in person, for `domain/permission.ts`. */
function principalOf(user: SessionUser): Principal {
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
