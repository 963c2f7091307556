import type { Actor } from '../../domain/change.ts';
import type { ObjectChange } from '../../domain/errors.ts';
import { ASPECTS } from '../../domain/regime.ts';
import type { DecisionDoc, DecisionEntry, StoredEntry } from '../../domain/regime-entry.ts';
import { decisionFromJson, type Json } from '../../domain/regime-json.ts';
import type { DecisionVersion } from '../../domain/rule-book.ts';
import type { Sql } from './connect.ts';
import { asRefusal } from './refusal.ts';

/** Versions that one query brings; a node that is further behind asks again. */
const VERSIONS_AT_ONCE = 2000;

/** Who changes rules, when by both clocks, and why. */
export interface RuleChange {
	by: Actor;
	/** System clock. */
	at: Date;
	/** Operations clock. */
	now: Date;
	reason: string | null;
}

/** Versions beside what is to be announced next, both as of one instant. */
export interface VersionsRead {
	/** In order of their number. */
	versions: DecisionVersion[];
	/** Operations clock; null where nothing starts or ends any more. */
	nextDueAt: Date | null;
}

interface VersionRow {
	n: number | null;
	revision: number;
	knownAt: Date;
	doc: Json<DecisionDoc>;
	nextDueAt: Date | null;
}

/** The versions of decisions after a number, at most two thousand. */
export async function readDecisionVersions(sql: Sql, n: number): Promise<VersionsRead> {
	const rows = await sql<VersionRow>`
		select v.n, v.revision, v.known_at, v.doc, due.next_due_at
		  from (select min(next_due_at) as next_due_at from decision) as due
		  left join decision_version as v on v.n > ${n}
		 order by v.n limit ${VERSIONS_AT_ONCE}`;
	const versions = rows.flatMap(({ n: number, revision, knownAt, doc }) =>
		number === null
			? []
			: [{ n: number, knownAt, decision: { ...decisionFromJson(doc), revision } }],
	);
	return { versions, nextDueAt: rows[0]?.nextDueAt ?? null };
}

/** An entry as `enter_decisions` and drafts `regime.request` (0051) take it. */
export function storedEntry({ spans, ...entry }: DecisionEntry): StoredEntry {
	return {
		...entry,
		spans: spans.map(({ aspects, subjects, ...span }) => ({
			...span,
			aspects: multirange(aspects.map((aspect) => ASPECTS.indexOf(aspect))),
			subjects: multirange(subjects),
		})),
	};
}

/**
 * Enters decisions by one statement, all or none, with what they repeal. Throws `conflict`: `overlap` (the message names
 * the other decision), `id_taken`, `repeals_unknown`, `repeals_higher_level`, `repeals_ended`.
 */
export async function enterDecisions(
	sql: Sql,
	entries: readonly DecisionEntry[],
	{ by, at, now, reason }: RuleChange,
): Promise<void> {
	const rows = entries.map(storedEntry);
	await refusing(
		sql`select enter_decisions(${JSON.stringify(rows)}::text::jsonb, ${by}, ${at}, ${now}, ${reason})`,
	);
}

/**
 * Takes a decision back before it starts. Throws `not_found`, `stale` where it is another revision than was seen, and
 * `conflict`/`not_scheduled`.
 */
export async function cancelDecision(
	sql: Sql,
	{ id, seenRevision }: { id: string; seenRevision: number },
	{ by, at, now, reason }: RuleChange,
): Promise<void> {
	await refusing(
		sql`select cancel_decision(${id}, ${seenRevision}, ${by}, ${at}, ${now}, ${reason})`,
	);
}

/** Login of the second person who confirmed a decision; null where nobody had to. */
export async function findDecisionApprover(sql: Sql, id: string): Promise<string | null> {
	const [row] = await sql<{ username: string }>`
		select app_user.username from draft join app_user on app_user.id = approved_by
		 where kind = 'regime.request' and used_at is not null
		   and content::jsonb #>> '{entry,doc,id}' = ${id} limit 1`;
	return row?.username ?? null;
}

/** Announces starts and ends that have come, each once whichever nodes ask, at most a hundred. Returns how many. */
export async function announceDue(sql: Sql, clocks: { at: Date; now: Date }): Promise<number> {
	const [row] = await sql<{ announced: number }>`
		select announce_due(${clocks.at}, ${clocks.now}) as announced`;
	return row?.announced ?? 0;
}

/** Whether any decision was ever entered. */
export async function hasDecisions(sql: Sql): Promise<boolean> {
	const [row] = await sql<{ present: boolean }>`select exists (select from decision) as present`;
	return row?.present ?? false;
}

/** Who changed a decision last and where it stands, as of an instant of the operations clock; null: there is none. */
export async function findDecisionChange(
	sql: Sql,
	id: string,
	now: Date,
): Promise<ObjectChange | null> {
	const [row] = await sql<{ changed: ObjectChange | null }>`
		select decision_change(${id}, ${now}) as changed`;
	return row?.changed ?? null;
}

async function refusing(statement: Promise<unknown>): Promise<void> {
	try {
		await statement;
	} catch (error) {
		throw asRefusal(error);
	}
}

/** Whole numbers as PostgreSQL's `int4multirange`. */
function multirange(numbers: readonly number[]): string {
	return `{${numbers.map((number) => `[${number},${number}]`).join(',')}}`;
}
