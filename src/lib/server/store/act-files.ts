import type { ActFile } from '../../domain/act-file.ts';
import type { Sql } from './connect.ts';

/** Keeps a file, once whoever sends it; and forgets what was sent before an instant and belongs to no decision and no draft. */
export async function keepActFile(
	sql: Sql,
	file: { id: string; type: ActFile['type']; bytes: Uint8Array },
	{ now, forgetBefore }: { now: Date; forgetBefore: Date },
): Promise<void> {
	await sql`
		with forgotten as (
			delete from act_file as f where uploaded_at < ${forgetBefore} and f.id <> ${file.id}
			   and not exists (select from decision where doc -> 'act' -> 'file' ->> 'id' = f.id)
			   and not exists (select from draft where used_at is null and withdrawn_at is null and strpos(content, f.id) > 0)
		)
		insert into act_file (id, type, bytes, uploaded_at) values (${file.id}, ${file.type}, ${Buffer.from(file.bytes)}, ${now})
		on conflict (id) do update set uploaded_at = excluded.uploaded_at`;
}

/** What is known of a file without its content; null: there is none. */
export async function findActFile(sql: Sql, id: string): Promise<Omit<ActFile, 'name'> | null> {
	const [row] = await sql<Omit<ActFile, 'name'>>`
		select id, type, octet_length(bytes) as size from act_file where id = ${id}`;
	return row ?? null;
}

/** The content of a file; null: there is none. */
export async function readActFile(
	sql: Sql,
	id: string,
): Promise<{ type: ActFile['type']; bytes: Uint8Array } | null> {
	const [row] = await sql<{ type: ActFile['type']; bytes: Buffer }>`
		select type, bytes from act_file where id = ${id}`;
	return row ?? null;
}
