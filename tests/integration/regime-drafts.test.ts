// Decisions come in by confirmed drafts: one person's code, or a second one's; what lapsed, is foreign or overlaps does not.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '$lib/domain/admin-change.ts';
import type { Decision } from '$lib/domain/regime.ts';
import { entryOf, subjectsOf } from '$lib/domain/regime-entry.ts';
import { makeSessionToken } from '$lib/server/auth/token.ts';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { announceDue, storedEntry } from '$lib/server/store/decisions.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { confirmDraft, findDraft, insertDraft } from '$lib/server/store/drafts.ts';
import { seedFactor } from '$lib/server/store/factors.ts';
import { insertSession } from '$lib/server/store/sessions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aPerson } from '../support/people.ts';
import { aDecision, aMeasure } from '../support/rule-builders.ts';

const DATA = join(import.meta.dirname, '../../data');
const NOW = new Date('2026-11-10T05:00:00Z');
const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);

interface Person {
	id: string;
	sessionId: string;
	step: number;
}
let db: TestDatabase;
let subjects: ReturnType<typeof subjectsOf>;
let director: Person;
let elsewhere: Person;
let leadership: Person;
beforeAll(async () => {
	db = await freshDatabase();
	await loadBundledDirectory(db.sql, DATA, NOW);
	subjects = subjectsOf(await readDirectory(db.sql));
	director = await aConfirmer('director', 'regional_director', ['KZ-75']);
	elsewhere = await aConfirmer('elsewhere', 'regional_director', ['KZ-71']);
	leadership = await aConfirmer('leadership', 'leadership', 'all');
});
afterAll(() => db.drop());

async function aConfirmer(
	username: string,
	role: 'regional_director' | 'leadership',
	regions: string[] | 'all',
): Promise<Person> {
	const userId = await aPerson(db.sql, { username, role, regions }, NOW);
	await seedFactor(db.sql, userId, Buffer.alloc(40), NOW);
	const { id, secretHash } = makeSessionToken();
	const session = {
		id,
		userId,
		secretHash,
		absoluteExpiresAt: later(200),
		authLevel: 2,
		userEpoch: 1,
	};
	await insertSession(db.sql, { ...session, ip: null, agent: null }, { now: NOW, perUser: 5 });
	return { id: userId, sessionId: id, step: 0 };
}

const starting = (id: string, at: Date, some: Parameters<typeof aDecision>[1] = {}): Decision =>
	aDecision(id, {
		measures: [aMeasure({ period: { from: at, until: null, timezone: 'UTC', inZones: {} } })],
		...some,
	});

async function drafted(who: Person, kind: string, content: object): Promise<string> {
	const draft = {
		kind,
		content: canonicalJson(content),
		requestedBy: who.id,
		sessionId: who.sessionId,
	};
	return insertDraft(db.sql, { ...draft, expiresAt: later(100) }, NOW);
}
const requested = (who: Person, decision: Decision) =>
	drafted(who, 'regime.request', {
		entry: storedEntry(entryOf({ decision, knownAt: NOW, repeals: [] }, subjects)),
		reason: 'crowds',
	});
async function confirmed(who: Person, id: string, secondRoles: string[] = [], now = NOW) {
	const draft = await findDraft(db.sql, id);
	who.step += 1;
	return confirmDraft(db.sql, {
		id,
		digest: draft?.digest ?? '',
		userId: who.id,
		sessionId: who.sessionId,
		step: who.step,
		roles: draft?.confirmedAt ? ['leadership'] : ['regional_director'],
		secondRoles,
		made: {},
		now,
		waitSeconds: 24 * 3600,
	});
}
async function entriesOf(id: string) {
	return db.sql<Record<string, unknown>>`
		select revision, changed_by, change_reason, known_at from decision where id = ${id}`;
}

test('one code enters a decision, under the name of whoever asked, known from then on', async () => {
	expect(await confirmed(director, await requested(director, starting('alone', later(24))))).toBe(
		'done',
	);
	expect(await entriesOf('alone')).toEqual([
		{ revision: 1, changedBy: `user:${director.id}`, changeReason: 'crowds', knownAt: NOW },
	]);
});

test('where a second person is needed, nothing is entered before their code', async () => {
	const id = await requested(director, starting('wide', later(48)));
	expect(await confirmed(director, id, ['leadership'])).toBe('waiting');
	expect(await entriesOf('wide')).toEqual([]);
	await expect(confirmed(director, id)).rejects.toMatchObject({ details: { reason: 'four_eyes' } });
	expect(await confirmed(leadership, id)).toBe('done');
	expect(await entriesOf('wide')).toHaveLength(1);
	await expect(confirmed(leadership, id)).rejects.toMatchObject({
		details: { reason: 'draft_used' },
	});
});

test('a draft lapses at its start', async () => {
	const id = await requested(director, starting('lapsing', later(1)));
	expect(await confirmed(director, id, ['leadership'])).toBe('waiting');
	await expect(confirmed(leadership, id, [], later(2))).rejects.toMatchObject({
		code: 'stale',
		details: { reason: 'draft_expired' },
	});
	expect(await entriesOf('lapsing')).toEqual([]);
});

test('regions are those of the tables at that moment: a director of another region, and a national act, are refused', async () => {
	const foreign = await requested(
		elsewhere,
		starting('foreign', later(24), { date: '2026-10-02' }),
	);
	await expect(confirmed(elsewhere, foreign)).rejects.toMatchObject({ code: 'not_found' });
	const national = starting('national', later(24), { level: 'nation' });
	await expect(confirmed(director, await requested(director, national))).rejects.toMatchObject({
		code: 'not_found',
	});
	expect([...(await entriesOf('foreign')), ...(await entriesOf('national'))]).toEqual([]);
});

test('an overlap is refused with the code kept unused', async () => {
	const id = await requested(director, starting('rival', later(24)));
	await expect(confirmed(director, id)).rejects.toMatchObject({
		code: 'conflict',
		details: { reason: 'overlap' },
	});
	director.step -= 1;
	expect(await confirmed(director, await requested(director, starting('other', later(25))))).toBe(
		'done',
	);
});

test('what has not begun is taken back by one code; another revision than was seen is stale', async () => {
	const cancel = (seenRevision: number) =>
		drafted(director, 'regime.cancel', { id: 'alone', seenRevision, reason: 'no crowds' });
	await expect(confirmed(director, await cancel(9))).rejects.toMatchObject({ code: 'stale' });
	await expect(
		confirmed(
			elsewhere,
			await drafted(elsewhere, 'regime.cancel', { id: 'alone', seenRevision: 1, reason: 'x' }),
		),
	).rejects.toMatchObject({ code: 'not_found' });
	expect(await confirmed(director, await cancel(1))).toBe('done');
	expect(await entriesOf('alone')).toMatchObject([{ revision: 2, changeReason: 'no crowds' }]);
});

test('confirmations and announcements at once do not stand in each other’s way', async () => {
	const ids = await Promise.all(
		Array.from({ length: 12 }, (_, i) => requested(director, starting(`busy-${i}`, later(60 + i)))),
	);
	const announcing = Promise.all(
		Array.from({ length: 12 }, (_, i) => announceDue(db.sql, { at: NOW, now: later(24 + i) })),
	);
	for (const id of ids) expect(await confirmed(director, id)).toBe('done');
	await announcing;
});
