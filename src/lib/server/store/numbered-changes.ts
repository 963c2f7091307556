import type { ChangedKind, ChangedState, NumberedChange } from '../../domain/numbered-change.ts';
import type { Sql } from './connect.ts';

/** Changes that one query brings; a node that is further behind asks again. */
const CHANGES_AT_ONCE = 1000;
/** Superseded changes are kept for so many numbers. */
const KEPT = 10_000;

/** Changes beside the number of the newest one, both as of one instant. */
export interface ChangesRead {
	/** Number of the newest change in the store. */
	turn: number;
	/** In order of their number. */
	changes: NumberedChange[];
}

interface ChangeRow {
	turn: number;
	n: number | null;
	kind: ChangedKind;
	objectId: string;
	revision: number;
	scopes: string[];
	leftScopes: string[];
	isOpen: boolean;
	state: Omit<ChangedState, 'id' | 'revision'>;
}

/** The changes after a number, at most a thousand. */
export async function readChangesAfter(sql: Sql, n: number): Promise<ChangesRead> {
	return asRead(
		await sql<ChangeRow>`
			select turn.n as turn, c.n, c.kind, c.object_id, c.revision, c.scopes, c.left_scopes, c.is_open, c.state
			  from change_turn as turn left join numbered_change as c on c.n > ${n}
			 order by c.n limit ${CHANGES_AT_ONCE}`,
	);
}

/** The latest change of every open object. */
export async function readOpenChanges(sql: Sql): Promise<ChangesRead> {
	return asRead(
		await sql<ChangeRow>`
			select turn.n as turn, c.n, c.kind, c.object_id, c.revision, c.scopes, c.left_scopes, c.is_open, c.state
			  from change_turn as turn left join numbered_change as c on c.is_latest and c.is_open
			 order by c.n`,
	);
}

/** Forgets old changes that are superseded or closed. Returns how many. */
export async function forgetChanges(sql: Sql): Promise<number> {
	const gone = await sql`
		delete from numbered_change
		 where n <= (select n - ${KEPT} from change_turn) and not (is_latest and is_open)
		returning n`;
	return gone.length;
}

function asRead(rows: ChangeRow[]): ChangesRead {
	const changes = rows.flatMap(({ n, kind, scopes, leftScopes, isOpen, ...row }) => {
		if (n === null) return [];
		const state = { ...row.state, id: row.objectId, revision: row.revision };
		return [{ n, kind, scopes, left: leftScopes, isOpen, state }];
	});
	return { turn: rows[0]?.turn ?? 0, changes };
}
