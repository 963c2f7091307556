import type { Silence } from '../../domain/silence.ts';
import type { Change } from '../../domain/change.ts';
import type { Sql } from './connect.ts';

/** A silence as it is kept. */
export interface StoredSilence extends Silence {
	id: number;
	reason: string;
	/** Account of whoever entered it. */
	author: string;
	authorName: string;
}

/** Silences that hold or are planned, by their start. `now`: operations clock. */
export async function listSilences(sql: Sql, now: Date): Promise<StoredSilence[]> {
	return sql<StoredSilence>`
		select silence.id, scope, kinds, starts_at, ends_at, reason, author, app_user.display_name as author_name
		  from silence join app_user on app_user.id = author
		 where ends_at > ${now} and ended_at is null order by starts_at, silence.id`;
}

/** Keeps a silence; the same command of the same author gives the id that it gave before. */
export async function insertSilence(
	sql: Sql,
	silence: Silence & {
		regions: string[] | null;
		reason: string;
		author: string;
		commandId: string;
	},
	{ by, at }: Change,
): Promise<number> {
	const { scope, regions, kinds, startsAt, endsAt, reason, author, commandId } = silence;
	const [row] = await sql<{ id: number }>`
		with new as (
			insert into silence (scope, regions, kinds, starts_at, ends_at, reason, author, command_id, changed_by, changed_at,
				change_reason)
			values (${scope}, ${regions}, ${kinds === null ? null : [...kinds]}, ${startsAt}, ${endsAt}, ${reason}, ${author},
				${commandId}, ${by}, ${at}, ${reason})
			on conflict (author, command_id) do nothing returning id
		)
		select id from new union all
		select id from silence where author = ${author} and command_id = ${commandId} limit 1`;
	if (row) return row.id;
	// Another statement with the same command has just committed.
	const [other] = await sql<{ id: number }>`
		select id from silence where author = ${author} and command_id = ${commandId}`;
	if (!other) throw new Error('The silence was not kept');
	return other.id;
}

/** The silence with this id, over or not; null: none. */
export async function findSilence(
	sql: Sql,
	id: number,
): Promise<(StoredSilence & { endedAt: Date | null }) | null> {
	const [row] = await sql<StoredSilence & { endedAt: Date | null }>`
		select silence.id, scope, kinds, starts_at, ends_at, ended_at, reason, author,
		       app_user.display_name as author_name
		  from silence join app_user on app_user.id = author where silence.id = ${id}`;
	return row ?? null;
}

/** Lifts a silence at `now` (operations clock); false when it is over already. */
export async function endSilence(
	sql: Sql,
	id: number,
	now: Date,
	{ by, at, reason = null }: Change,
): Promise<boolean> {
	const rows = await sql`
		update silence set ended_at = ${now}, changed_by = ${by}, changed_at = ${at}, change_reason = ${reason}
		 where id = ${id} and ended_at is null and ends_at > ${now} returning id`;
	return rows.length > 0;
}
