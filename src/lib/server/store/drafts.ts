import type { DraftState } from '../../domain/regime-state.ts';
import type { Sql } from './connect.ts';
import { asRefusal } from './refusal.ts';

/** A draft as it is stored. */
export interface Draft {
	id: string;
	/** The permission it needs. */
	kind: string;
	/** Canonical JSON. */
	content: string;
	/** Its SHA-256, hexadecimal. */
	digest: string;
	requestedBy: string;
	requestedByName: string;
	sessionId: string;
	createdAt: Date;
	expiresAt: Date;
	/** Set where it waits for a second person. */
	confirmedAt: Date | null;
	usedAt: Date | null;
	withdrawnAt: Date | null;
}

/** Keeps a draft; returns its id. */
export async function insertDraft(
	sql: Sql,
	draft: {
		kind: string;
		content: string;
		requestedBy: string;
		sessionId: string;
		expiresAt: Date;
	},
	now: Date,
): Promise<string> {
	const [row] = await sql<{ id: string }>`
		insert into draft (kind, content, digest, requested_by, session_id, created_at, expires_at, changed_by, changed_at)
		values (${draft.kind}, ${draft.content}, sha256(convert_to(${draft.content}, 'UTF8')), ${draft.requestedBy},
			${draft.sessionId}, ${now}, ${draft.expiresAt}, ${`user:${draft.requestedBy}`}, ${now})
		returning id`;
	if (!row) throw new Error('The draft was not kept');
	return row.id;
}

/** The draft with this id, or null. */
export async function findDraft(sql: Sql, id: string): Promise<Draft | null> {
	const [row] = await sql<Draft>`
		select draft.id, kind, content, encode(digest, 'hex') as digest, requested_by, username as requested_by_name,
		       session_id, draft.created_at, expires_at, confirmed_at, used_at, withdrawn_at
		  from draft join app_user on app_user.id = requested_by where draft.id = ${id}`;
	return row ?? null;
}

/** Drafts that wait for a second person, oldest first. */
export async function listWaitingDrafts(sql: Sql, now: Date): Promise<Draft[]> {
	return sql<Draft>`
		select draft.id, kind, content, encode(digest, 'hex') as digest, requested_by, username as requested_by_name,
		       session_id, draft.created_at, expires_at, confirmed_at, used_at, withdrawn_at
		  from draft join app_user on app_user.id = requested_by
		 where confirmed_at is not null and used_at is null and withdrawn_at is null and expires_at > ${now}
		 order by draft.created_at`;
}

/** Drafts of new decisions that stand so, oldest first. */
export async function listDecisionDrafts(
	sql: Sql,
	state: DraftState,
	now: Date,
): Promise<Pick<Draft, 'content' | 'requestedBy'>[]> {
	return sql<Pick<Draft, 'content' | 'requestedBy'>>`
		select content, requested_by from draft
		 where kind in ('regime.request', 'regime.emergency') and used_at is null and withdrawn_at is null
		   and (confirmed_at is null) = ${state === 'draft'} and (expires_at <= ${now}) = ${state === 'lapsed'}
		 order by created_at, id`;
}

/** Takes a draft back, by its requester or by whoever would have to confirm it. False when it is over. */
export async function withdrawDraft(sql: Sql, id: string, by: string, now: Date): Promise<boolean> {
	const rows = await sql`
		update draft set withdrawn_at = ${now}, changed_by = ${`user:${by}`}, changed_at = ${now}
		 where id = ${id} and used_at is null and withdrawn_at is null returning id`;
	return rows.length > 0;
}

/** Changes of rules that were confirmed since an instant: by one requester and by all, with the first of each. */
export async function countRuleDrafts(
	sql: Sql,
	requestedBy: string,
	since: Date,
): Promise<Record<'own' | 'all', { count: number; first: Date | null }>> {
	const [row] = await sql<{
		own: number;
		ownFirst: Date | null;
		every: number;
		first: Date | null;
	}>`
		select count(*) filter (where is_own)::integer as own, min(at) filter (where is_own) as own_first,
		       count(*)::integer as every, min(at) as first
		  from (select coalesce(confirmed_at, used_at) as at, requested_by = ${requestedBy} as is_own from draft
		         where kind like 'regime.%' and kind <> 'regime.approve' and changed_at >= ${since}) as draft
		 where at >= ${since}`;
	if (!row) throw new Error('Nothing was counted');
	return {
		own: { count: row.own, first: row.ownFirst },
		all: { count: row.every, first: row.first },
	};
}

/** Removes drafts that were never confirmed and expired before an instant. */
export async function deleteStaleDrafts(sql: Sql, before: Date): Promise<void> {
	await sql`delete from draft where confirmed_at is null and used_at is null and expires_at < ${before}`;
}

/** What confirms a draft. */
export interface Confirmation {
	id: string;
	/** Of the content that was shown, hexadecimal. */
	digest: string;
	userId: string;
	sessionId: string;
	/** Step of the code. */
	step: number;
	/** Roles that may do it, and roles of whom a second person must confirm (empty: nobody). */
	roles: readonly string[];
	secondRoles: readonly string[];
	/** What the server made for it, such as hashes of a new key. */
	made: Record<string, string>;
	now: Date;
	/** How long a second person has, seconds. */
	waitSeconds: number;
}

/**
 * Confirms a draft and does it, in one statement; `waiting` where a second person must confirm too. Throws what the
 * functions of the migrations `0038` and later refuse: `not_found`, `forbidden`, `stale`, `conflict` with the reason.
 */
export async function confirmDraft(sql: Sql, given: Confirmation): Promise<'done' | 'waiting'> {
	try {
		const [row] = await sql<{ outcome: 'done' | 'waiting' }>`
			select confirm_draft(${given.id}, decode(${given.digest}, 'hex'), ${given.userId}, ${given.sessionId},
				${given.step}, ${[...given.roles]}::text[], ${[...given.secondRoles]}::text[],
				make_interval(secs => ${given.waitSeconds}), ${JSON.stringify(given.made)}::text::jsonb,
				${given.now}) as outcome`;
		if (!row) throw new Error('The confirmation returned nothing');
		return row.outcome;
	} catch (error) {
		throw asRefusal(error);
	}
}
