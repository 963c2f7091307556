import { expect, it } from 'vitest';
import { aDecision, aMeasure, aSubject, named } from '../../../tests/support/rule-builders.ts';
import type { Decision } from './regime.ts';
import { overlapsOf, spansOf } from './regime-overlap.ts';

const SUBJECTS = [aSubject(), aSubject({ id: 'almaty-2' }), aSubject({ id: 'far', cityId: null })];
const FROM = new Date('2026-11-01T00:00:00Z');
const against = (other: Decision) => overlapsOf(aDecision('new'), [other], SUBJECTS);

it('names the other decision, what both speak of, where and from when', () => {
	expect(against(aDecision('other'))).toEqual([
		{ decisionId: 'other', aspects: ['admission'], subjects: ['almaty-1', 'almaty-2'], from: FROM },
	]);
});

it.each<[string, Decision]>([
	['another level', aDecision('other', { level: 'city' })],
	['an act of another day', aDecision('other', { date: '2026-09-30' })],
	[
		'another aspect',
		aDecision('other', { measures: [aMeasure({ content: { services: 'all' } })] }),
	],
	[
		'other centers',
		aDecision('other', {
			measures: [
				aMeasure({ scope: { entries: [named('city', 'semey')], classes: null, types: null } }),
			],
		}),
	],
	[
		'a narrower scope',
		aDecision('other', {
			measures: [
				aMeasure({ scope: { entries: [named('center', 'almaty-1')], classes: null, types: null } }),
			],
		}),
	],
	[
		'another start',
		aDecision('other', {
			measures: [
				aMeasure({
					period: { from: new Date(FROM.getTime() + 1), until: null, timezone: 'UTC', inZones: {} },
				}),
			],
		}),
	],
	['a canceled one', aDecision('other', { canceledAt: new Date('2026-10-20T00:00:00Z') })],
	['itself, as it was', aDecision('new')],
])('%s is settled by precedence', (_, other) => expect(against(other)).toEqual([]));

it('two measures of one act may collide', () => {
	const twice = aDecision('new', { measures: [aMeasure(), aMeasure()] });
	expect(overlapsOf(twice, [], SUBJECTS).map(({ decisionId }) => decisionId)).toEqual(['new']);
});

it('a single exemption leaves no room, for it ends', () => {
	const centers = [{ id: 'almaty-1', reason: 'moving', from: null, until: null }];
	const exempting = aMeasure({ exemptions: { classes: [], types: [], centers } });
	expect(against(aDecision('other', { measures: [exempting] }))[0]?.subjects).toContain('almaty-1');
});

it('spans gather the subjects of one period', () => {
	const [span, other] = spansOf(aDecision('new'), SUBJECTS);
	expect(span?.subjects.map(({ id }) => id)).toEqual(['almaty-1', 'almaty-2']);
	expect(other).toBeUndefined();
});
