import type { Change } from '../../domain/change.ts';
import type { Sql } from './connect.ts';
import type { NewSession } from './sessions.ts';

/** A person's second factor. */
export interface Factor {
	/** Under the sealing key; empty when it was removed. */
	sealedSeed: Buffer;
	/** Null: shown to its owner, not proven yet. */
	confirmedAt: Date | null;
	/** Recovery codes that are left. */
	recoveryLeft: number;
}

/** The factor of a person, proven or not; null where there is none. */
export async function findFactor(sql: Sql, userId: string): Promise<Factor | null> {
	const [row] = await sql<Factor>`
		select sealed_seed, confirmed_at, recovery_left from second_factor
		 where user_id = ${userId} and removed_at is null`;
	return row ?? null;
}

/** Keeps the seed of a factor that is about to be shown; one that was proven stays. False then. */
export async function putFactor(
	sql: Sql,
	userId: string,
	sealedSeed: Uint8Array,
	now: Date,
): Promise<boolean> {
	const rows = await sql`
		insert into second_factor as factor (user_id, sealed_seed, changed_by, changed_at)
		values (${userId}, ${Buffer.from(sealedSeed)}, ${`user:${userId}`}, ${now})
		on conflict (user_id) do update
		   set sealed_seed = excluded.sealed_seed, removed_at = null, changed_by = excluded.changed_by,
		       changed_at = excluded.changed_at, change_reason = null
		 where factor.confirmed_at is null
		returning user_id`;
	return rows.length > 0;
}

/** Sets a proven factor without its owner's code: seeding a demo. */
export async function seedFactor(
	sql: Sql,
	userId: string,
	sealedSeed: Uint8Array,
	now: Date,
): Promise<void> {
	await sql`
		insert into second_factor as factor (user_id, sealed_seed, confirmed_at, changed_by, changed_at)
		values (${userId}, ${Buffer.from(sealedSeed)}, ${now}, 'system', ${now})
		on conflict (user_id) do update
		   set sealed_seed = excluded.sealed_seed, confirmed_at = ${now}, removed_at = null, changed_by = 'system',
		       changed_at = ${now}`;
}

/** Marks a code as used; false when it was, or another came later. */
export async function takeStep(sql: Sql, userId: string, step: number): Promise<boolean> {
	const rows = await sql`
		update second_factor set last_step = ${step}
		 where user_id = ${userId} and confirmed_at is not null and last_step < ${step} returning user_id`;
	return rows.length > 0;
}

/** Uses a recovery code up; false when it is none of the person's. */
export async function takeRecoveryCode(
	sql: Sql,
	userId: string,
	hash: Uint8Array,
	now: Date,
): Promise<boolean> {
	const rows = await sql`
		update second_factor
		   set recovery_hashes = array_remove(recovery_hashes, ${Buffer.from(hash)}::bytea),
		       changed_by = ${`user:${userId}`}, changed_at = ${now}, change_reason = 'recovery_code'
		 where user_id = ${userId} and confirmed_at is not null and ${Buffer.from(hash)}::bytea = any(recovery_hashes)
		returning user_id`;
	return rows.length > 0;
}

/** Proves a factor by its first code and begins the session that goes on; all others end. */
export async function confirmFactor(
	sql: Sql,
	userId: string,
	proof: { step: number; recoveryHashes: readonly Buffer[]; now: Date },
	next: NewSession,
): Promise<boolean> {
	const hashes = `{${proof.recoveryHashes.map((hash) => `"\\\\x${hash.toString('hex')}"`).join(',')}}`;
	const [row] = await sql<{ isDone: boolean }>`
		select confirm_factor(${userId}, ${proof.step}, ${hashes}::text::bytea[], ${proof.now},
			${sessionJson(next)}::text::jsonb) as is_done`;
	return row?.isDone ?? false;
}

/** Takes a factor away with a code of its owner and begins the session that goes on; all others end. */
export async function removeFactor(
	sql: Sql,
	userId: string,
	proof: { step: number; now: Date },
	next: NewSession,
): Promise<boolean> {
	const [row] = await sql<{ isDone: boolean }>`
		select remove_factor(${userId}, ${proof.step}, ${`user:${userId}`}, ${proof.now}, 'removed_by_owner',
			${sessionJson(next)}::text::jsonb) as is_done`;
	return row?.isDone ?? false;
}

/** Takes a factor away at an operator's word and ends all sessions of its owner; false where there is none. */
export async function dropFactor(
	sql: Sql,
	userId: string,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const [row] = await sql<{ isDone: boolean }>`
		select remove_factor(${userId}, null, ${by}, ${at}, ${reason}, null) as is_done`;
	return row?.isDone ?? false;
}

/** Sets a password of one's own and begins the session that goes on; false when another change came first. */
export async function changePassword(
	sql: Sql,
	userId: string,
	change: { oldPhc: string; newPhc: string; now: Date },
	next: NewSession,
): Promise<boolean> {
	const [row] = await sql<{ isDone: boolean }>`
		select change_password(${userId}, ${change.oldPhc}, ${change.newPhc}, ${change.now},
			${sessionJson(next)}::text::jsonb) as is_done`;
	return row?.isDone ?? false;
}

/** A session as the functions of the migration `0037-second-factor.sql` take it. */
function sessionJson(session: NewSession): string {
	return JSON.stringify({
		...session,
		secretHash: Buffer.from(session.secretHash).toString('hex'),
	});
}
