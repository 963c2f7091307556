import { describe, expect, it } from 'vitest';
import { aDecision, aMeasure, aSubject, named } from '../../../tests/support/rule-builders.ts';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import type { CenterClass } from './directory.ts';
import type { Decision, MeasureContent, RegimeSubject } from './regime.ts';
import { capacityLimit } from './regime-content.ts';
import { resolve } from './regime-resolve.ts';
import { coverOf } from './regime-scope.ts';

const AT = new Date('2026-11-10T05:00:00Z');
const says = (content: MeasureContent) => ({ measures: [aMeasure({ content })] });

function verdicts(decisions: Decision[], subject: RegimeSubject = aSubject()) {
	const regime = resolve(subject, AT, decisions);
	const lines = regime.trace.flatMap(({ decisionId, aspects }) =>
		aspects.map(({ outcome, because, by }) => `${decisionId} ${outcome} ${because} ${by}`),
	);
	return [regime.admission, ...lines];
}

describe('precedence', () => {
	it('no rule: open, own hours, no limit', () => {
		expect(resolve(aSubject(), AT, [])).toEqual({
			at: AT,
			admission: 'open',
			intakeHours: null,
			issueHours: null,
			bookingUntil: null,
			groups: null,
			capacity: null,
			services: 'all',
			exempt: false,
			decisionId: null,
			decidedBy: {},
			trace: [],
		});
	});
	it('of two acts of a level the later one wins and says so', () => {
		const later = aDecision('later', { date: '2026-10-02', ...says({ admission: 'open' }) });
		expect(verdicts([later, aDecision('earlier')])).toEqual([
			'open',
			'later applies later_act earlier',
			'earlier superseded later_act later',
		]);
	});
	it('a lower level may not loosen a higher one', () => {
		const city = aDecision('city', {
			level: 'city',
			date: '2026-10-02',
			...says({ admission: 'open' }),
		});
		expect(verdicts([city, aDecision('region')])).toEqual([
			'booking_only',
			'region applies only_rule null',
			'city overruled may_not_loosen region',
		]);
	});
	it('a lower level may tighten, although its act is older', () => {
		const region = aDecision('region', says({ admission: 'open' }));
		const city = aDecision('city', { level: 'city', date: '2026-01-01' });
		expect(verdicts([region, city])).toEqual([
			'booking_only',
			'city applies tightens_higher_level region',
			'region applies only_rule null',
		]);
	});
	it('hours that a lower level moves count only as far as they tighten', () => {
		const hours = (opensAt: string, closesAt: string) =>
			says({ intakeHours: { opensAt, closesAt, days: null } });
		const regime = resolve(aSubject(), AT, [
			aDecision('region', hours('09:00', '18:00')),
			aDecision('city', { level: 'city', ...hours('08:00', '13:00') }),
		]);
		expect(regime.intakeHours).toEqual({ opensAt: '09:00', closesAt: '13:00', days: null });
		expect(regime.trace[0]?.aspects[0]?.because).toBe('tightens_in_part');
	});
	it('hours that have nothing in common close', () => {
		const on = (days: number[]) =>
			says({ issueHours: { opensAt: '09:00', closesAt: '18:00', days } });
		const regime = resolve(aSubject(), AT, [
			aDecision('region', on([1, 2])),
			aDecision('city', { level: 'city', ...on([3]) }),
		]);
		expect(regime.issueHours).toEqual({ opensAt: '00:00', closesAt: '00:00', days: [] });
	});
	it('within one act the narrower measure wins', () => {
		const act = aDecision('act', {
			measures: [
				aMeasure({ content: { bookingUntil: '17:30' } }),
				aMeasure({
					content: { bookingUntil: '15:30' },
					scope: { entries: [named('city', 'almaty')], classes: null, types: ['specialized'] },
				}),
			],
		});
		expect(resolve(aSubject(), AT, [act]).bookingUntil).toBe('17:30');
		expect(resolve(aSubject({ type: 'specialized' }), AT, [act]).bookingUntil).toBe('15:30');
	});
	it('a repealed act and a canceled one are told, and do not count', () => {
		const repealed = { repealed: { at: AT, by: 'later' } };
		const entries = (decision: Decision) => {
			const { admission, trace } = resolve(aSubject(), AT, [decision]);
			return [admission, ...trace.map(({ because, by }) => `${because} ${by}`)];
		};
		expect(entries(aDecision('a', repealed))).toEqual(['open', 'repealed later']);
		expect(entries(aDecision('a', { canceledAt: AT }))).toEqual(['open', 'canceled null']);
		const soon = { at: new Date(AT.getTime() + 1), by: 'later' };
		expect(entries(aDecision('a', { repealed: soon }))[0]).toBe('booking_only');
	});
	it('levels count for each aspect alone', () => {
		const regime = resolve(aSubject(), AT, [
			aDecision('nation', { level: 'nation', ...says({ services: 'not_online' }) }),
			aDecision('city', { level: 'city' }),
		]);
		expect(regime.decidedBy).toEqual({ services: 'nation', admission: 'city' });
		expect(regime.decisionId).toBe('city');
	});
});

describe('scope and exemptions', () => {
	const cover = (
		exempt: Partial<Decision['measures'][number]['exemptions']>,
		subject: RegimeSubject = aSubject(),
		kind: 'nation' | 'region' | 'city' | 'center' = 'city',
	) => {
		const id = { nation: '', region: 'KZ-75', city: 'almaty', center: subject.id }[kind];
		const measure = aMeasure({
			scope: { entries: [named(kind, id)], classes: null, types: null },
			exemptions: { classes: [], types: [], centers: [], ...exempt },
		});
		return coverOf(measure, subject, AT).because;
	};
	const until = (ms: number, fromMs?: number) => {
		const from = fromMs === undefined ? null : new Date(AT.getTime() + fromMs);
		const center = { id: 'almaty-1', reason: 'moving', from, until: new Date(AT.getTime() + ms) };
		return { centers: [center] };
	};

	it.each([
		[
			'a class is spared in a region',
			cover({ classes: ['city'] }, aSubject(), 'region'),
			'exempt_class',
		],
		['a named city beats that', cover({ classes: ['city'] }), 'named_beats_class_exemption'],
		['a type is spared in a named city', cover({ types: ['ordinary'] }), 'exempt_type'],
		[
			'a named center beats that',
			cover({ types: ['ordinary'] }, aSubject(), 'center'),
			'named_center',
		],
		['a single center is spared until its exemption ends', cover(until(1)), 'exempt_center'],
		['not from then on', cover(until(0)), 'named_city'],
		['nor before it begins', cover(until(2, 1)), 'named_city'],
		['but as soon as it does', cover(until(1, 0)), 'exempt_center'],
		[
			'a single center is spared even where it is named',
			cover(until(1), aSubject(), 'center'),
			'exempt_center',
		],
		['the nation holds every center', cover({}, aSubject({ cityId: null }), 'nation'), 'in_scope'],
		[
			'but no site of 1414',
			cover({}, aSubject({ kind: 'contact', cityId: null, class: null, type: null }), 'nation'),
			'not_in_scope',
		],
	])('%s', (_, because, expected) => expect(because).toBe(expected));

	it('a scope cut by class holds only those, and named centers beside', () => {
		const measure = aMeasure({
			scope: {
				entries: [named('region', 'KZ-75'), named('center', 'almaty-2')],
				classes: ['rural'],
				types: null,
			},
		});
		const because = (some: Partial<RegimeSubject>) => coverOf(measure, aSubject(some), AT).because;
		expect(because({})).toBe('not_in_scope');
		expect(because({ class: 'rural' })).toBe('in_scope');
		expect(because({ id: 'almaty-2' })).toBe('named_center');
	});
});

it.each(vectors.regime_scope.cases)('vector regime_scope: $in → $out', ({ in: given, out }) => {
	const { scope_named, scope_unconfirmed } = vectors.regime_scope.rule;
	const entry = (id: string, isConfirmed: boolean) =>
		({ kind: 'city', id, regionId: id === 'tobyl' ? 'KZ-39' : 'KZ-10', isConfirmed }) as const;
	const measure = aMeasure({
		scope: {
			entries: [
				...scope_named.map((id) => entry(id, true)),
				...scope_unconfirmed.map((id) => entry(id, false)),
			],
			classes: null,
			types: null,
		},
		exemptions: { classes: ['district', 'rural'], types: [], centers: [] },
	});
	const subject = aSubject({
		cityId: given.city,
		regionId: 'region' in given ? given.region : 'KZ-10',
		class: given.locality_class.replace('_center', '') as CenterClass,
	});
	const { outcome, because } = coverOf(measure, subject, AT);
	expect(outcome === 'covers').toBe(out.applies);
	expect(because).toBe(
		{
			named: 'named_city',
			'named beats class exemption': 'named_beats_class_exemption',
			'unconfirmed: shown, not applied': 'unconfirmed',
			'not in scope': 'not_in_scope',
			'not in scope and exempt class': 'not_in_scope_exempt_class',
		}[out.because],
	);
});

describe('limit of people', () => {
	it.each(vectors.safe_capacity)('vector safe_capacity: $in', ({ in: given, out }) => {
		const rule = { maxPeople: null, distanceM: given.distance_m };
		expect(capacityLimit(rule, given.hall_m2)).toEqual({
			...rule,
			people: out.square,
			hallM2: given.hall_m2,
			usableShare: given.usable_share,
			peopleByDistance: out.square,
		});
	});
	it('the stated limit counts where it is smaller, and alone where the hall is unknown', () => {
		const rule = { maxPeople: 20, distanceM: 2 };
		expect(capacityLimit(rule, 240).people).toBe(20);
		expect(capacityLimit(rule, 60).people).toBe(9);
		expect(capacityLimit(rule, null).people).toBe(20);
		expect(capacityLimit({ maxPeople: null, distanceM: 2 }, null).people).toBeNull();
	});
});
