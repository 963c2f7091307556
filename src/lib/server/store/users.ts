import type { Change } from '../../domain/change.ts';
import { AppError } from '../../domain/errors.ts';
import type { Regions, Role } from '../../domain/permission.ts';
import type { Sql } from './connect.ts';

/** An account. */
export interface User {
	id: string;
	username: string;
	displayName: string;
	role: Role;
	regions: Regions;
	/** Raised by a change of password, role or region and by disabling: ends all older sessions. */
	authEpoch: number;
	mustChangePassword: boolean;
	createdAt: Date;
	disabledAt: Date | null;
}

/** An account with its password hash, for the sign-in only. */
export interface UserWithPassword extends User {
	/** PHC text; null while no password works: a new account, or one that was reset. */
	passwordPhc: string | null;
}

/** A new account. */
export interface NewUser {
	username: string;
	displayName: string;
	role: Role;
	regions: Regions;
	passwordPhc: string;
	mustChangePassword: boolean;
}

type Columns = Omit<User, 'regions'> & { regions: string[] | null };

/** The account with this name, whatever its case, or null. */
export async function findUserByName(sql: Sql, username: string): Promise<UserWithPassword | null> {
	const [row] = await sql<Columns & { passwordPhc: string | null }>`
		select id, username, display_name, role, regions, auth_epoch, must_change_password, created_at, disabled_at,
		       password_phc
		  from app_user where lower(username) = lower(${username})`;
	return row ? { ...userOf(row), passwordPhc: row.passwordPhc } : null;
}

/** The account with this id and its password hash, or null. */
export async function findUser(sql: Sql, id: string): Promise<UserWithPassword | null> {
	const [row] = await sql<Columns & { passwordPhc: string | null }>`
		select id, username, display_name, role, regions, auth_epoch, must_change_password, created_at, disabled_at,
		       password_phc
		  from app_user where id = ${id}`;
	return row ? { ...userOf(row), passwordPhc: row.passwordPhc } : null;
}

/** Display names of accounts by id; one that does not exist is left out. */
export async function listNames(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
	const rows = await sql<{ id: string; displayName: string }>`
		select id, display_name from app_user where id::text = any(${[...ids]}::text[])`;
	return new Map(rows.map(({ id, displayName }) => [id, displayName]));
}

/** All accounts by name. */
export async function listUsers(sql: Sql): Promise<User[]> {
	const rows = await sql<Columns>`
		select id, username, display_name, role, regions, auth_epoch, must_change_password, created_at, disabled_at
		  from app_user order by username collate "kk-x-icu"`;
	return rows.map(userOf);
}

/** Adds an account; throws `conflict`/`username_taken` where the name is in use, in whatever case. */
export async function insertUser(
	sql: Sql,
	user: NewUser,
	{ by, at, reason = null }: Change,
): Promise<User> {
	const [row] = await sql<Columns>`
		insert into app_user (username, display_name, role, regions, password_phc, must_change_password,
			created_at, changed_at, changed_by, change_reason)
		values (${user.username}, ${user.displayName}, ${user.role}, ${regionsOf(user.regions)}::text[],
			${user.passwordPhc}, ${user.mustChangePassword}, ${at}, ${at}, ${by}, ${reason})
		on conflict (lower(username)) do nothing
		returning id, username, display_name, role, regions, auth_epoch, must_change_password, created_at, disabled_at`;
	if (!row) {
		throw new AppError('conflict', 'This user name is taken', {
			reason: 'username_taken',
			field: 'username',
		});
	}
	return userOf(row);
}

/** Disables an account and so ends its sessions; false when there is none or it was disabled. */
export async function disableUser(
	sql: Sql,
	username: string,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update app_user set disabled_at = ${at}, changed_at = ${at}, changed_by = ${by}, change_reason = ${reason},
		       auth_epoch = auth_epoch + 1
		 where lower(username) = lower(${username}) and disabled_at is null returning id`;
	return rows.length > 0;
}

/** Lets a disabled account sign in again; false when it was not disabled. */
export async function enableUser(
	sql: Sql,
	userId: string,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update app_user set disabled_at = null, changed_at = ${at}, changed_by = ${by}, change_reason = ${reason}
		 where id = ${userId} and disabled_at is not null returning id`;
	return rows.length > 0;
}

/** Gives an account a role and regions, and so ends its sessions; false when there is none. */
export async function changeUser(
	sql: Sql,
	userId: string,
	wanted: { role: Role; regions: Regions },
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update app_user set role = ${wanted.role}, regions = ${regionsOf(wanted.regions)}::text[],
		       auth_epoch = auth_epoch + 1, changed_at = ${at}, changed_by = ${by}, change_reason = ${reason}
		 where id = ${userId} returning id`;
	return rows.length > 0;
}

/** Sets a password; `endSessions` ends all sessions with it. False when there is no such account. */
export async function updatePassword(
	sql: Sql,
	change: {
		userId: string;
		passwordPhc: string;
		mustChangePassword: boolean;
		endSessions: boolean;
	},
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update app_user set password_phc = ${change.passwordPhc}, must_change_password = ${change.mustChangePassword},
		       password_changed_at = ${at}, changed_at = ${at}, changed_by = ${by}, change_reason = ${reason},
		       auth_epoch = auth_epoch + ${change.endSessions ? 1 : 0}
		 where id = ${change.userId} returning id`;
	return rows.length > 0;
}

/** Replaces a hash by a stronger one of the same password, unless it has changed meanwhile: no session ends. */
export async function updatePasswordHash(
	sql: Sql,
	userId: string,
	phc: { old: string; new: string },
): Promise<void> {
	await sql`
		update app_user set password_phc = ${phc.new} where id = ${userId} and password_phc = ${phc.old}`;
}

/** Null stands for all. */
function regionsOf(regions: Regions): string[] | null {
	return regions === 'all' ? null : [...regions];
}

function userOf(row: Columns): User {
	const { id, username, displayName, role, authEpoch, mustChangePassword, createdAt, disabledAt } =
		row;
	return {
		id,
		username,
		displayName,
		role,
		regions: row.regions ?? 'all',
		authEpoch,
		mustChangePassword,
		createdAt,
		disabledAt,
	};
}
