// The audit trail: every change leaves its entry by itself, nobody changes one unseen, and the app's role cannot at all.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, type Change } from '$lib/domain/change.ts';
import type { Principal } from '$lib/domain/permission.ts';
import { anchorDaily, anchorFile, readAnchors } from '$lib/server/audit/anchors.ts';
import { createAudit } from '$lib/server/audit/audit.ts';
import { verifyTrail } from '$lib/server/audit/trail.ts';
import { makeFeedKey } from '$lib/server/auth/token.ts';
import { importDirectory } from '$lib/server/directory/import.ts';
import { prepareAppRole } from '$lib/server/store/app-role.ts';
import { canRewriteAudit, listAudit, readChainHead } from '$lib/server/store/audit.ts';
import { openStore, type Store } from '$lib/server/store/connect.ts';
import { insertFeed, revokeFeedKey } from '$lib/server/store/feeds.ts';
import { insertSession, revokeSession } from '$lib/server/store/sessions.ts';
import { disableUser, updatePassword } from '$lib/server/store/users.ts';
import { freshDatabase, SILENT, type TestDatabase } from '../support/database.ts';
import { aPerson, aClock } from '../support/people.ts';

const NOW = new Date('2026-11-20T04:00:00.123Z');
const log = pino({ level: 'silent' });
const byAdmin = (id: string, reason: string | null = null): Change => ({
	by: `user:${id}`,
	at: NOW,
	reason,
});

let database: TestDatabase;
let adminId: string;
beforeAll(async () => {
	database = await freshDatabase();
	adminId = await aPerson(database.sql, { username: 'admin', role: 'admin' }, NOW);
});
afterAll(() => database.drop());

/** Entries after a number, oldest first. */
async function entriesAfter(seq: number) {
	const entries = await listAudit(database.sql, {}, { limit: 1000 });
	return entries.filter((entry) => entry.seq > seq).reverse();
}
const headSeq = async () => (await readChainHead(database.sql))?.seq ?? 0;

describe('a change leaves its entry', () => {
	it('for an account: who, when, why, and only the fields that changed', async () => {
		const before = await headSeq();
		const userId = await aPerson(
			database.sql,
			{ username: 'officer', role: 'duty_officer', regions: ['KZ-75'] },
			NOW,
		);
		await disableUser(database.sql, 'officer', byAdmin(adminId, 'left the service'));
		const [added, disabled, ...more] = await entriesAfter(before);
		expect(more).toEqual([]);
		expect(added).toMatchObject({
			actor: 'system',
			action: 'added',
			object: 'user',
			objectId: userId,
			objectName: 'officer',
			before: null,
			after: { username: 'officer', role: 'duty_officer', regions: ['KZ-75'] },
		});
		expect(disabled).toMatchObject({
			at: NOW,
			operationsAt: NOW,
			actor: `user:${adminId}`,
			username: 'admin',
			action: 'changed',
			reason: 'left the service',
			before: { auth_epoch: 1, disabled_at: null },
			after: { auth_epoch: 2 },
		});
	});

	it('for a password, without anything of it', async () => {
		const userId = await aPerson(database.sql, { username: 'secretive' }, NOW);
		const before = await headSeq();
		const passwordPhc = '$argon2id$canary-of-a-hash';
		const change = { userId, passwordPhc, mustChangePassword: false, endSessions: true };
		await updatePassword(database.sql, change, byAdmin(adminId));
		const entries = await entriesAfter(before);
		expect(entries).toHaveLength(1);
		expect(Object.keys(entries[0]?.after ?? {}).sort()).toEqual([
			'auth_epoch',
			'password_changed_at',
		]);
		expect(JSON.stringify(entries)).not.toContain('canary');
	});

	it('for a session: begun and ended, by whom and why', async () => {
		const userId = await aPerson(database.sql, { username: 'watcher' }, NOW);
		const before = await headSeq();
		await insertSession(
			database.sql,
			{
				id: 'session-of-watcher',
				userId,
				secretHash: Buffer.alloc(32),
				absoluteExpiresAt: NOW,
				authLevel: 1,
				userEpoch: 1,
				ip: '10.0.0.7',
				agent: null,
			},
			{ now: NOW, perUser: 5 },
		);
		await revokeSession(database.sql, 'session-of-watcher', byAdmin(adminId, 'forced'));
		expect(await entriesAfter(before)).toMatchObject([
			{ actor: `user:${userId}`, action: 'begun', object: 'session', objectName: 'watcher' },
			{ actor: `user:${adminId}`, action: 'ended', object: 'session', reason: 'forced' },
		]);
	});

	it('for a feed and its key, without the key', async () => {
		const before = await headSeq();
		const { id: keyId, secretHash } = makeFeedKey();
		const feed = { name: 'A vendor', cadenceSeconds: 30, rights: ['readings' as const] };
		const places = { centers: [1, 2], contactCenters: [] };
		const key = { keyId, secretHash, addresses: null, expiresAt: new Date('2027-01-01T00:00:00Z') };
		await insertFeed(database.sql, { ...feed, ...places, ...key }, byAdmin(adminId));
		await revokeFeedKey(database.sql, keyId, byAdmin(adminId, 'rotated'));
		const entries = await entriesAfter(before);
		expect(entries.map(({ object, action }) => `${object} ${action}`)).toEqual([
			'feed added',
			'feed_key added',
			'feed_key changed',
		]);
		expect(JSON.stringify(entries)).not.toContain('secret');
	});

	it('for each place of a directory file, under the name of who imported it', async () => {
		const before = await headSeq();
		const file = Buffer.from(
			'kind,id,region,city,class,type,name_kk,name_ru,name_en,lat,lon,hall_m2,seats,windows,open,close,timezone\n' +
				'region,KZ-75,,,,,Алматы,Алматы,Almaty,,,,,,,,Asia/Almaty\n' +
				'center,audited,KZ-75,,rural,ordinary,Орталық,Центр,Center,43.2,76.9,,,4,09:00,18:00,Asia/Almaty\n',
		);
		const change = { by: 'operator:ops' as Actor, at: NOW };
		const report = await importDirectory({ sql: database.sql, file, dryRun: false, change });
		expect(report.outcome).toBe('written');
		expect(await entriesAfter(before)).toMatchObject([
			{ actor: 'operator:ops', object: 'place', objectId: 'KZ-75', action: 'added' },
			{ actor: 'operator:ops', object: 'center', objectId: 'audited', action: 'added' },
		]);
	});

	it('and nothing leaves one that changes nothing', async () => {
		const before = await headSeq();
		await database.sql`update app_user set changed_at = changed_at`;
		await database.sql`update session set last_seen_at = last_seen_at + interval '1 minute'`;
		expect(await entriesAfter(before)).toEqual([]);
	});
});

describe('the chain', () => {
	it('has no gap and one order when many write at once', async () => {
		const before = await headSeq();
		await Promise.all(
			Array.from({ length: 40 }, (_, n) => aPerson(database.sql, { username: `crowd-${n}` }, NOW)),
		);
		const verdict = await verifyTrail(database.sql);
		expect(verdict.fault).toBeNull();
		expect(verdict.head?.seq).toBe(before + 40);
		expect(verdict.checked).toBe(before + 40);
	});

	it('loses no number to a change that was undone', async () => {
		const before = await headSeq();
		await expect(
			database.sql`insert into app_user (username, display_name, role, password_phc, created_at, changed_at)
				select 'undone', 'Undone', case n when 1 then 'viewer' else 'no role' end, '', ${NOW}, ${NOW}
				  from generate_series(1, 2) as n`,
		).rejects.toThrow();
		await aPerson(database.sql, { username: 'after the undone' }, NOW);
		expect(await headSeq()).toBe(before + 1);
		expect((await verifyTrail(database.sql)).fault).toBeNull();
	});
});

describe('nobody changes an entry', () => {
	it('by mistake, not even the owner', async () => {
		const { sql } = database;
		await expect(sql`update audit set actor = 'system'`).rejects.toThrow(/never changed/);
		await expect(sql`delete from audit`).rejects.toThrow(/never changed/);
		await expect(sql`truncate audit`).rejects.toThrow(/never changed/);
	});

	describe('as the app’s role', () => {
		let app: Store;
		beforeAll(async () => {
			const role = await prepareAppRole(database.sql);
			const url = new URL(database.url);
			url.username = role.user;
			url.password = role.password;
			app = openStore({ url: url.href, log: SILENT });
		});
		afterAll(() => app.close());

		it('which may read them, and change what is audited', async () => {
			expect(await canRewriteAudit(app.sql)).toBe(false);
			expect(await canRewriteAudit(database.sql)).toBe(true);
			const before = await headSeq();
			await aPerson(app.sql, { username: 'by the app' }, NOW);
			expect(await headSeq()).toBe(before + 1);
		});

		it.each([
			['update', "update audit set actor = 'system'"],
			['delete', 'delete from audit'],
			['truncate', 'truncate audit'],
			['insert', 'insert into audit select * from audit limit 1'],
			['switch the guard off', 'alter table audit disable trigger all'],
			['switch the writing off', 'alter table app_user disable trigger audit'],
			['drop', 'drop table audit'],
			[
				'append by hand',
				"select append_audit(now(), 'system', 'added', 'user', '1', null, null, null, null)",
			],
			['make the triggers sleep', "set session_replication_role = 'replica'"],
			[
				'replace the trigger function',
				"create or replace function audit_row() returns trigger language sql as 'select null'",
			],
		])('cannot %s', async (_, statement) => {
			await expect(app.sql.driver.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
		});
	});
});

describe('the trail for people', () => {
	const person = (
		role: 'admin' | 'leadership' | 'regional_director' | 'viewer',
		regions: string[] | 'all' = 'all',
	): Principal => ({
		kind: 'user',
		userId: adminId,
		role,
		regions,
	});
	let folder: string;
	let audit: Awaited<ReturnType<typeof createAudit>>;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'kezek-anchors-'));
		const anchors = anchorFile(folder, 'kezek');
		audit = await createAudit({
			sql: database.sql,
			system: aClock(NOW),
			log,
			anchors,
			warnsOfOwner: true,
		});
	});
	afterAll(async () => {
		await audit.stop();
		await rm(folder, { recursive: true, force: true });
	});

	it('is read by those who may, whole or of their own regions', async () => {
		const all = await audit.list(person('admin'), {}, null);
		expect(all.entries.length).toBe(50);
		const next = await audit.list(person('leadership'), {}, all.before);
		expect(next.entries[0]?.seq).toBe((all.before ?? 0) - 1);
		const own = await audit.list(person('regional_director', ['KZ-75']), {}, null);
		expect(own.entries.map(({ objectName, objectId }) => objectName ?? objectId).sort()).toEqual(
			['KZ-75', 'audited', 'officer', 'officer'].sort(),
		);
		await expect(audit.list(person('viewer'), {}, null)).rejects.toMatchObject({
			code: 'forbidden',
			details: { reason: 'audit.read' },
		});
	});

	it('is narrowed by who, what and when', async () => {
		const { entries } = await audit.list(
			person('admin'),
			{ actor: 'admin', object: 'session' },
			null,
		);
		expect(entries.map(({ reason }) => reason)).toEqual(['forced']);
		const later = await audit.list(person('admin'), { from: new Date(NOW.getTime() + 1) }, null);
		expect(later.entries).toEqual([]);
	});

	it('is exported whole, and tells who took it, cut to what', async () => {
		const before = await headSeq();
		let count = 0;
		for await (const entries of await audit.export(person('admin'), {})) count += entries.length;
		expect(count).toBe(await headSeq());
		const own = { object: 'user', regions: ['KZ-75'] };
		await audit.export(person('regional_director', ['KZ-75']), { object: 'user' });
		const told = await entriesAfter(before);
		expect(told.map(({ object, after }) => [object, after])).toEqual([
			['export', { kind: 'audit', filter: {} }],
			['export', { kind: 'audit', filter: own }],
		]);
		expect(told.map(({ actor }) => actor)).toEqual([`user:${adminId}`, `user:${adminId}`]);
		await expect(audit.export(person('viewer'), {})).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('is anchored once a day, after it verified', async () => {
		const file = anchorFile(folder, 'kezek');
		const head = (await readChainHead(database.sql))!;
		expect((await readAnchors(file)).length).toBe(1);
		expect(await anchorDaily({ file, head, now: NOW, log })).toBe(false);
		const tomorrow = new Date(NOW.getTime() + 24 * 3600 * 1000);
		expect(await anchorDaily({ file, head, now: tomorrow, log })).toBe(true);
		expect((await readAnchors(file)).at(-1)).toEqual({ ...head, at: tomorrow.toISOString() });
		expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
		expect((await audit.verify(person('admin'))).fault).toBeNull();
		await expect(async () => audit.verify(person('regional_director'))).rejects.toMatchObject({
			code: 'forbidden',
		});
	});
});

it('in an exercise an entry carries both clocks', async () => {
	const exercise = await freshDatabase();
	await exercise.sql`
		insert into operations_clock (start_spec, reserved_until, system_at, operations_at, speed)
		values ('x', ${NOW}, ${NOW}, '2021-08-23T08:30:00+06:00', 60)`;
	await aPerson(exercise.sql, { username: 'trainee' }, new Date(NOW.getTime() + 1000));
	const [entry] = await listAudit(exercise.sql, {}, { limit: 1 });
	expect(entry?.operationsAt).toEqual(new Date('2021-08-23T08:31:00+06:00'));
	await exercise.drop();
});
