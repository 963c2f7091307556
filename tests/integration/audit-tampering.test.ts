// Whoever has the owner's rights and edits the trail is found: by the chain, and where the tail is cut by the anchors.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { verifyTrail } from '$lib/server/audit/trail.ts';
import { readChainHead } from '$lib/server/store/audit.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const NOW = new Date('2026-11-20T04:00:00.123Z');
const POSITIONS = 200;
const LENGTH = 210;
let tampered: TestDatabase;
beforeAll(async () => {
	tampered = await freshDatabase();
	const { sql } = tampered;
	await sql`
		insert into app_user (username, display_name, role, password_phc, created_at, changed_at)
		select 'person-' || n, 'Әлия № ' || n, 'viewer', '', ${NOW}, ${NOW} from generate_series(1, ${LENGTH}) as n`;
	await sql`alter table audit disable trigger append_only`;
	await sql`alter table audit drop constraint audit_pkey`;
	// A crash may take it: the test is about content, and a thousand restores need not wait for the disk.
	await sql`alter table audit set unlogged`;
	await sql`create table audit_kept as select * from audit`;
});
afterAll(() => tampered.drop());
const restore = async () => {
	await tampered.sql`truncate audit`;
	await tampered.sql`insert into audit select * from audit_kept`;
};
beforeEach(restore);

/** What somebody with the owner's rights does to the entry `n`; the hash of the entry itself is made to fit. */
const KINDS: Record<string, (n: number) => Promise<unknown>> = {
	edited: (n) => tampered.sql`
		update audit set after = jsonb_set(after, '{role}', '"admin"'),
		       hash = sha256(prev_hash || convert_to(audit_canonical(array[seq::text,
		           to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		           to_char(operations_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		           actor, action, object, object_id, array_to_string(regions, ','), reason, before::text,
		           jsonb_set(after, '{role}', '"admin"')::text]), 'UTF8'))
		 where seq = ${n}`,
	deleted: (n) => tampered.sql`delete from audit where seq = ${n}`,
	inserted: (n) => tampered.sql`
		insert into audit select seq, at, operations_at, 'user:nobody', action, object, object_id, regions, reason,
			before, after, prev_hash, hash from audit where seq = ${n}`,
	reordered: (n) => tampered.sql`
		update audit set seq = case seq when ${n} then ${n + 1}::bigint else ${n}::bigint end
		 where seq in (${n}, ${n + 1})`,
	cut: (n) => tampered.sql`delete from audit where seq >= ${n}`,
};

it.each(Object.keys(KINDS))(`an entry %s, at ${POSITIONS} places`, async (kind) => {
	const { sql } = tampered;
	const whole = await verifyTrail(sql);
	expect(whole.fault).toBeNull();
	const anchors = [{ ...whole.head!, at: NOW.toISOString() }];
	let found = 0;
	for (let n = 1; n <= POSITIONS; n++) {
		await KINDS[kind]?.(n);
		if ((await verifyTrail(sql, { anchors })).fault) found++;
		await restore();
	}
	expect(found).toBe(POSITIONS);
});

it('a cut tail by the anchor alone', async () => {
	const head = (await readChainHead(tampered.sql))!;
	const anchors = [{ ...head, at: NOW.toISOString() }];
	await tampered.sql`delete from audit where seq > ${head.seq - 3}`;
	expect((await verifyTrail(tampered.sql)).fault).toBeNull();
	expect((await verifyTrail(tampered.sql, { anchors })).fault).toEqual({
		seq: head.seq,
		kind: 'missing',
	});
});
