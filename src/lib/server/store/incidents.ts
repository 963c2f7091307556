import type { Channel } from '../../domain/channel.ts';
import type { Actor } from '../../domain/change.ts';
import { AppError } from '../../domain/errors.ts';
import { severityOf, type Incident, type IncidentState } from '../../domain/incident.ts';
import { scopesOf } from '../../domain/incident-scope.ts';
import type { Tell, Telling } from '../../domain/incident-telling.ts';
import type { Sql } from './connect.ts';

/** An incident beside how far it was told. */
export interface StoredIncident {
	incident: Incident;
	telling: Telling;
}

/** One revision to be written: the one before it must be in the store. */
export interface IncidentRevision {
	/** Null: it is new. */
	before: Incident | null;
	after: Incident;
	telling: Telling & { tells: readonly Tell[] };
}

/** Ways by which people are told now. */
export interface Ways {
	channels: readonly Channel[];
	/** Addresses of programs. */
	webhooks: readonly string[];
}

/** A command as the store keeps it. */
export interface KeptCommand {
	commandId: string;
	/** SHA-256 of what was asked. */
	body: Buffer;
	answer: object;
}

interface IncidentRow {
	doc: Incident;
	circle: number;
	escalatesAt: Date | null;
}

/** The incident with this id, or null. */
export async function findIncident(sql: Sql, id: string): Promise<StoredIncident | null> {
	const [row] = await sql<IncidentRow>`
		select doc, circle, escalates_at from incident where id = ${id}`;
	return row ? asStored(row) : null;
}

/** What was answered to a command of an author, with what it asked; null: it is new. */
export async function findCommand(
	sql: Sql,
	author: Actor,
	commandId: string,
): Promise<{ body: Buffer; answer: object } | null> {
	const [row] = await sql<{ body: Buffer; answer: object }>`
		select body, answer from incident_command where author = ${author} and command_id = ${commandId}`;
	return row ?? null;
}

/** The open incidents and those resolved since an instant (operations clock): what findings are compared with. */
export async function listCurrentIncidents(
	sql: Sql,
	resolvedSince: Date,
): Promise<StoredIncident[]> {
	const rows = await sql<IncidentRow>`
		select doc, circle, escalates_at from incident
		 where state in ('open', 'acknowledged', 'mitigating')
		    or (state = 'resolved' and resolved_at >= ${resolvedSince})
		 order by opened_at, id`;
	return rows.map(asStored);
}

/** Incidents whose next circle is due, at most fifty. `now`: operations clock. */
export async function listEscalatingIncidents(sql: Sql, now: Date): Promise<StoredIncident[]> {
	const rows = await sql<IncidentRow>`
		select doc, circle, escalates_at from incident
		 where escalates_at <= ${now} order by escalates_at, id limit 50`;
	return rows.map(asStored);
}

/** Which incidents to list; those that touch none of the scopes are left out. */
export interface IncidentQuery {
	states: readonly IncidentState[] | null;
	/** Changed after this number. */
	since: number;
	/** Names of scopes; null: all. */
	scopes: readonly string[] | null;
	/** After this number and id, in the order of the list. */
	after: number;
	limit: number;
}

/** Incidents in the order of their newest change, each with its number. */
export async function listIncidents(
	sql: Sql,
	{ states, since, scopes, after, limit }: IncidentQuery,
): Promise<{ n: number; incident: Incident }[]> {
	const rows = await sql<{ n: number; doc: Incident }>`
		select changed_n as n, doc from incident
		 where changed_n > ${Math.max(since, after)}
		   and (${states === null} or state = any(${states === null ? [] : [...states]}::text[]))
		   and (${scopes === null} or scopes && ${scopes === null ? [] : [...scopes]}::text[])
		 order by changed_n limit ${limit}`;
	return rows.map(({ n, doc }) => ({ n, incident: doc }));
}

/** Incidents in some states that touch some scopes (null: all), the newest change first. */
export async function listNewestIncidents(
	sql: Sql,
	{ states, scopes, limit }: Pick<IncidentQuery, 'scopes' | 'limit'> & { states: IncidentState[] },
): Promise<Incident[]> {
	const rows = await sql<{ doc: Incident }>`
		select doc from incident
		 where state = any(${states}::text[])
		   and (${scopes === null} or scopes && ${scopes === null ? [] : [...scopes]}::text[])
		 order by changed_n desc limit ${limit}`;
	return rows.map(({ doc }) => doc);
}

/**
 * Does a person's command: all of its revisions or none, with messages and the answer, once. Returns the answer, of the
 * first time where the command is repeated. Throws `stale`/`revision` where an incident was changed since, `conflict`/
 * `already_open` where another incident has the place, `conflict`/`id_reused` for another command of the same id.
 */
export async function commandIncidents(
	sql: Sql,
	revisions: readonly IncidentRevision[],
	{ commandId, body, answer }: KeptCommand,
	{ by, at, reason, ways }: { by: Actor; at: Date; reason: string | null; ways: Ways },
): Promise<object> {
	try {
		const [row] = await sql<{ answer: object }>`
			select command_incidents(${asChanges(revisions)}::text::jsonb, ${commandId}, ${body},
				${JSON.stringify(answer)}::text::jsonb, ${by}, ${at}, ${reason}, ${[...ways.channels]}::text[],
				${[...ways.webhooks]}::text[]) as answer`;
		if (!row) throw new Error('The command was not answered');
		return row.answer;
	} catch (error) {
		throw asRefusal(error);
	}
}

/** Writes what the app itself makes of incidents; returns the ids of those that nobody was faster with. */
export async function changeIncidents(
	sql: Sql,
	revisions: readonly IncidentRevision[],
	{ at, ways }: { at: Date; ways: Ways },
): Promise<string[]> {
	const [row] = await sql<{ ids: string[] }>`
		select change_incidents(${asChanges(revisions)}::text::jsonb, ${at}, ${[...ways.channels]}::text[],
			${[...ways.webhooks]}::text[]) as ids`;
	return row?.ids ?? [];
}

/** Forgets answers that nobody repeats the question of any more: those before an instant of the system clock. */
export async function forgetCommands(sql: Sql, before: Date): Promise<void> {
	await sql`delete from incident_command where at < ${before}`;
}

function asStored({ doc, circle, escalatesAt }: IncidentRow): StoredIncident {
	return { incident: doc, telling: { circle, escalatesAt: escalatesAt?.toISOString() ?? null } };
}

function asChanges(revisions: readonly IncidentRevision[]): string {
	return JSON.stringify(
		revisions.map(({ before, after, telling }) => ({
			doc: after,
			scopes: scopesOf(after),
			regions: after.regionIds.length === 0 ? null : after.regionIds,
			place: `${after.place.kind}:${after.place.id}`,
			severity: severityOf(after),
			entries: after.timeline.slice(before?.timeline.length ?? 0),
			circle: telling.circle,
			escalatesAt: telling.escalatesAt,
			tells: telling.tells.map((tell) => ({ ...tell, content: contentOf(after, tell) })),
		})),
	);
}

/** What a message must know to be put into words, as of the moment that it tells of. */
function contentOf({ id, revision, kind, state, place, members, openedAt }: Incident, tell: Tell) {
	const lasting = members.filter(({ clearedAt }) => clearedAt === null);
	const signs = lasting.flatMap((member) =>
		member.signs.filter(({ clearedAt }) => clearedAt === null).map((sign) => sign.kind),
	);
	return {
		incidentId: id,
		revision,
		kind,
		state,
		place,
		severity: tell.severity,
		openedAt,
		signs: [...new Set(signs)],
		members: members.map((member) => `${member.kind}:${member.id}`).slice(0, 50),
		memberCount: members.length,
	};
}

function asRefusal(error: unknown): unknown {
	const { code, message, detail } = error as Record<string, string | undefined>;
	if (code !== 'KZ002' || message === undefined) return error;
	const isStale = message === 'stale';
	const kind = isStale ? 'stale' : message === 'not_found' ? 'not_found' : 'conflict';
	return new AppError(kind, `The incident was not changed: ${message} ${detail ?? ''}`.trim(), {
		reason: isStale ? 'revision' : message,
		cause: error,
	});
}
