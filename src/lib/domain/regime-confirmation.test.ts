import { expect, it } from 'vitest';
import { aSubject } from '../../../tests/support/rule-builders.ts';
import type { RegimeSubject } from './regime.ts';
import { needsSecondPerson } from './regime-confirmation.ts';

const START = new Date('2026-11-11T04:00:00Z');
const minutesBefore = (n: number) => new Date(START.getTime() - n * 60_000);
const inAlmaty = (n: number): RegimeSubject[] =>
	Array.from({ length: n }, (_, i) => aSubject({ id: `almaty-${i}` }));
const inSemey = aSubject({ id: 'semey-1', cityId: 'semey' });
const village = aSubject({ id: 'village', cityId: null });

it.each([
	['ten centers of one city, half an hour ahead', inAlmaty(10), 30, false],
	['eleven', inAlmaty(11), 30, true],
	['a minute later', inAlmaty(10), 29, true],
	['a center more in another city', [...inAlmaty(1), inSemey], 30, true],
	['one village', [village], 30, false],
	['a village beside a city', [...inAlmaty(1), village], 30, true],
])('%s', (_, affected, minutes, expected) => {
	expect(needsSecondPerson(affected, START, minutesBefore(minutes))).toBe(expected);
});
