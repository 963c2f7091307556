// How long a regime holds, over generated sets of decisions.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisions, instantsOf, SUBJECTS } from '../../../tests/support/rule-arbitraries.ts';
import { aDecision, aMeasure, aSubject } from '../../../tests/support/rule-builders.ts';
import type { Regime } from './regime.ts';
import { resolve } from './regime-resolve.ts';
import { speaksOf, stretchAt, valuesOf } from './regime-stretch.ts';

const NOON = new Date('2026-11-10T07:00:00Z');
const NIGHT = new Date('2026-11-11T19:00:00Z');
const shown = (regime: Regime) => JSON.stringify([valuesOf(regime), regime.exempt]);
const before = (at: Date) => new Date(at.getTime() - 1);

it('holds from the instant at which it begins until the one at which anything of it changes', () => {
	let bounded = 0;
	fc.assert(
		fc.property(decisions, fc.constantFrom(...SUBJECTS), (list, subject) => {
			for (const at of instantsOf(list)) {
				const { regime, from, until } = stretchAt(subject, at, list);
				const present = shown(resolve(subject, at, list));
				expect(shown(regime)).toBe(present);
				const inside = instantsOf(list).filter(
					(one) => (!from || one >= from) && (!until || one < until),
				);
				for (const one of inside) expect(shown(resolve(subject, one, list))).toBe(present);
				if (from) expect(shown(resolve(subject, before(from), list))).not.toBe(present);
				if (until) expect(shown(resolve(subject, until, list))).not.toBe(present);
				if (from && until) bounded += 1;
			}
		}),
		{ numRuns: 1000 },
	);
	expect(bounded).toBeGreaterThan(100);
});

it('is one over two acts that say the same', () => {
	const first = aDecision('first', {
		measures: [aMeasure({ period: { ...aMeasure().period, until: NIGHT } })],
	});
	const second = aDecision('second', {
		measures: [aMeasure({ period: { ...aMeasure().period, from: NIGHT } })],
	});
	const { from, until } = stretchAt(aSubject(), NOON, [first, second]);
	expect([from, until]).toEqual([aMeasure().period.from, null]);
});

it('has no bounds where nothing speaks of the subject', () => {
	const other = aDecision('other');
	const subject = aSubject({ cityId: 'semey', regionId: 'KZ-10' });
	expect(speaksOf(other, subject)).toBe(false);
	expect(stretchAt(subject, NOON, [other])).toMatchObject({ from: null, until: null });
});
