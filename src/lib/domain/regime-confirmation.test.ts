import { expect, it } from 'vitest';
import { aDecision, aMeasure, aSubject, named } from '../../../tests/support/rule-builders.ts';
import type { RegimeSubject, ScopeEntry } from './regime.ts';
import { needsSecondPerson } from './regime-confirmation.ts';

const START = new Date('2026-11-11T04:00:00Z');
const minutesBefore = (n: number) => new Date(START.getTime() - n * 60_000);
const inAlmaty = (n: number): RegimeSubject[] =>
	Array.from({ length: n }, (_, i) => aSubject({ id: `almaty-${i}` }));
const ruleFor = (...entries: ScopeEntry[]) =>
	aDecision('new', {
		measures: [
			aMeasure({
				scope: { entries, classes: null, types: null },
				period: { from: START, until: null, timezone: 'UTC', inZones: {} },
			}),
		],
	});
const almaty = ruleFor(named('city', 'almaty'));
const village = aSubject({ id: 'village', cityId: null });

it.each([
	['ten centers of one city, half an hour ahead', almaty, inAlmaty(10), 30, false],
	['eleven', almaty, inAlmaty(11), 30, true],
	['a minute later', almaty, inAlmaty(10), 29, true],
	[
		'a center more in another city',
		ruleFor(named('city', 'almaty'), named('city', 'semey')),
		[...inAlmaty(1), aSubject({ id: 'semey-1', cityId: 'semey' })],
		30,
		true,
	],
	['one village', ruleFor(named('center', 'village')), [village], 30, false],
	[
		'a village beside a city',
		ruleFor(named('city', 'almaty'), named('center', 'village')),
		[...inAlmaty(1), village],
		30,
		true,
	],
	['a decision that only repeals', aDecision('new', { measures: [] }), inAlmaty(1), 30, true],
])('%s', (_, decision, subjects, minutes, expected) => {
	expect(needsSecondPerson(decision, subjects, minutesBefore(minutes))).toBe(expected);
});
