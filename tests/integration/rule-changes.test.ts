// Directors ask for rules and leadership approves: what is asked for, by whom, when it begins, and everything that is refused.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { resolve } from '$lib/domain/regime-resolve.ts';
import { countersignOf, type DraftState } from '$lib/domain/regime-state.ts';
import type { TypedDecision } from '$lib/domain/regime-typed.ts';
import { principalOf, type SessionUser } from '$lib/server/auth/sessions.ts';
import { startAnnouncer } from '$lib/server/regimes/announcer.ts';
import { announceDue } from '$lib/server/store/decisions.ts';
import { SILENT } from '../support/database.ts';
import { subjectOf } from '../support/rule-builders.ts';
import { openRuleHouse, scopeOf, typedDecision } from '../support/rule-house.ts';

let house: Awaited<ReturnType<typeof openRuleHouse>>;
let director: SessionUser;
let second: SessionUser;
let elsewhere: SessionUser;
let leadership: SessionUser;
beforeAll(async () => {
	house = await openRuleHouse();
	director = await house.person('director', 'regional_director', ['KZ-75']);
	second = await house.person('second', 'regional_director', ['KZ-75']);
	elsewhere = await house.person('elsewhere', 'regional_director', ['KZ-71']);
});
afterAll(() => house.close());

let centers: string[];
/** A center of Almaty that no test has used yet. */
const aCenter = () => centers.shift() ?? '';
beforeEach(() => {
	centers ??= house.directory.centers
		.filter(({ cityId }) => cityId === 'almaty')
		.map(({ id }) => id);
});

const request = (who: SessionUser, some: Partial<TypedDecision>) =>
	house.draft(
		who,
		'regime.request',
		house.changes.draftRequest(principalOf(who), typedDecision(some)),
	);
const forCenter = (id: string, some: Partial<TypedDecision> = {}) => ({
	scope: scopeOf({ centers: [id] }),
	...some,
});
/** Code, reason and fields of a refusal. */
async function refusal(act: () => unknown) {
	try {
		await act();
	} catch (thrown) {
		const { code, details } = thrown as { code: string; details: Record<string, unknown> };
		const errors = (details.errors ?? []) as { path: string; reason: string }[];
		return [code, details.reason, ...errors.map(({ path, reason }) => `${path} ${reason}`)];
	}
	throw new Error('nothing was refused');
}

describe('a change that is small and announced in time', () => {
	test('is scheduled by one code and in force when its time comes', async () => {
		const center = aCenter();
		expect(await house.confirm(director, await request(director, forCenter(center)))).toBe('done');
		const [decision] = house.decisions().slice(-1);
		expect(decision).toMatchObject({ revision: 1, reason: 'crowds in the hall' });
		expect(house.admission(center)).toBe('open');
		house.clock.pass(24 * 60);
		expect(await announceDue(house.sql, { at: house.clock.now(), now: house.clock.now() })).toBe(1);
		await house.rules.look();
		expect(house.admission(center)).toBe('booking_only');
		const told = await house.sql`
			select changed_by, change_reason from decision where id = ${decision?.id ?? ''}`;
		expect(told).toEqual([{ changedBy: 'system', changeReason: null }]);
		house.clock.pass(-24 * 60);
	});

	test('is taken back before it begins, by one code; then it is no more to be taken back', async () => {
		await house.confirm(director, await request(director, forCenter(aCenter())));
		const [decision] = house.decisions().slice(-1);
		const seen = { id: decision?.id ?? '', seenRevision: 1, reason: 'no crowds' };
		const cancel = await house.changes.draftCancel(principalOf(director), seen);
		expect(
			await house.confirm(director, await house.draft(director, 'regime.cancel', cancel)),
		).toBe('done');
		expect(house.decisions().at(-1)?.canceledAt).toEqual(house.clock.now());
		const again = () =>
			house.changes.draftCancel(principalOf(director), { ...seen, seenRevision: 2 });
		expect(await refusal(again)).toEqual(['conflict', 'not_scheduled']);
	});
});

describe('a change that reaches far or begins soon', () => {
	test('is refused while nobody could be the second person', async () => {
		const id = await request(director, { scope: scopeOf({ cities: ['almaty'] }) });
		expect(await refusal(() => house.confirm(director, id))).toEqual([
			'conflict',
			'no_second_person',
		]);
		leadership = await house.person('leadership', 'leadership', 'all');
	});

	test('waits for leadership, which sees it; nobody else does, and nobody approves their own', async () => {
		const before = house.decisions().length;
		const id = await request(director, {
			scope: scopeOf({ cities: ['almaty'] }),
			content: { bookingUntil: '17:00' },
		});
		expect(await house.confirm(director, id)).toBe('waiting');
		expect((await house.drafts.waiting(leadership)).map((draft) => draft.id)).toContain(id);
		expect(await house.drafts.waiting(second)).toEqual([]);
		expect(await refusal(() => house.confirm(second, id))).toEqual(['not_found', undefined]);
		expect(await refusal(() => house.confirm(director, id))).toEqual(['forbidden', 'four_eyes']);
		const shown = await house.drafts.show(leadership, id);
		const effect = house.effect.of(principalOf(leadership), shown);
		expect(effect?.affected.length).toBeGreaterThan(10);
		expect(house.decisions()).toHaveLength(before);
		expect(await house.confirm(leadership, id)).toBe('done');
		expect(house.decisions()).toHaveLength(before + 1);
		const [row] = await house.sql<{ changedBy: string }>`
			select changed_by from decision where id = ${house.decisions().at(-1)?.id ?? ''}`;
		expect(row?.changedBy).toBe(`user:${director.userId}`);
	});

	test('that begins now begins with the second code', async () => {
		const center = aCenter();
		const id = await request(
			director,
			forCenter(center, { start: 'now', from: null, until: '2026-11-20T18:00' }),
		);
		expect(await house.confirm(director, id)).toBe('waiting');
		house.clock.pass(90);
		expect(house.admission(center)).toBe('open');
		expect(await house.confirm(leadership, id)).toBe('done');
		expect(house.admission(center)).toBe('booking_only');
		const [decision] = house.decisions().slice(-1);
		expect(decision?.measures[0]?.period.from).toEqual(house.clock.now());
		expect(decision?.isEnteredLate).toBe(false);
		house.clock.pass(-90);
	});

	test('is listed by where it stands; before the first code its author alone sees it', async () => {
		const center = aCenter();
		const id = await request(director, forCenter(center, { from: '2026-11-10T10:20' }));
		const seenBy = async (state: DraftState) => {
			const seen: string[] = [];
			for (const who of [director, second, leadership, elsewhere]) {
				const all = await house.drafted.list(principalOf(who), state);
				const own = all.filter(({ measures }) =>
					measures.some(({ scope }) =>
						scope.entries.some((entry) => 'id' in entry && entry.id === center),
					),
				);
				for (const one of own) expect(one.state).toBe(state);
				if (own.length > 0) seen.push(who.username);
			}
			return seen;
		};
		expect(await seenBy('draft')).toEqual(['director']);
		await house.confirm(director, id);
		expect([await seenBy('draft'), await seenBy('lapsed')]).toEqual([[], []]);
		expect(await seenBy('waiting')).toEqual(['director', 'second', 'leadership']);
		house.clock.pass(20);
		expect([await seenBy('draft'), await seenBy('waiting')]).toEqual([[], []]);
		expect(await seenBy('lapsed')).toEqual(['director', 'second', 'leadership']);
		house.clock.pass(-20);
	});

	test('lapses at its start', async () => {
		const id = await request(director, forCenter(aCenter(), { from: '2026-11-10T10:20' }));
		expect(await house.confirm(director, id)).toBe('waiting');
		const { expiresAt } = await house.drafts.show(leadership, id);
		expect(expiresAt).toEqual(new Date('2026-11-10T05:20:00Z'));
		house.clock.pass(20);
		expect(await refusal(() => house.drafts.show(leadership, id))).toEqual([
			'stale',
			'draft_expired',
		]);
		house.clock.pass(-20);
	});

	test('entered as in force since then is marked, and needs the second person too', async () => {
		const center = aCenter();
		const since = { start: 'since' as const, from: '2026-11-09T09:00' };
		const id = await request(director, forCenter(center, since));
		expect(await house.confirm(director, id)).toBe('waiting');
		expect(await house.confirm(leadership, id)).toBe('done');
		expect(house.decisions().at(-1)?.isEnteredLate).toBe(true);
		expect(house.admission(center)).toBe('booking_only');
	});
});

describe('what is refused', () => {
	test('a region that is not theirs, at the place that was typed', async () => {
		const astana = { scope: scopeOf({ cities: ['almaty', 'astana'] }) };
		expect(await refusal(() => request(director, astana))).toEqual([
			'not_found',
			'outside_regions',
			'measures.0.scope.entries.1 outside_regions',
		]);
		const national = { level: 'nation' as const, scope: scopeOf({ nation: true }) };
		expect(await refusal(() => request(director, national))).toEqual([
			'not_found',
			'outside_regions',
			'level outside_regions',
			'measures.0.scope.entries.0 outside_regions',
		]);
		const [own] = house.decisions().slice(-1);
		const repeal = forCenter('astana-almaty', { repeals: [own?.id ?? ''] });
		expect(await refusal(() => request(elsewhere, repeal))).toContain('repeals.0 outside_regions');
		const seen = { id: own?.id ?? '', seenRevision: 1, reason: 'x' };
		const cancel = () => house.changes.draftCancel(principalOf(elsewhere), seen);
		expect(await refusal(cancel)).toEqual(['not_found', undefined]);
	});

	test('a role that may not ask', async () => {
		expect(await refusal(() => request(leadership, {}))).toEqual(['forbidden', 'regime.request']);
		const officer = await house.person('officer', 'duty_officer', 'all');
		const look = () => house.changes.preview(principalOf(officer), typedDecision());
		expect(await refusal(look)).toEqual(['forbidden', 'regime.preview']);
	});

	test('what somebody changed meanwhile: who did, and what', async () => {
		const center = aCenter();
		const [mine, theirs] = [
			await request(director, forCenter(center)),
			await request(second, forCenter(center, { content: { services: 'not_online' } })),
		];
		expect(await house.confirm(second, theirs)).toBe('done');
		const [entered] = house.decisions().slice(-1);
		await expect(house.confirm(director, mine)).rejects.toMatchObject({
			code: 'stale',
			details: {
				reason: 'stale',
				changed: { id: entered?.id, revision: 1, by: 'second', state: 'scheduled' },
			},
		});
		const cancel = await house.changes.draftCancel(principalOf(director), {
			id: entered?.id ?? '',
			seenRevision: 1,
			reason: 'mine is better',
		});
		await house.confirm(director, await house.draft(director, 'regime.cancel', cancel));
		const again = () =>
			house.changes.draftCancel(principalOf(second), { ...cancel, seenRevision: 1 });
		await expect(again()).rejects.toMatchObject({
			code: 'stale',
			details: { changed: { by: 'director', state: 'canceled', revision: 2 } },
		});
	});

	test('an overlap that precedence cannot settle, by the other decision', async () => {
		const center = aCenter();
		await house.confirm(director, await request(director, forCenter(center)));
		const [entered] = house.decisions().slice(-1);
		const rival = forCenter(center, { content: { admission: 'open' } });
		await expect(refusal(() => request(second, rival))).resolves.toEqual([
			'conflict',
			'overlap',
			'measures overlap',
		]);
		expect(() => house.changes.draftRequest(principalOf(second), typedDecision(rival))).toThrow(
			entered?.id,
		);
	});

	test.each([
		['nothing chosen', { scope: scopeOf({}) }, 'measures.0.scope scope_empty'],
		[
			'a city that does not exist',
			{ scope: scopeOf({ cities: ['atlantis'] }) },
			'measures.0.scope.entries.0 unknown_place',
		],
		[
			'an end before the start',
			{ until: '2026-11-11T08:00' },
			'measures.0.period.until end_before_start',
		],
		['a start in the past', { from: '2026-11-09T09:00' }, 'measures.0.period.from start_past'],
		['a start too far ahead', { from: '2027-06-01T09:00' }, 'measures.0.period.from too_far'],
		['a closed day', { from: '2026-11-14T09:00' }, 'measures.0.period.from closed_day'],
		['a blank reason', { reason: ' ' }, 'reason missing'],
		['a long reason', { reason: 'x'.repeat(2001) }, 'reason too_long'],
		['nothing that it changes', { content: {} }, 'measures.0.content no_content'],
		[
			'what is so already',
			{ scope: scopeOf({ centers: ['almaty-turksib'] }), content: { admission: 'open' as const } },
			'measures changes_nothing',
		],
		[
			'an exemption outside the scope',
			{
				exemptions: {
					classes: [],
					types: [],
					centers: [{ id: 'astana-almaty', reason: 'far away', until: null }],
				},
			},
			'measures.0.exemptions.centers.0 exemption_outside',
		],
		['a repeal of nothing', { repeals: ['nothing'] }, 'repeals.0 repeals_unknown'],
	])('%s', async (_, some, expected) => {
		const [code, , ...errors] = await refusal(() => request(director, some));
		expect(['invalid', 'conflict']).toContain(code);
		expect(errors).toContain(expected);
		const view = house.changes.preview(principalOf(director), typedDecision(some));
		expect(view.problems.map(({ path, reason }) => `${path} ${reason}`)).toContain(expected);
	});

	test('leaves nothing behind', async () => {
		const counts = () => house.sql`
			select (select count(*) from decision) as decisions, (select count(*) from draft) as drafts,
			       (select count(*) from audit) as entries`;
		const before = await counts();
		await refusal(() => request(director, { scope: scopeOf({}) }));
		await refusal(() => request(director, { scope: scopeOf({ cities: ['astana'] }) }));
		expect(await counts()).toEqual(before);
	});
});

describe('an urgent decision', () => {
	const URGENT = { start: 'now' as const, from: null, reason: 'the boiler of the house burst' };
	const urgent = (who: SessionUser, some: Partial<TypedDecision> = {}) =>
		house.draft(
			who,
			'regime.emergency',
			house.changes.draftEmergency(principalOf(who), typedDecision({ ...URGENT, ...some })),
		);
	const countersign = async (who: SessionUser, id: string, seenRevision: number) =>
		house.confirm(
			who,
			await house.draft(
				who,
				'regime.approve',
				await house.changes.draftCountersign(principalOf(who), { id, seenRevision }),
			),
		);
	const newest = () => {
		const [decision] = house.decisions().slice(-1);
		if (!decision) throw new Error('no decision');
		return decision;
	};

	test('holds at once by one code, without a source, and says until when it is to be countersigned', async () => {
		const center = aCenter();
		const act = { ...typedDecision().act, source: '' };
		expect(await house.confirm(director, await urgent(director, forCenter(center, { act })))).toBe(
			'done',
		);
		expect(house.admission(center)).toBe('booking_only');
		const dueAt = new Date(house.clock.now().getTime() + 24 * 3_600_000);
		expect(newest().emergency).toEqual({ countersignDueAt: dueAt, countersignedAt: null });
		expect(countersignOf(newest(), house.clock.now())).toBe('due');
	});

	test('is countersigned by another person who may approve, once', async () => {
		const { id } = newest();
		expect(await refusal(() => countersign(director, id, 1))).toEqual([
			'forbidden',
			'regime.approve',
		]);
		expect(await countersign(leadership, id, 1)).toBe('done');
		expect(countersignOf(newest(), house.clock.now())).toBe('done');
		expect(await refusal(() => countersign(leadership, id, 2))).toEqual([
			'conflict',
			'already_countersigned',
		]);
	});

	test('of leadership is not countersigned by whoever entered it', async () => {
		await house.confirm(leadership, await urgent(leadership, forCenter('astana-almaty')));
		const { id } = newest();
		expect(await refusal(() => countersign(leadership, id, 1))).toEqual(['forbidden', 'four_eyes']);
		const other = await house.person('other-leadership', 'leadership', 'all');
		expect(await countersign(other, id, 1)).toBe('done');
	});

	test('that nobody countersigned stays in force, and is told and warned of once', async () => {
		const center = aCenter();
		await house.confirm(director, await urgent(director, forCenter(center)));
		const { id } = newest();
		house.clock.pass(24 * 60);
		const warnings: unknown[] = [];
		const announcer = startAnnouncer({
			sql: house.sql,
			system: house.clock,
			operations: house.clock,
			rules: house.rules,
			onAnnounced: () => undefined,
			log: { ...SILENT, warn: (facts: object) => warnings.push(facts) } as never,
		});
		await vi.waitFor(() => expect(warnings).not.toEqual([]));
		await announcer.stop();
		expect(warnings).toMatchObject([{ event: 'countersign_overdue', decision: id }]);
		expect(newest()).toMatchObject({ id, revision: 2 });
		expect(countersignOf(newest(), house.clock.now())).toBe('overdue');
		expect(house.admission(center)).toBe('booking_only');
		expect(await countersign(leadership, id, 2)).toBe('done');
		house.clock.pass(-24 * 60);
	});

	test('says why, and lies in the region of a director', async () => {
		expect(await refusal(() => urgent(director, { reason: 'fire' }))).toEqual([
			'invalid',
			'reason_short',
			'reason reason_short',
		]);
		expect(await refusal(() => urgent(director, forCenter('astana-almaty')))).toContain(
			'outside_regions',
		);
	});
});

describe('a decision in force', () => {
	const lift = async (who: SessionUser, id: string, seenRevision: number) => {
		const { level, act, reason } = typedDecision();
		const typed = { id, seenRevision, level, act, reason, start: 'now' as const, from: null };
		const content = await house.changes.draftLift(principalOf(who), typed);
		return house.draft(who, 'regime.lift', content);
	};

	test('is ended early by one code and an act, from that moment on', async () => {
		const center = aCenter();
		await house.confirm(
			leadership,
			await (async () => {
				const id = await request(director, forCenter(center, { start: 'now', from: null }));
				await house.confirm(director, id);
				return id;
			})(),
		);
		const [decision] = house.decisions().slice(-1);
		expect(house.admission(center)).toBe('booking_only');
		const id = decision?.id ?? '';
		expect(await refusal(() => lift(elsewhere, id, 1))).toEqual(['not_found', undefined]);
		expect(await refusal(() => lift(director, id, 7))).toEqual(['stale', 'stale']);
		const draft = await lift(director, id, 1);
		house.clock.pass(3);
		expect(await house.confirm(director, draft)).toBe('done');
		expect(house.admission(center)).toBe('open');
		const lifted = house.decisions().find((one) => one.id === id);
		expect(lifted?.repealed?.at).toEqual(house.clock.now());
		expect(await refusal(() => lift(director, id, 2))).toEqual(['conflict', 'not_in_force']);
	});
});

describe('a center that is spared', () => {
	const exempt = async (who: SessionUser, centerId: string, id: string, some: object = {}) => {
		const typed = { id, seenRevision: 1, centerId, until: '2026-11-20T09:00', reason: 'repairs' };
		const content = await house.changes.draftExempt(principalOf(who), { ...typed, ...some });
		return house.draft(who, 'regime.exempt', content);
	};
	let id: string;
	let center: string;
	beforeAll(async () => {
		center = aCenter();
		const draft = await request(director, forCenter(center, { start: 'now', from: null }));
		await house.confirm(director, draft);
		await house.confirm(leadership, draft);
		id = house.decisions().at(-1)?.id ?? '';
	});

	test('is so from the code on, until its time, and was not before', async () => {
		const draft = await exempt(director, center, id);
		const effect = house.effect.of(principalOf(director), await house.drafts.show(director, draft));
		expect(effect?.affected).toMatchObject([{ id: center, changes: ['admission'] }]);
		const before = house.clock.now();
		house.clock.pass(2);
		expect(await house.confirm(director, draft)).toBe('done');
		expect(house.admission(center)).toBe('open');
		const subject = subjectOf(house.directory, center);
		const at = (when: Date) => resolve(subject, when, house.decisions());
		expect(at(before).admission).toBe('booking_only');
		expect(at(new Date('2026-11-20T04:00:00Z')).admission).toBe('booking_only');
		expect(at(house.clock.now()).trace).toMatchObject([
			{ decisionId: id, outcome: 'exempt', because: 'exempt_center' },
		]);
		const [row] = await house.sql`select change_reason, next_due_at from decision where id = ${id}`;
		expect(row).toEqual({
			changeReason: 'repairs',
			nextDueAt: new Date('2026-11-20T04:00:00Z'),
		});
	});

	test.each([
		['twice', {}, ['conflict', 'not_covered', 'center not_covered']],
		['as another version', { seenRevision: 1 }, ['stale', 'stale']],
		['nowhere', { centerId: 'atlantis' }, ['invalid', 'unknown_place', 'center unknown_place']],
		[
			'elsewhere',
			{ centerId: 'astana-almaty' },
			['not_found', 'outside_regions', 'center outside_regions'],
		],
		['without a reason', { reason: '' }, ['invalid', 'missing', 'reason missing']],
	])('is refused %s', async (_, some, expected) => {
		const given = { seenRevision: 2, ...some };
		expect(await refusal(() => exempt(director, center, id, given))).toEqual(expected);
	});

	test('is spared until some time to come, while the decision holds', async () => {
		const other = aCenter();
		const until = '2026-11-18T18:00';
		const draft = await request(director, forCenter(other, { start: 'now', from: null, until }));
		await house.confirm(director, draft);
		await house.confirm(leadership, draft);
		const newest = house.decisions().at(-1)?.id ?? '';
		for (const wrong of ['2026-11-10T09:00', '2026-11-19T09:00']) {
			expect(await refusal(() => exempt(director, other, newest, { until: wrong }))).toEqual([
				'invalid',
				'exemption_period',
				'until exemption_period',
			]);
		}
		expect(await refusal(() => exempt(elsewhere, other, newest))).toContain('outside_regions');
		expect(await refusal(() => exempt(leadership, other, newest))).toContain('regime.exempt');
	});
});
