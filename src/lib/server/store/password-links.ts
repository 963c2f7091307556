import type { Sql } from './connect.ts';

/** A one-time link with whose it is. */
export interface PasswordLink {
	id: string;
	secretHash: Buffer;
	userId: string;
	username: string;
	expiresAt: Date;
	usedAt: Date | null;
}

/** The link with this id, or null. */
export async function findPasswordLink(sql: Sql, id: string): Promise<PasswordLink | null> {
	const [row] = await sql<PasswordLink>`
		select link.id, secret_hash, user_id, username, expires_at, used_at
		  from password_link as link join app_user on app_user.id = user_id
		 where link.id = ${id} and disabled_at is null`;
	return row ?? null;
}

/** Sets a password by a link; false when it was used, is too old, or its account is disabled. */
export async function usePasswordLink(
	sql: Sql,
	id: string,
	passwordPhc: string,
	now: Date,
): Promise<boolean> {
	const [row] = await sql<{ isDone: boolean }>`
		select use_password_link(${id}, ${passwordPhc}, ${now}) as is_done`;
	return row?.isDone ?? false;
}
