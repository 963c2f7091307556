// What people do with incidents, on the real store: each command once, by who may, on what they saw; each revision numbered,
// audited and in the timeline; one open incident per center and kind, whoever writes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '$lib/domain/errors.ts';
import type { Incident } from '$lib/domain/incident.ts';
import { applyCommand, type IncidentCommand } from '$lib/domain/incident-command.ts';
import { tellingOf, UNTOLD } from '$lib/domain/incident-telling.ts';
import type { Principal } from '$lib/domain/permission.ts';
import { verifyTrail } from '$lib/server/audit/trail.ts';
import { createIncidents, type Asked, type TypedCommand } from '$lib/server/incidents/incidents.ts';
import { changeIncidents, findIncident } from '$lib/server/store/incidents.ts';
import { readOpenChanges } from '$lib/server/store/numbered-changes.ts';
import { disableUser, findUser } from '$lib/server/store/users.ts';
import { auditedTables, differences, readBooks, type Books } from '../support/audit-replay.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { AT, aMember, DESK_DIRECTORY, NO_WAYS, openIncident } from '../support/incident-desk.ts';
import { aMember as aPart, anIncident, aPlaceOf, T0 } from '../support/incident-builders.ts';
import { aClock } from '../support/people.ts';

type Person = Principal & { kind: 'user' };
let db: TestDatabase;
let aigul: Person;
let marat: Person;
let faraway: Person;
let books: Books;
const clock = aClock(new Date(T0));
let told = 0;
let desk: ReturnType<typeof createIncidents>;
beforeAll(async () => {
	db = await freshDatabase();
	[aigul, marat, faraway] = await Promise.all([
		aMember(db.sql, 'duty_officer'),
		aMember(db.sql, 'regional_director'),
		aMember(db.sql, 'duty_officer', ['KZ-71']),
	]);
	desk = createIncidents({
		sql: db.sql,
		system: { now: () => AT },
		operations: clock,
		directory: () => DESK_DIRECTORY,
		ways: NO_WAYS,
		figuresOf: (ids) => ({ queueLength: 10 * ids.length }),
		onChanged: () => (told += 1),
	});
	books = await readBooks(db.sql, await auditedTables(db.sql));
});
afterAll(async () => {
	const after = await readBooks(db.sql, await auditedTables(db.sql));
	const { faults } = await differences(db.sql, books, after);
	await db.drop();
	expect(faults).toEqual([]);
});

let count = 0;
/** An open incident at a center of its own. */
async function anOpen(some: Partial<Incident> = {}): Promise<Incident> {
	const id = `incident-${++count}`;
	const members = some.members ?? [aPart(aPlaceOf(`${id}-center`))];
	const incident = anIncident({ id, ...some, members });
	expect(await openIncident(db.sql, incident)).toBe(true);
	return incident;
}
const ask = (incidentId: string, expectedRevision = 1): Asked => ({
	commandId: crypto.randomUUID(),
	incidentId,
	expectedRevision,
});
const refusal = (doing: Promise<unknown>) =>
	doing.then(
		() => 'done',
		(error: unknown) => {
			if (!(error instanceof AppError)) throw error;
			return [error.code, error.details.reason ?? error.details.field].filter(Boolean).join('/');
		},
	);
const stateOf = async (id: string) => (await findIncident(db.sql, id))?.incident;

describe('a command', () => {
	it('leads an incident to its end, and the timeline holds each step', async () => {
		const { id } = await anOpen();
		const does = async (who: Person, typed: TypedCommand) => {
			clock.pass(1);
			const revision = (await stateOf(id))?.revision ?? 0;
			return desk.command(who, ask(id, revision), typed);
		};
		await does(aigul, { kind: 'acknowledge' });
		await does(aigul, { kind: 'note', text: '<b>Очередь</b> на улице \u{1F6A8}' });
		const lever = {
			lever: 'open_windows',
			centerIds: [`${id}-center`],
			otherCenterId: null,
		} as const;
		await does(aigul, { kind: 'use_lever', ...lever, text: null });
		await does(aigul, { kind: 'hand_over', userId: marat.userId, brief: 'два окна открыты' });
		await does(marat, { kind: 'confirm_cause', key: 'influx', reason: null });
		await does(marat, { kind: 'resolve', reason: 'зал пуст' });
		const answer = await does(marat, { kind: 'review', text: 'хватило двух окон' });
		expect(answer).toEqual({ incidentId: id, revision: 8, state: 'reviewed' });
		const entries = await db.sql<{ code: string; revision: number; text: string | null }>`
			select code, revision, text from incident_entry where incident = ${id} order by revision, place`;
		expect(entries.map(({ code }) => code)).toEqual([
			'acknowledged',
			'note',
			'lever_used',
			'handed_over',
			'cause_confirmed',
			'resolved',
			'reviewed',
		]);
		expect(entries[1]?.text).toBe('<b>Очередь</b> на улице \u{1F6A8}');
		const doc = await stateOf(id);
		expect(doc?.owner).toBe(`user:${marat.userId}`);
		expect(doc?.levers[0]?.before).toEqual({ queueLength: 10 });
		const told = await db.sql<{ revision: number; isOpen: boolean }>`
			select revision, is_open from numbered_change where object_id = ${id} order by n`;
		expect(told.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		expect(told.map(({ isOpen }) => isOpen)).toEqual([
			true,
			true,
			true,
			true,
			true,
			true,
			false,
			false,
		]);
		expect((await verifyTrail(db.sql)).fault).toBeNull();
	});

	it('that is repeated is done once and answered alike, whatever came since', async () => {
		const { id } = await anOpen();
		const asked = ask(id);
		const first = await desk.command(aigul, asked, { kind: 'acknowledge' });
		await desk.command(marat, ask(id, 2), { kind: 'note', text: 'meanwhile' });
		expect(await desk.command(aigul, asked, { kind: 'acknowledge' })).toEqual(first);
		expect((await stateOf(id))?.revision).toBe(3);
	});

	it('that is sent twenty times at once is done once', async () => {
		const { id } = await anOpen();
		const asked = ask(id);
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => desk.command(aigul, asked, { kind: 'acknowledge' })),
		);
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		expect(await stateOf(id)).toMatchObject({ revision: 2, state: 'acknowledged' });
	});

	it('of another content by the same id is refused, and another author may have the id', async () => {
		const { id } = await anOpen();
		const asked = ask(id);
		await desk.command(aigul, asked, { kind: 'acknowledge' });
		const note = { kind: 'note', text: 'x' } as const;
		expect(await refusal(desk.command(aigul, asked, note))).toBe('conflict/id_reused');
		const other = { ...asked, expectedRevision: 2 };
		expect(await refusal(desk.command(marat, other, note))).toBe('done');
	});

	it('on an old revision says who was faster, when, and what they did', async () => {
		const { id } = await anOpen();
		await desk.command(marat, ask(id), { kind: 'acknowledge' });
		const late = desk.command(aigul, ask(id), { kind: 'note', text: 'me too' });
		const error = await late.then(
			() => null,
			(thrown: unknown) => thrown as AppError,
		);
		expect(error).toMatchObject({ code: 'stale', details: { reason: 'revision' } });
		expect(error?.details.current).toEqual({
			revision: 2,
			by: `user:${marat.userId}`,
			name: expect.stringContaining('The regional_director') as string,
			at: clock.now().toISOString(),
			did: ['acknowledged'],
		});
	});

	it('of a hundred who saw the same is done for one', async () => {
		const { id } = await anOpen();
		const outcomes = await Promise.all(
			Array.from({ length: 40 }, (_, i) =>
				refusal(desk.command(i % 2 ? aigul : marat, ask(id), { kind: 'acknowledge' })),
			),
		);
		expect(outcomes.filter((one) => one === 'done')).toHaveLength(1);
		expect(outcomes.filter((one) => one === 'stale/revision')).toHaveLength(39);
	});

	it.each<[string, TypedCommand, string]>([
		['acknowledging', { kind: 'acknowledge' }, 'conflict/resolved'],
		['resolving', { kind: 'resolve', reason: 'again' }, 'conflict/resolved'],
		[
			'a lever',
			{ kind: 'use_lever', lever: 'redirect', centerIds: ['x'], otherCenterId: null, text: null },
			'conflict/resolved',
		],
		['a review without a verdict', { kind: 'review', text: 'x' }, 'invalid/no_verdict'],
	])('on a resolved incident: %s', async (_, typed, due) => {
		const { id } = await anOpen();
		await desk.command(aigul, ask(id), { kind: 'resolve', reason: 'empty' });
		expect(await refusal(desk.command(aigul, ask(id, 2), typed))).toBe(due);
	});

	it.each<[string, TypedCommand, string]>([
		['an empty note', { kind: 'note', text: ' \n ' }, 'invalid/empty'],
		['a note of 10 KB', { kind: 'note', text: 'x'.repeat(10_240) }, 'too_large/text'],
		['a note with NUL', { kind: 'note', text: 'a\u0000b' }, 'invalid/text'],
		['a note that turns the text around', { kind: 'note', text: 'a\u202eb' }, 'invalid/text'],
		[
			'somebody who does not exist',
			{ kind: 'assign', userId: crypto.randomUUID() },
			'invalid/not_found',
		],
		[
			'somebody by a text that is no id',
			{ kind: 'assign', userId: "' or 1=1 --" },
			'invalid/not_found',
		],
		[
			'a cause that is none of it',
			{ kind: 'confirm_cause', key: '__proto__', reason: null },
			'invalid/unknown_cause',
		],
		[
			'a lever elsewhere',
			{
				kind: 'use_lever',
				lever: 'redirect',
				centerIds: ['astana-1'],
				otherCenterId: null,
				text: null,
			},
			'invalid/no_member',
		],
	])('with %s is refused and changes nothing', async (_, typed, due) => {
		const { id } = await anOpen();
		expect(await refusal(desk.command(aigul, ask(id), typed))).toBe(due);
		expect((await stateOf(id))?.revision).toBe(1);
	});

	it('gives it to nobody who could not act on it', async () => {
		const { id } = await anOpen();
		const viewer = await aMember(db.sql, 'viewer');
		const gone = await aMember(db.sql, 'duty_officer');
		const { username = '' } = (await findUser(db.sql, gone.userId)) ?? {};
		await disableUser(db.sql, username, { by: 'system', at: AT });
		for (const { userId } of [faraway, viewer, gone]) {
			const typed = { kind: 'assign', userId } as const;
			expect(await refusal(desk.command(aigul, ask(id), typed))).toBe('invalid/not_found');
		}
	});
});

describe('whoever', () => {
	it('is of another region finds nothing, by any door', async () => {
		const { id } = await anOpen();
		expect(await refusal(desk.command(faraway, ask(id), { kind: 'acknowledge' }))).toBe(
			'not_found',
		);
		expect(await refusal(desk.split(faraway, ask(id), ['center:x']))).toBe('not_found');
		expect(await refusal(desk.find(faraway, id))).toBe('not_found');
		expect(await refusal(desk.people(faraway, id))).toBe('not_found');
		const listed = await desk.list(faraway, new URLSearchParams(), { after: 0, limit: 1000 });
		expect(listed.map((incident) => incident.id)).not.toContain(id);
		expect(await refusal(desk.command(faraway, ask('no-such'), { kind: 'acknowledge' }))).toBe(
			'not_found',
		);
	});

	it.each(['viewer', 'leadership', 'admin', 'contact_supervisor'] as const)(
		'%s changes none of a center',
		async (role) => {
			const { id } = await anOpen();
			const somebody = await aMember(db.sql, role, 'all');
			const due = role === 'contact_supervisor' ? 'not_found' : /^forbidden\/incident\./;
			for (const typed of [
				{ kind: 'acknowledge' },
				{ kind: 'resolve', reason: 'x' },
				{ kind: 'confirm_cause', key: 'influx', reason: null },
			] as const) {
				expect(await refusal(desk.command(somebody, ask(id), typed))).toMatch(due);
			}
			expect((await desk.find(somebody, id)).id).toBe(id);
		},
	);

	it('supervises 1414 works on its incidents, and officers of regions do not', async () => {
		const pool = { kind: 'contact', id: 'pool', cityId: null, regionId: null } as const;
		const { id } = await anOpen({ kind: 'contact', members: [aPart(pool)] });
		const supervisor = await aMember(db.sql, 'contact_supervisor', 'all');
		expect(await refusal(desk.command(aigul, ask(id), { kind: 'acknowledge' }))).toBe('not_found');
		expect(await refusal(desk.command(supervisor, ask(id), { kind: 'acknowledge' }))).toBe('done');
		expect((await desk.find(aigul, id)).owner).toBe(`user:${supervisor.userId}`);
	});

	it('may see names sees them, others only that somebody did it', async () => {
		const { id } = await anOpen();
		await desk.command(aigul, ask(id), { kind: 'assign', userId: marat.userId });
		const names = await desk.people(aigul, id);
		expect(Object.keys(names).sort()).toEqual([aigul.userId, marat.userId].sort());
		const viewer = await aMember(db.sql, 'viewer');
		expect(await refusal(desk.people(viewer, id))).toBe('forbidden/incident.people');
	});
});

describe('one open incident per center and kind', () => {
	const at = (id: string, ...centers: string[]) =>
		anIncident({ id, members: centers.map((center) => aPart(aPlaceOf(center))) });

	it('holds for whoever writes at once', async () => {
		const rivals = Array.from({ length: 10 }, (_, i) => at(`rival-${i}`, 'one-center'));
		const written = await Promise.all(rivals.map((rival) => openIncident(db.sql, rival)));
		expect(written.filter(Boolean)).toHaveLength(1);
		const other = anIncident({
			id: 'rival-feed',
			kind: 'feed',
			members: [aPart(aPlaceOf('one-center'))],
		});
		expect(await openIncident(db.sql, other)).toBe(true);
	});

	it('leaves out what another node was faster with, and writes the rest', async () => {
		await openIncident(db.sql, at('first', 'taken-center'));
		const changes = [at('second', 'taken-center'), at('third', 'free-center')].map((after) => ({
			before: null,
			after,
			telling: tellingOf(null, after, UNTOLD),
		}));
		expect(await changeIncidents(db.sql, changes, { at: AT, ways: NO_WAYS })).toEqual(['third']);
		const { turn, changes: open } = await readOpenChanges(db.sql);
		expect(open.filter(({ state }) => state.id === 'second')).toEqual([]);
		expect(Math.max(...open.map(({ n }) => n))).toBe(turn);
	});

	it('a resolved one frees its centers, and cannot take them back from another', async () => {
		const old = await anOpen({ members: [aPart(aPlaceOf('again'))] });
		await desk.command(aigul, ask(old.id), { kind: 'resolve', reason: 'x' });
		await openIncident(db.sql, at('newer', 'again'));
		const reopen: TypedCommand = { kind: 'reopen', reason: 'too soon' };
		expect(await refusal(desk.command(aigul, ask(old.id, 2), reopen))).toBe(
			'conflict/already_open',
		);
		expect(await stateOf(old.id)).toMatchObject({ state: 'resolved', revision: 2 });
	});

	it('holds through merging and splitting', async () => {
		const into = await anOpen({ members: [aPart(aPlaceOf('m-1'))] });
		const from = await anOpen({ members: [aPart(aPlaceOf('m-2'))] });
		const asked = ask(into.id);
		const merged = await desk.merge(aigul, asked, { incidentId: from.id, expectedRevision: 1 });
		expect(merged).toEqual({ incidentId: into.id, revision: 2, state: 'open' });
		expect(await desk.merge(aigul, asked, { incidentId: from.id, expectedRevision: 1 })).toEqual(
			merged,
		);
		expect(await stateOf(from.id)).toMatchObject({ state: 'resolved', mergedInto: into.id });
		expect(await openIncident(db.sql, at('late', 'm-2'))).toBe(false);

		const split = await desk.split(aigul, ask(into.id, 2), ['center:m-2']);
		expect((await stateOf(into.id))?.members.map(({ id }) => id)).toEqual(['m-1']);
		const left = await stateOf(split.newIncidentId ?? '');
		expect(left).toMatchObject({ revision: 1, splitFrom: into.id, state: 'open' });
		expect(left?.members.map(({ id }) => id)).toEqual(['m-2']);
		expect(await openIncident(db.sql, at('later', 'm-2'))).toBe(false);
		const gone = await refusal(
			desk.command(aigul, ask(from.id, 2), { kind: 'reopen', reason: 'x' }),
		);
		expect(gone).toBe('conflict/merged');
	});

	it('a merger on an old revision of either changes neither', async () => {
		const into = await anOpen();
		const from = await anOpen();
		await desk.command(marat, ask(from.id), { kind: 'note', text: 'seen' });
		const late = desk.merge(aigul, ask(into.id), { incidentId: from.id, expectedRevision: 1 });
		expect(await refusal(late)).toBe('stale/revision');
		expect((await stateOf(into.id))?.revision).toBe(1);
	});
});

it('lists what changed after a number, page by page', async () => {
	const all = await desk.list(marat, new URLSearchParams(), { after: 0, limit: 1000 });
	const numbers = all.map(({ n }) => n);
	expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	const since = numbers[numbers.length - 3] ?? 0;
	const last = await desk.list(marat, new URLSearchParams({ since: String(since) }), {
		after: 0,
		limit: 1000,
	});
	expect(last.map(({ id }) => id)).toEqual(all.slice(-2).map(({ id }) => id));
	const open = await desk.list(marat, new URLSearchParams({ state: 'open' }), {
		after: 0,
		limit: 2,
	});
	expect(open).toHaveLength(2);
	expect(open.every(({ state }) => state === 'open')).toBe(true);
	for (const query of ['state=closed', 'since=-1', 'since=x']) {
		expect(
			await refusal(desk.list(marat, new URLSearchParams(query), { after: 0, limit: 1 })),
		).toMatch('invalid');
	}
});

it('nothing of an incident is ever deleted', async () => {
	await expect(db.sql`delete from incident`).rejects.toThrow('never deleted');
	await expect(db.sql`update incident_entry set text = 'x'`).rejects.toThrow('never deleted');
});

it('a command of the domain and of the store agree on every revision', async () => {
	const { id } = await anOpen();
	const before = (await stateOf(id)) as Incident;
	const command: IncidentCommand = { kind: 'set_severity', severity: 1, reason: 'крупная авария' };
	const by = `user:${aigul.userId}` as const;
	const at = clock.now().toISOString();
	const after = applyCommand(before, command, { by, at, expectedRevision: 1 });
	await desk.command(aigul, ask(id), { ...command });
	expect(await stateOf(id)).toEqual(JSON.parse(JSON.stringify(after)));
	expect(told).toBeGreaterThan(0);
});
