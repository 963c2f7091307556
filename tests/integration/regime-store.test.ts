// Decisions in the store: every version kept, told and audited once; what precedence cannot settle does not come in.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Directory } from '$lib/domain/directory.ts';
import type { Decision, Measure } from '$lib/domain/regime.ts';
import { entryOf, subjectsOf } from '$lib/domain/regime-entry.ts';
import { withRepeals } from '$lib/domain/regime-history.ts';
import { resolve } from '$lib/domain/regime-resolve.ts';
import { centerSubject } from '$lib/domain/regime-scope.ts';
import { verifyTrail } from '$lib/server/audit/trail.ts';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { createLocalTime } from '$lib/server/live/local-time.ts';
import { enterRecordedRules } from '$lib/server/regimes/recorded-rules.ts';
import { createRuleView } from '$lib/server/regimes/rule-view.ts';
import { announceDue, cancelDecision, enterDecisions } from '$lib/server/store/decisions.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { readChangesAfter, readOpenChanges } from '$lib/server/store/numbered-changes.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, aMeasure, recordedRules } from '../support/rule-builders.ts';

const DATA = join(import.meta.dirname, '../../data');
const AT = new Date('2026-11-10T05:00:00Z');
const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(AT.getTime() + hours * HOUR_MS);
const BY = { by: 'user:test', at: AT, now: AT, reason: 'test' } as const;

let db: TestDatabase;
let directory: Directory;
beforeAll(async () => {
	db = await freshDatabase();
	await loadBundledDirectory(db.sql, DATA, AT);
	directory = await readDirectory(db.sql);
	const rules = { sql: db.sql, dataFolder: DATA, localTime: createLocalTime(), at: AT, now: AT };
	expect(await enterRecordedRules(rules)).toBe('entered');
	expect(await enterRecordedRules(rules)).toBe('present');
});
afterAll(() => db.drop());

const period = (from: Date, until: Date | null = null): Measure['period'] => ({
	from,
	until,
	timezone: 'UTC',
	inZones: {},
});
const entered = (decision: Decision, repeals: { id: string; at: Date }[] = [], knownAt = AT) =>
	entryOf({ decision, knownAt, repeals }, subjectsOf(directory));
const enter = (...decisions: Decision[]) =>
	enterDecisions(
		db.sql,
		decisions.map((decision) => entered(decision)),
		BY,
	);
const starting = (id: string, at: Date, some: Parameters<typeof aDecision>[1] = {}) =>
	aDecision(id, { measures: [aMeasure({ period: period(at) })], ...some });

/** Revision, versions, audit entries and numbered changes of a decision. */
async function countsOf(id: string) {
	const [row] = await db.sql<Record<string, number>>`
		select (select revision from decision where id = ${id}) as revision,
		       (select count(*) from decision_version where decision = ${id}) as versions,
		       (select count(*) from audit where object = 'decision' and object_id = ${id}) as audited,
		       (select count(*) from numbered_change where object_id = ${id}) as told`;
	return row;
}
const times = (n: number) => ({ revision: n, versions: n, audited: n, told: n });

describe('the recorded rules', () => {
	test('come back as they are in the file, with their repeals', async () => {
		const { book } = await createRuleView({ sql: db.sql });
		const expected = withRepeals(recordedRules(directory));
		const plain = ({ revision: _, ...decision }: Decision) => decision;
		expect(book().all(AT).map(plain)).toEqual(expected.map(plain));
		for (const center of directory.centers) {
			const subject = centerSubject(center);
			const at = new Date('2021-01-21T06:00:00Z');
			const fromStore = resolve(subject, at, book().about(subject, at, AT));
			expect(fromStore).toEqual(resolve(subject, at, expected));
		}
	});

	test('were believed as their publications told', async () => {
		const { book } = await createRuleView({ sql: db.sql });
		const center = directory.centers.find(({ id }) => id === 'shymkent-abai');
		const subject = centerSubject(center!);
		const at = new Date('2021-09-30T06:00:00Z');
		const believed = (knownAt: string) =>
			resolve(subject, at, book().about(subject, at, new Date(knownAt))).admission;
		expect(believed('2021-09-01T00:00:00Z')).toBe('open');
		expect(believed('2021-09-20T00:00:00Z')).toBe('booking_only');
		expect(believed('2021-09-26T00:00:00Z')).toBe('open');
	});

	test('are history: nothing of them is announced, what is over is not open', async () => {
		expect(await announceDue(db.sql, { at: AT, now: AT })).toBe(0);
		const { changes: open } = await readOpenChanges(db.sql);
		expect(open.map(({ state }) => state.id)).toEqual(['almaty-2021-08-23']);
		expect(await countsOf('almaty-booking')).toEqual(times(2));
		expect(await countsOf('nation-2020-03-20')).toEqual(times(1));
	});
});

test('another network than that of Kazakhstan gets no recorded rules', async () => {
	const other = await freshDatabase();
	const rules = { sql: other.sql, dataFolder: DATA, localTime: createLocalTime(), at: AT, now: AT };
	expect(await enterRecordedRules(rules)).toBe('other_network');
	await other.drop();
});

describe('an exercise in the past', () => {
	test('does not tell what is not known yet; it is told when it is', async () => {
		const past = await freshDatabase();
		await loadBundledDirectory(past.sql, DATA, AT);
		const now = new Date('2021-08-01T00:00:00Z');
		await enterRecordedRules({
			sql: past.sql,
			dataFolder: DATA,
			localTime: createLocalTime(),
			at: AT,
			now,
		});
		const toldOf = async (id: string, after = 0) =>
			(await readChangesAfter(past.sql, after)).changes
				.filter(({ state }) => state.id === id)
				.map(({ isOpen, state }) => [isOpen, state.state, state.repealed]);
		expect(await toldOf('shymkent-30')).toEqual([
			[false, undefined, undefined],
			[false, undefined, undefined],
		]);
		const { changes } = await readChangesAfter(past.sql, 0);
		const before = changes.at(-1)!.n;
		const onTheNinth = { at: AT, now: new Date('2021-09-09T00:00:00Z') };
		while ((await announceDue(past.sql, onTheNinth)) > 0);
		expect(await toldOf('shymkent-30', before)).toEqual([[true, 'in_force', null]]);
		const onThe26th = { at: AT, now: new Date('2021-09-26T00:00:00Z') };
		while ((await announceDue(past.sql, onThe26th)) > 0);
		expect((await toldOf('shymkent-30', before)).at(-1)?.slice(0, 2)).toEqual([false, 'repealed']);
		await past.drop();
	});
});

describe('starts and ends', () => {
	test('are announced once each, by however many at once, also those that came while nobody looked', async () => {
		const decision = aDecision('twice', {
			date: '2026-11-01',
			measures: [aMeasure({ period: period(later(1), later(2)) })],
		});
		await enter(decision);
		expect(await countsOf('twice')).toEqual(times(1));
		expect(await announceDue(db.sql, { at: AT, now: later(0.9) })).toBe(0);
		const all = async () => {
			let sum = 0;
			for (let n = -1; n !== 0; sum += n) n = await announceDue(db.sql, { at: AT, now: later(3) });
			return sum;
		};
		const told = await Promise.all([all(), all(), all()]);
		expect(told.reduce((a, b) => a + b)).toBe(2);
		expect(await countsOf('twice')).toEqual(times(3));
		const { changes } = await readChangesAfter(db.sql, 0);
		const own = changes.filter(({ state }) => state.id === 'twice');
		expect(own.map(({ isOpen, state }) => [isOpen, state.state])).toEqual([
			[true, 'scheduled'],
			[false, 'ended'],
			[false, 'ended'],
		]);
		expect(own[0]?.scopes).toContain('center:almaty-almaly');
		expect(own[0]?.scopes).not.toContain('city:astana');
	});
});

describe('what precedence cannot settle', () => {
	test('is refused with the name of the other decision, and nothing of it is kept', async () => {
		await enter(starting('first', later(48)));
		const rival = entered(starting('second', later(48)));
		const fine = entered(starting('fine', later(49)));
		await expect(enterDecisions(db.sql, [fine, rival], BY)).rejects.toMatchObject({
			code: 'conflict',
			message: expect.stringContaining('first') as string,
			details: { reason: 'overlap' },
		});
		expect(await countsOf('second')).toEqual({ ...times(0), revision: null });
		expect(await countsOf('fine')).toEqual({ ...times(0), revision: null });
	});

	test('of 30 pairs entered at once one comes in each', async () => {
		const outcomes = await Promise.allSettled(
			Array.from({ length: 30 }, (_, i) => i).flatMap((i) =>
				['a', 'b'].map((side) => enter(starting(`pair-${i}-${side}`, later(100 + i)))),
			),
		);
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
		const reasons = outcomes.flatMap((one) =>
			one.status === 'rejected' ? [one.reason as unknown] : [],
		);
		for (const reason of reasons) expect(reason).toMatchObject({ details: { reason: 'overlap' } });
	});

	test('is refused by the constraint even behind the function', async () => {
		const copied = db.sql`
			insert into measure_span (decision, measure, level, act_date, narrowness, aspects, subjects, period)
			select decision, 9, level, act_date, narrowness, aspects, subjects, period
			  from measure_span where decision = 'first'`;
		await expect(copied).rejects.toThrow('measure_span_is_settled');
	});
});

describe('repeal and cancellation', () => {
	test('a later act repeals: no more is announced than its end', async () => {
		await enter(starting('repealed', later(200)));
		await enterDecisions(
			db.sql,
			[
				entered(starting('repealing', later(300), { date: '2026-10-02' }), [
					{ id: 'repealed', at: later(300) },
				]),
			],
			BY,
		);
		const { book } = await createRuleView({ sql: db.sql });
		expect(book().find('repealed', AT)?.repealed).toEqual({ at: later(300), by: 'repealing' });
		expect(book().find('repealed', new Date(AT.getTime() - 1))).toBeNull();
		await enter(starting('in-its-place', later(301)));
	});

	test.each([
		['unknown', 'nobody', 'region', 'repeals_unknown'],
		['of a higher level', 'first', 'city', 'repeals_higher_level'],
		['that is repealed already', 'repealed', 'region', 'repeals_ended'],
	] as const)('a decision %s cannot be repealed', async (_, id, level, reason) => {
		const act = aDecision(`repeals-${id}`, { level, date: '2026-10-03', measures: [] });
		await expect(
			enterDecisions(db.sql, [entered(act, [{ id, at: later(400) }])], BY),
		).rejects.toMatchObject({ details: { reason } });
	});

	test('what has not begun can be taken back, once, and leaves its room', async () => {
		await enter(starting('taken-back', later(500)));
		const cancel = (id: string, seenRevision: number) =>
			cancelDecision(db.sql, { id, seenRevision }, BY);
		await expect(cancel('taken-back', 7)).rejects.toMatchObject({ code: 'stale' });
		await cancel('taken-back', 1);
		expect(await countsOf('taken-back')).toEqual(times(2));
		await expect(cancel('taken-back', 2)).rejects.toMatchObject({
			details: { reason: 'not_scheduled' },
		});
		await expect(cancel('nobody', 1)).rejects.toMatchObject({ code: 'not_found' });
		await enter(starting('in-its-room', later(500)));
	});
});

describe('what was believed', () => {
	test('cannot be edited or deleted', async () => {
		await expect(db.sql`update decision_version set known_at = ${AT}`).rejects.toThrow('is kept');
		await expect(db.sql`delete from decision where id = 'first'`).rejects.toThrow('is kept');
	});
	test('is in one unbroken trail', async () => {
		expect((await verifyTrail(db.sql, { anchors: [] })).fault).toBeNull();
	});
});
