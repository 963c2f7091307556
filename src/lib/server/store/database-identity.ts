import { createHash } from 'node:crypto';
import type { Sql } from './connect.ts';

/**
 * A short word that is this database's alone: two installations, an exercise beside the demo, a copy of a database are
 * different ones; every node of one database reads the same.
 */
export async function readDatabaseIdentity(sql: Sql): Promise<string> {
	const [row] = await sql<{ identity: string }>`
		select concat_ws('/', (select system_identifier from pg_control_system()), pg_database.oid,
		                 (select origin from directory_version)) as identity
		  from pg_database where datname = current_database()`;
	if (!row) throw new Error('The database has no identity');
	return createHash('sha256').update(row.identity).digest('hex').slice(0, 16);
}

/** What the server calls this database. */
export async function readDatabaseName(sql: Sql): Promise<string> {
	const [row] = await sql<{ name: string }>`select current_database() as name`;
	if (!row) throw new Error('The database has no name');
	return row.name;
}
