import type { Change } from '../../domain/change.ts';
import type { Regions, Role } from '../../domain/permission.ts';
import type { SessionState } from '../../domain/session.ts';
import type { Sql } from './connect.ts';

/** A session that begins. */
export interface NewSession {
	id: string;
	userId: string;
	/** SHA-256 of the secret part of the token. */
	secretHash: Uint8Array;
	absoluteExpiresAt: Date;
	/** 1: password; 2: second factor too. */
	authLevel: number;
	/** The account's epoch when its password was checked. */
	userEpoch: number;
	ip: string | null;
	agent: string | null;
}

/** A session with all that decides whether it holds, and whose it is. */
export interface SessionRow extends SessionState {
	id: string;
	secretHash: Buffer;
	createdAt: Date;
	authLevel: number;
	userId: string;
	username: string;
	displayName: string;
	regions: Regions;
	mustChangePassword: boolean;
	/** A proven second factor. */
	hasFactor: boolean;
}

/** An open session in a list. */
export interface SessionEntry {
	id: string;
	userId: string;
	username: string;
	role: Role;
	createdAt: Date;
	lastSeenAt: Date;
	absoluteExpiresAt: Date;
	ip: string | null;
	agent: string | null;
}

/**
 * Begins a session and ends, in the same statement, the one it replaces and the oldest beyond `perUser`. Returns the ids
 * ended, so that their sockets can be closed.
 */
export async function insertSession(
	sql: Sql,
	session: NewSession,
	options: { now: Date; perUser: number; replaces?: string | null },
): Promise<string[]> {
	const { now, perUser, replaces = null } = options;
	const ended = await sql<{ id: string }>`
		with begun as (
			insert into session (id, user_id, secret_hash, created_at, last_seen_at, absolute_expires_at, auth_level,
				user_epoch, ip, agent)
			values (${session.id}, ${session.userId}, ${Buffer.from(session.secretHash)}, ${now}, ${now},
				${session.absoluteExpiresAt}, ${session.authLevel}, ${session.userEpoch}, ${session.ip}, ${session.agent})
		), open as (
			select session.id, row_number() over (order by created_at desc, session.id) as age
			  from session
			 where user_id = ${session.userId} and revoked_at is null and absolute_expires_at > ${now}
			   and session.id is distinct from ${replaces}
		)
		update session set revoked_at = ${now},
		       revoke_reason = case when session.id = ${replaces} then 'replaced' else 'too_many' end
		 where session.user_id = ${session.userId} and session.revoked_at is null
		   and (session.id = ${replaces} or session.id in (select open.id from open where age >= ${perUser}))
		returning session.id`;
	return ended.map(({ id }) => id);
}

/** The session with this id, with its account as it is now, or null. */
export async function findSession(sql: Sql, id: string): Promise<SessionRow | null> {
	const [row] = await findSessions(sql, [id]);
	return row ?? null;
}

/** Several sessions by one query: for waiting handshakes, and for the regular check of open sockets. */
export async function findSessions(sql: Sql, ids: readonly string[]): Promise<SessionRow[]> {
	const rows = await sql<Omit<SessionRow, 'regions'> & { regions: string[] | null }>`
		select session.id, session.secret_hash, session.created_at, session.last_seen_at, session.absolute_expires_at,
		       session.revoked_at, session.auth_level, session.user_epoch, session.user_id,
		       app_user.username, app_user.display_name, app_user.role, app_user.regions,
		       app_user.auth_epoch, app_user.disabled_at, app_user.must_change_password,
		       second_factor.confirmed_at is not null as has_factor
		  from session join app_user on app_user.id = session.user_id
		  left join second_factor on second_factor.user_id = session.user_id
		 where session.id = any(${[...ids]}::text[])`;
	return rows.map((row) => ({ ...row, regions: row.regions ?? 'all' }));
}

/** Notes a person's act in a session. */
export async function touchSession(sql: Sql, id: string, now: Date): Promise<void> {
	await sql`
		update session set last_seen_at = greatest(last_seen_at, ${now}) where id = ${id} and revoked_at is null`;
}

/** Ends one session; false when there is none or it had ended. */
export async function revokeSession(
	sql: Sql,
	id: string,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update session set revoked_at = ${at}, revoked_by = ${by}, revoke_reason = ${reason}
		 where id = ${id} and revoked_at is null returning id`;
	return rows.length > 0;
}

/** Ends all sessions of an account, but for one where `except` says so; returns their ids, so that their sockets can be closed. */
export async function revokeSessionsOf(
	sql: Sql,
	userId: string,
	{ by, at, reason = null }: Change,
	options: { except?: string } = {},
): Promise<string[]> {
	const rows = await sql<{ id: string }>`
		update session set revoked_at = ${at}, revoked_by = ${by}, revoke_reason = ${reason}
		 where user_id = ${userId} and revoked_at is null and id is distinct from ${options.except ?? null}
		returning id`;
	return rows.map(({ id }) => id);
}

/** Sessions that have not ended, newest first: of one person, or of all (null). Idle ones are the caller's to judge. */
export async function listSessions(
	sql: Sql,
	userId: string | null,
	now: Date,
): Promise<SessionEntry[]> {
	return sql<SessionEntry>`
		select session.id, user_id, username, role, session.created_at, last_seen_at, absolute_expires_at,
		       host(ip) as ip, agent
		  from session join app_user on app_user.id = user_id
		 where (${userId}::uuid is null or user_id = ${userId}) and revoked_at is null and user_epoch = auth_epoch
		   and disabled_at is null and absolute_expires_at > ${now}
		 order by session.created_at desc, session.id`;
}

/** Removes sessions that ended before an instant, by whatever cause. */
export async function deleteEndedSessions(sql: Sql, before: Date): Promise<number> {
	const rows = await sql`
		delete from session where revoked_at < ${before} or absolute_expires_at < ${before} returning id`;
	return rows.length;
}

/** Whether a person has ever signed in from an address. */
export async function hasSessionFrom(sql: Sql, userId: string, ip: string): Promise<boolean> {
	const [row] = await sql<{ known: boolean }>`
		select exists (select from session where user_id = ${userId} and ip = ${ip}::inet) as known`;
	return row?.known ?? false;
}
