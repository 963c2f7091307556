import type { Sql } from './connect.ts';

/** The oldest server that Kezek runs on. */
const OLDEST_SERVER = 15;

/** What the boot check asks of a server. */
export interface ServerSettings {
	version: number;
	encoding: string;
	synchronousCommit: string;
	fsync: string;
	fullPageWrites: string;
	hasKazakhOrder: boolean;
}

/**
 * Every reason not to trust this server with acknowledged readings, in plain words; empty when there is none.
 * `synchronous_commit = off` was measured to lose acknowledged readings at every crash (reliability.md §3).
 */
export function serverFaults(settings: ServerSettings): string[] {
	const faults: string[] = [];
	if (settings.version < OLDEST_SERVER) {
		faults.push(`PostgreSQL ${OLDEST_SERVER} or newer is needed, this is ${settings.version}`);
	}
	if (settings.encoding !== 'UTF8') {
		faults.push(`the database encoding must be UTF8, it is ${settings.encoding}`);
	}
	for (const [name, value] of [
		['synchronous_commit', settings.synchronousCommit],
		['fsync', settings.fsync],
		['full_page_writes', settings.fullPageWrites],
	]) {
		if (value === 'off') faults.push(`${name} is off: a crash would lose acknowledged readings`);
	}
	if (!settings.hasKazakhOrder) {
		faults.push('the collation "kk-x-icu" is missing: the server must be built with ICU');
	}
	return faults;
}

/** Refuses, with every reason, a server that could lose acknowledged data or cannot sort Kazakh names. */
export async function bootCheck(sql: Sql): Promise<void> {
	const [settings] = await sql<ServerSettings>`
		select current_setting('server_version_num')::integer / 10000 as version,
		       current_setting('server_encoding') as encoding,
		       current_setting('synchronous_commit') as synchronous_commit,
		       current_setting('fsync') as fsync,
		       current_setting('full_page_writes') as full_page_writes,
		       exists (select from pg_collation where collname = 'kk-x-icu') as has_kazakh_order`;
	const faults = settings ? serverFaults(settings) : ['the server answered nothing'];
	if (faults.length > 0) throw new Error(`The database is refused: ${faults.join('; ')}`);
}
