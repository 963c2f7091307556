// No notice can contradict the resolver: what its parts state is read back and compared, over generated decisions.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisions, HOUR_MS, SUBJECTS } from '../../../tests/support/rule-arbitraries.ts';
import { aDecision, aMeasure, aSubject, named } from '../../../tests/support/rule-builders.ts';
import { doorSigns, type DoorSign, type NoticePart } from './notice.ts';
import type { Decision, RegimeValues } from './regime.ts';
import { NO_RULE } from './regime-content.ts';
import { resolve } from './regime-resolve.ts';
import { valuesOf } from './regime-stretch.ts';

const START = Date.UTC(2026, 10, 2);

/** Everything that the parts of a notice state, and nothing else. */
function statedBy(parts: readonly NoticePart[]) {
	const of = <K extends NoticePart['kind']>(kind: K) =>
		parts.filter((part): part is Extract<NoticePart, { kind: K }> => part.kind === kind);
	const values: RegimeValues = { ...NO_RULE, capacity: null };
	for (const { admission } of of('admission')) values.admission = admission;
	for (const { limit } of of('limit')) Object.assign(values, limit);
	const [period] = of('period');
	const exemptFrom = of('exempt').flatMap(({ decisionIds }) => decisionIds);
	return { values, exemptFrom, period, hasChannels: of('channels').length > 0 };
}

/** Compares a sign with the resolver. */
function checkSign({ subject, at, parts }: DoorSign, list: readonly Decision[]): boolean {
	const stated = statedBy(parts);
	const regime = resolve(subject, at, list);
	const exempt = regime.trace.filter(({ outcome }) => outcome === 'exempt');
	expect(stated.values).toEqual(valuesOf(regime));
	expect(stated.exemptFrom.length > 0).toBe(regime.exempt);
	expect(stated.exemptFrom).toEqual([...new Set(exempt.map(({ decisionId }) => decisionId))]);
	expect(stated.hasChannels).toBe(regime.admission === 'booking_only');

	const { from = null, until = null, timezone } = stated.period ?? {};
	expect(timezone).toBe(subject.timezone);
	const shown = (instant: number) => {
		const then = resolve(subject, new Date(instant), list);
		return JSON.stringify([valuesOf(then), then.exempt]);
	};
	const present = shown(at.getTime());
	if (from)
		expect([shown(from.getTime()), shown(from.getTime() - 1) === present]).toEqual([
			present,
			false,
		]);
	if (until)
		expect([shown(until.getTime() - 1), shown(until.getTime()) === present]).toEqual([
			present,
			false,
		]);
	for (let hour = -1; hour < 12; hour += 1) {
		const instant = START + hour * HOUR_MS;
		const isStated = (!from || instant >= from.getTime()) && (!until || instant < until.getTime());
		if (isStated) expect(shown(instant)).toBe(present);
	}
	return regime.exempt;
}

it('states what the resolver says, whatever the decisions and whenever it is printed', () => {
	const seen = { signs: 0, exempt: 0, booking: 0 };
	fc.assert(
		fc.property(decisions, fc.integer({ min: -1, max: 12 }), (list, hours) => {
			const now = new Date(START + hours * HOUR_MS);
			for (const decision of list) {
				for (const sign of doorSigns(decision, { subjects: SUBJECTS, decisions: list, now })) {
					seen.signs += 1;
					if (checkSign(sign, list)) seen.exempt += 1;
					if (sign.parts.some(({ kind }) => kind === 'channels')) seen.booking += 1;
				}
			}
		}),
		{ numRuns: 2000 },
	);
	// The check must not pass by stating nothing.
	expect(Math.min(seen.signs / 10, seen.exempt, seen.booking)).toBeGreaterThan(100);
}, 120_000);

const AT = new Date('2026-11-10T07:00:00Z');
const CENTERS = [
	aSubject(),
	aSubject({ id: 'almaty-2' }),
	aSubject({ id: 'semey-1', cityId: 'semey', regionId: 'KZ-10' }),
];
const signsOf = (decision: Decision, others: Decision[] = [], now = AT) =>
	doorSigns(decision, { subjects: CENTERS, decisions: [decision, ...others], now });

it('is made for every center that a decision covers or spares, and for no other', () => {
	const exempt = { id: 'almaty-2', reason: 'repairs', from: null, until: null };
	const decision = aDecision('city', {
		measures: [aMeasure({ exemptions: { classes: [], types: [], centers: [exempt] } })],
	});
	const signs = signsOf(decision);
	expect(signs.map(({ subject, parts }) => [subject.id, parts.map(({ kind }) => kind)])).toEqual([
		['almaty-1', ['admission', 'period', 'channels', 'basis']],
		['almaty-2', ['admission', 'exempt', 'period', 'basis']],
	]);
});

it('is not made for a place that is only reported', () => {
	const entries = [{ ...named('city', 'almaty'), isConfirmed: false }];
	const decision = aDecision('reported', {
		measures: [aMeasure({ scope: { entries, classes: null, types: null } })],
	});
	expect(signsOf(decision)).toEqual([]);
});

it('tells of a start to come, of now while it is in force, and of the end of what it repeals', () => {
	const from = new Date('2026-12-01T00:00:00Z');
	const coming = aDecision('coming', {
		measures: [aMeasure({ period: { from, until: null, timezone: 'UTC', inZones: {} } })],
	});
	expect(signsOf(coming)[0]?.at).toEqual(from);
	expect(signsOf(aDecision('present'))[0]?.at).toEqual(AT);
	const repealedAt = new Date('2026-11-08T00:00:00Z');
	const lifting = aDecision('lifting', { measures: [] });
	const lifted = aDecision('lifted', { repealed: { at: repealedAt, by: 'lifting' } });
	const [sign] = signsOf(lifting, [lifted]);
	expect(sign?.at).toEqual(repealedAt);
	expect(sign?.parts[0]).toEqual({ kind: 'admission', admission: 'open' });
});
