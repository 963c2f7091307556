import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory, kazakhTime } from '../../../tests/support/board-builders.ts';
import { aDecision, aMeasure, named } from '../../../tests/support/rule-builders.ts';
import { PLAIN_WEEKS } from './calendar.ts';
import type { Decision, Measure } from './regime.ts';
import { checkProposal } from './regime-check.ts';
import type { NewDecision } from './regime-history.ts';
import { previewOf } from './regime-preview.ts';
import { centerSubject } from './regime-scope.ts';

/** A Tuesday; the measure of the proposals begins on the Wednesday. */
const NOW = new Date('2026-11-10T05:00:00Z');
const TOMORROW = new Date('2026-11-10T19:00:00Z');
const DAY_MS = 24 * 3_600_000;
const days = (n: number) => new Date(TOMORROW.getTime() + n * DAY_MS);
const period = (from: Date, until: Date | null = null): Measure['period'] => ({
	from,
	until,
	timezone: 'Asia/Almaty',
	inZones: {},
});
const DIRECTORY = aDirectory([
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { cityId: 'almaty', type: 'specialized' }),
	aCenter(3, { class: 'district' }),
	aCenter(4, { cityId: 'semey', regionId: 'KZ-10' }),
]);
const SUBJECTS = DIRECTORY.centers.map(centerSubject);

function proposal(
	measure: Partial<Measure> = {},
	some: Partial<Decision> = {},
	repeals: NewDecision['repeals'] = [],
): NewDecision {
	const measures = [aMeasure({ period: period(TOMORROW), ...measure })];
	const decision = aDecision('new', { measures, reason: 'crowds', date: '2026-11-09', ...some });
	return { decision, knownAt: NOW, repeals };
}
function problemsOf(proposed: NewDecision, known: Decision[] = []) {
	const around = {
		known,
		directory: DIRECTORY,
		calendar: PLAIN_WEEKS,
		localTime: kazakhTime,
		now: NOW,
	};
	return checkProposal(proposed, around).map(
		({ path, reason, by }) => `${path} ${reason}${by ? ` ${by}` : ''}`,
	);
}
const scopeOf = (...entries: Measure['scope']['entries']) => ({
	scope: { entries, classes: null, types: null },
});
const sparing = (...centers: Measure['exemptions']['centers']) => ({
	exemptions: { classes: [], types: [], centers },
});
const act = aDecision('new').act;

it('a sound proposal has no problem', () => expect(problemsOf(proposal())).toEqual([]));

describe('a proposal is refused at the field', () => {
	it.each<[string, NewDecision, string]>([
		['a blank reason', proposal({}, { reason: ' ' }), 'reason missing'],
		['a reason of 2,001 characters', proposal({}, { reason: 'x'.repeat(2001) }), 'reason too_long'],
		[
			'no Kazakh title',
			proposal({}, { act: { ...act, title: { ...act.title, kk: '' } } }),
			'act.title.kk missing',
		],
		['a day that is none', proposal({}, { act: { ...act, date: '2026-02-30' } }), 'act.date date'],
		['nothing to do', proposal({}, { measures: [] }), 'measures no_measures'],
		['a measure that orders nothing', proposal({ content: {} }), 'measures.0.content no_content'],
		['an empty scope', proposal(scopeOf()), 'measures.0.scope scope_empty'],
		[
			'a city that does not exist',
			proposal(scopeOf(named('city', 'atlantis'))),
			'measures.0.scope.entries.0 unknown_place',
		],
		[
			'a scope that is wholly exempt',
			proposal({ exemptions: { classes: [], types: ['ordinary', 'specialized'], centers: [] } }),
			'measures.0.scope no_centers',
		],
		[
			'an exemption outside the scope',
			proposal(sparing({ id: 'c3', reason: 'far', from: null, until: null })),
			'measures.0.exemptions.centers.0 exemption_outside',
		],
		[
			'an exemption of no center',
			proposal(sparing({ id: 'c9', reason: 'far', from: null, until: null })),
			'measures.0.exemptions.centers.0 unknown_place',
		],
		[
			'an exemption without a reason',
			proposal(sparing({ id: 'c1', reason: '', from: null, until: null })),
			'measures.0.exemptions.centers.0.reason missing',
		],
		[
			'an exemption that ends before it begins',
			proposal(sparing({ id: 'c1', reason: 'moving', from: null, until: TOMORROW })),
			'measures.0.exemptions.centers.0.until exemption_period',
		],
		[
			'an end before the start',
			proposal({ period: period(TOMORROW, TOMORROW) }),
			'measures.0.period.until end_before_start',
		],
		[
			'a start in the past',
			proposal({ period: period(days(-2)) }),
			'measures.0.period.from start_past',
		],
		[
			'a start in 91 days',
			proposal({ period: period(days(91)) }),
			'measures.0.period.from too_far',
		],
		[
			'a start on a Saturday',
			proposal({ period: period(days(3)) }),
			'measures.0.period.from closed_day',
		],
		['the same as it is', proposal({ content: { admission: 'open' } }), 'measures changes_nothing'],
		[
			'the repeal of nothing',
			proposal({}, {}, [{ id: 'gone', at: TOMORROW }]),
			'repeals.0 repeals_unknown gone',
		],
	])('%s', (_, proposed, problem) => expect(problemsOf(proposed)).toEqual([problem]));

	it('an overlap names the other decision', () => {
		const other = { ...proposal().decision, id: 'other' };
		expect(problemsOf(proposal(), [other])).toEqual(['measures overlap other']);
		expect(problemsOf(proposal({}, {}, [{ id: 'other', at: TOMORROW }]), [other])).toEqual([]);
	});
	it('a higher act cannot be repealed, an ended one need not be', () => {
		const higher = aDecision('higher', { level: 'nation' });
		const ended = aDecision('ended', {
			measures: [aMeasure({ period: period(days(-20), days(-10)) })],
		});
		const at = TOMORROW;
		const repeals = [
			{ id: 'higher', at },
			{ id: 'ended', at },
		];
		expect(problemsOf(proposal({}, {}, repeals), [higher, ended])).toEqual([
			'repeals.0 repeals_higher_level higher',
			'repeals.1 repeals_ended ended',
		]);
	});
	it('one that only repeals begins neither in the past nor in half a year', () => {
		const repealing = (at: Date) =>
			problemsOf(proposal({}, { measures: [] }, [{ id: 'old', at }]), [aDecision('old')]);
		expect(repealing(days(-2))).toEqual(['repeals.0.at start_past']);
		expect(repealing(days(120))).toEqual(['repeals.0.at too_far']);
		expect(repealing(days(1))).toEqual([]);
	});
	it('what is entered as in force since then begins in the past', () => {
		const late = (from: Date) =>
			problemsOf(proposal({ period: period(from) }, { isEnteredLate: true }));
		expect(late(TOMORROW)).toEqual(['measures.0.period.from start_future']);
	});
	it('hours end after they begin', () => {
		const intakeHours = { opensAt: '17:00', closesAt: '09:00', days: null };
		expect(problemsOf(proposal({ content: { intakeHours } }))).toEqual([
			'measures.0.content hours_order',
		]);
	});
	it('a date that no calendar has is a wrong date', () => {
		expect(problemsOf(proposal({}, { act: { ...act, date: '2026-13-45' } }))).toEqual([
			'act.date date',
		]);
	});
	it('what is entered as in force since then may begin in the past', () => {
		expect(problemsOf(proposal({ period: period(days(-2)) }, { isEnteredLate: true }))).toEqual([]);
	});
});

describe('the preview', () => {
	it('tells of each center what it was and will be, what is replaced, and who is spared and why', () => {
		const earlier = aDecision('earlier', {
			measures: [aMeasure({ content: { admission: 'open', bookingUntil: '17:00' } })],
		});
		const proposed = proposal({
			exemptions: {
				classes: ['district'],
				types: [],
				centers: [{ id: 'c2', reason: 'moving', from: null, until: days(7) }],
			},
		});
		const { affected, exempt, unconfirmed } = previewOf(proposed, [earlier], SUBJECTS);
		expect(affected).toMatchObject([
			{
				id: 'c1',
				at: TOMORROW,
				was: { admission: 'open', bookingUntil: '17:00' },
				will: { admission: 'booking_only', bookingUntil: '17:00' },
				changes: ['admission'],
				overrides: ['earlier'],
			},
		]);
		expect(exempt).toEqual([
			{ kind: 'center', id: 'c2', because: 'exempt_center', reason: 'moving', until: days(7) },
			{
				kind: 'center',
				id: 'c3',
				because: 'not_in_scope_exempt_class',
				reason: null,
				until: null,
			},
		]);
		expect(unconfirmed).toEqual([]);
	});
	it('of a repeal tells of the centers that it frees', () => {
		const repealed = aDecision('repealed');
		const proposed = proposal({}, { measures: [] }, [{ id: 'repealed', at: TOMORROW }]);
		const { affected } = previewOf(proposed, [repealed], SUBJECTS);
		expect(
			affected.map(({ id, at, was, will, overrides }) => [
				id,
				at,
				was.admission,
				will.admission,
				overrides,
			]),
		).toEqual([
			['c1', TOMORROW, 'booking_only', 'open', ['repealed']],
			['c2', TOMORROW, 'booking_only', 'open', ['repealed']],
		]);
		expect(problemsOf(proposed, [repealed])).toEqual([]);
	});
	it('a city whose entry is not confirmed is shown, not affected', () => {
		const semey = { kind: 'city', id: 'semey', regionId: 'KZ-10', isConfirmed: false } as const;
		const { affected, unconfirmed } = previewOf(proposal(scopeOf(semey)), [], SUBJECTS);
		expect(affected).toEqual([]);
		expect(unconfirmed.map(({ id, because }) => [id, because])).toEqual([['c4', 'unconfirmed']]);
	});
});
