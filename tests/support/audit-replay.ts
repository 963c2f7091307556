// Whether the audit trail and the audited tables tell the same story, version by version.
import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '$lib/server/store/connect.ts';

type Row = Record<string, unknown>;

/** An audited table: what the trail calls its rows, its key, and what the trail leaves out. */
interface AuditedTable {
	table: string;
	object: string;
	key: string;
	leftOut: string[];
}

/** Audited rows by object and key, sessions by their ends, and where the trail stood. */
export interface Books {
	head: number;
	rows: Map<string, Row>;
	sessions: Map<string, boolean>;
}

interface Entry {
	seq: number;
	object: string;
	objectId: string;
	action: string;
	before: Row | null;
	after: Row | null;
}

/** The tables that carry the audit's trigger, by the trigger's own arguments. */
export async function auditedTables(sql: Sql): Promise<AuditedTable[]> {
	const triggers = await sql<{ table: string; arguments: string }>`
		select relname as table, encode(tgargs, 'hex') as arguments
		  from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_proc on pg_proc.oid = tgfoid
		 where proname = 'audit_row' order by relname`;
	return triggers.map(({ table, arguments: text }) => {
		const [object = '', key = '', ...leftOut] = Buffer.from(text, 'hex')
			.toString()
			.split('\0')
			.slice(0, -1);
		return { table, object, key, leftOut };
	});
}

/** Reads all of it at one moment. */
export async function readBooks(sql: Sql, tables: readonly AuditedTable[]): Promise<Books> {
	const rows = new Map<string, Row>();
	for (const { table, object, key, leftOut } of tables) {
		const found = await sql.driver.unsafe<{ id: string; row: Row }[]>(
			`select ${key}::text as id, to_jsonb(t) as row from ${table} as t`,
		);
		for (const { id, row } of found) rows.set(`${object} ${id}`, audited(row, key, leftOut));
	}
	const sessions = await sql<{ id: string; isOver: boolean }>`
		select id, revoked_at is not null as is_over from session`;
	const [{ head } = { head: 0 }] = await sql<{ head: number }>`
		select coalesce(max(seq), 0) as head from audit`;
	return { head, rows, sessions: new Map(sessions.map(({ id, isOver }) => [id, isOver])) };
}

/** What does not fit between two readings: an entry without its change, a change without its entry. */
export async function differences(
	sql: Sql,
	before: Books,
	after: Books,
): Promise<{ faults: string[]; objectIds: Set<string> }> {
	const entries = await sql<Entry>`
		select seq, object, object_id, action, before, after from audit
		 where seq > ${before.head} and seq <= ${after.head} order by seq`;
	const faults: string[] = [];
	const told = new Map(before.rows);
	const sessions = new Map(before.sessions);
	for (const entry of entries) {
		const name = `${entry.object} ${entry.objectId}`;
		if (entry.object === 'session') {
			const isKnown = sessions.get(entry.objectId);
			const fits = entry.action === 'begun' ? isKnown === undefined : isKnown === false;
			if (!fits) faults.push(`${entry.seq}: ${name} ${entry.action}`);
			sessions.set(entry.objectId, entry.action === 'ended');
			continue;
		}
		const row = told.get(name) ?? {};
		for (const [field, value] of Object.entries(entry.before ?? {})) {
			if (!isDeepStrictEqual(row[field] ?? null, value))
				faults.push(`${entry.seq}: ${name}.${field}`);
		}
		told.set(name, { ...row, ...entry.after });
	}
	for (const [name, row] of after.rows) {
		const story = told.get(name) ?? {};
		for (const [field, value] of Object.entries(row)) {
			if (!isDeepStrictEqual(story[field] ?? null, value))
				faults.push(`no entry for ${name}.${field}`);
		}
	}
	for (const name of told.keys()) if (!after.rows.has(name)) faults.push(`no row for ${name}`);
	if (!isDeepStrictEqual(sessions, after.sessions)) faults.push('sessions differ');
	return { faults, objectIds: new Set(entries.map(({ objectId }) => objectId)) };
}

function audited(row: Row, key: string, leftOut: readonly string[]): Row {
	const never = ['changed_by', 'changed_at', 'change_reason', key, ...leftOut];
	return Object.fromEntries(
		Object.entries(row).filter(([field]) => !never.includes(field) && !/_(hash|phc)$/.test(field)),
	);
}
