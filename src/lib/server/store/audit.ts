import type { ChainEntry, ChainHead } from '../../domain/audit-chain.ts';
import type { Sql } from './connect.ts';

/** One entry as people read it: only the fields that changed. */
export interface AuditEntry {
	seq: number;
	/** System clock. */
	at: Date;
	/** Operations clock. */
	operationsAt: Date;
	/** `user:<id>`, `operator:<name>`, `feed:<id>` or `system`. */
	actor: string;
	/** Login behind a `user:` actor; null for the others. */
	username: string | null;
	action: 'added' | 'changed' | 'begun' | 'ended';
	object: string;
	objectId: string;
	/** What the object is called, where it has a name: login, feed, center. */
	objectName: string | null;
	reason: string | null;
	before: Record<string, unknown> | null;
	after: Record<string, unknown> | null;
	/** Hexadecimal. */
	hash: string;
}

/** Which entries are wanted; absent parts do not narrow. */
export interface AuditFilter {
	actor?: string;
	object?: string;
	objectId?: string;
	from?: Date;
	to?: Date;
	/** Entries of these regions only, and none of no region. */
	regions?: readonly string[];
}

/** Entries that match, newest first, older than `before`; at most `limit`. */
export async function listAudit(
	sql: Sql,
	filter: AuditFilter,
	page: { before?: number | null; limit: number },
): Promise<AuditEntry[]> {
	const { actor = null, object = null, objectId = null, from = null, to = null } = filter;
	return sql<AuditEntry>`
		select seq, at, operations_at, actor, app_user.username, action, object, object_id,
		       coalesce(object_user.username, feed.name, session_user_name.username) as object_name,
		       reason, before, after, encode(hash, 'hex') as hash
		  from audit
		  left join app_user on actor = 'user:' || app_user.id
		  left join app_user as object_user on object = 'user' and object_id = object_user.id::text
		  left join feed on object = 'feed' and object_id = feed.id::text
		  left join app_user as session_user_name
		    on object = 'session' and after ->> 'user' = session_user_name.id::text
		 where (${page.before ?? null}::bigint is null or seq < ${page.before ?? null})
		   and (${actor}::text is null or actor = ${actor} or app_user.username = ${actor})
		   and (${object}::text is null or object = ${object})
		   and (${objectId}::text is null or object_id = ${objectId})
		   and (${from}::timestamptz is null or at >= ${from})
		   and (${to}::timestamptz is null or at < ${to})
		   and (${filter.regions ? [...filter.regions] : null}::text[] is null
		        or audit.regions && ${filter.regions ? [...filter.regions] : null}::text[])
		 order by seq desc limit ${page.limit}`;
}

/** Kinds of objects that have entries. */
export async function listAuditObjects(sql: Sql): Promise<string[]> {
	const rows = await sql<{ object: string }>`select distinct object from audit order by object`;
	return rows.map(({ object }) => object);
}

/**
 * Entries from a number on as the chain covers them. The texts are spelled out here and not taken from a function of the
 * database, which whoever rewrites the trail could rewrite too.
 */
export async function readChain(
	sql: Sql,
	range: { after: number; limit: number },
): Promise<ChainEntry[]> {
	return sql<ChainEntry>`
		select seq, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash, to_jsonb(array[
		       seq::text,
		       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		       to_char(operations_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		       actor, action, object, object_id, array_to_string(regions, ','), reason,
		       before::text, after::text]) as fields
		  from audit where seq > ${range.after} order by seq limit ${range.limit}`;
}

/** The last entry; null while there is none. */
export async function readChainHead(sql: Sql): Promise<ChainHead | null> {
	const [row] = await sql<ChainHead>`
		select seq, encode(hash, 'hex') as hash from audit order by seq desc limit 1`;
	return row ?? null;
}

/** Whether the role of this connection could change entries: it owns the table, is a superuser, or was granted it. */
export async function canRewriteAudit(sql: Sql): Promise<boolean> {
	const [row] = await sql<{ can: boolean }>`
		select has_table_privilege('audit', 'update') or has_table_privilege('audit', 'delete')
		       or has_table_privilege('audit', 'truncate') or has_table_privilege('audit', 'insert') as can`;
	return row?.can ?? true;
}

/** What ended since a number: whether any session did, or an account changed, and where the trail stands. */
export interface EndingsSince {
	head: number;
	hasEndings: boolean;
}

/** Looks at the entries after a number. */
export async function readEndingsSince(sql: Sql, after: number): Promise<EndingsSince> {
	const [row] = await sql<EndingsSince>`
		select coalesce(max(seq), 0) as head,
		       coalesce(bool_or(seq > ${after} and (
		           (object = 'session' and action = 'ended') or (object = 'user' and after ? 'auth_epoch'))), false)
		         as has_endings
		  from audit where seq > ${after} or seq = (select max(seq) from audit)`;
	return row ?? { head: 0, hasEndings: false };
}
