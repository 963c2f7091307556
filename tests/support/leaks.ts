import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sql } from '$lib/server/store/connect.ts';

/** Every row of every table as text, table by table: what a dump of the database holds. */
export async function dumpOf(sql: Sql): Promise<Map<string, string>> {
	const tables = await sql<{ name: string }>`
		select relname as name from pg_class
		 where relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition
		 union all
		select relname from pg_class where relnamespace = 'public'::regnamespace and relispartition and relkind = 'r'`;
	const dump = new Map<string, string>();
	for (const { name } of tables) {
		const rows = await sql.driver.unsafe<{ row: string }[]>(
			`select t::text as row from "${name}" as t`,
		);
		dump.set(name, rows.map(({ row }) => row).join('\n'));
	}
	return dump;
}

const CLIENT = join(import.meta.dirname, '../../build/client');

/** Every text of what browsers are given, by file name. */
export function bundleTexts(): [file: string, text: string][] {
	return readdirSync(CLIENT, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(js|json|css|html|map)$/.test(name))
		.map((name) => [name, readFileSync(join(CLIENT, name), 'utf8')]);
}

/** Where a secret stands, in plain, in base64 or as PostgreSQL shows bytes; never the secret itself. */
export function leaksIn(
	texts: Iterable<readonly [where: string, text: string]>,
	secrets: Iterable<readonly [what: string, secret: string]>,
): string[] {
	const spellings = [...secrets].flatMap(([what, secret]) => {
		const bytes = Buffer.from(secret);
		const forms = [secret, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')];
		return forms.map((form) => ({ what, form }));
	});
	return [...texts].flatMap(([where, text]) =>
		spellings.filter(({ form }) => text.includes(form)).map(({ what }) => `${what} in ${where}`),
	);
}
