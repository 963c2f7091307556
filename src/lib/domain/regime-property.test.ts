// The resolver over generated sets of decisions: total, deterministic, gap-free, independent of the order of entry; lower
// levels never loosen; every trace re-derives its answer; what the overlap check passes, precedence settles.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
	decisions,
	HOUR_MS,
	instantsOf,
	SUBJECTS,
} from '../../../tests/support/rule-arbitraries.ts';
import {
	ACT_LEVELS,
	ASPECTS,
	type Aspect,
	type Decision,
	type Regime,
	type RegimeSubject,
} from './regime.ts';
import { NO_RULE, STRICTER } from './regime-content.ts';
import { overlapsOf } from './regime-overlap.ts';
import { resolve, valuesOfTrace } from './regime-resolve.ts';
import { valuesOf } from './regime-stretch.ts';

const SETS = 10_000;

const withoutAt = ({ at: _, ...regime }: Regime) => regime;

/** Like `toStrictEqual`, which is slow a million times; it has the word only where the texts differ. */
function expectSame(actual: unknown, expected: unknown): void {
	if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toStrictEqual(expected);
}

/** A value as measures state it: a limit of people without what was computed. */
function ruleOf(regime: Regime, aspect: Aspect): unknown {
	if (aspect !== 'capacity' || regime.capacity === null) return regime[aspect];
	const { maxPeople, distanceM } = regime.capacity;
	return { maxPeople, distanceM };
}

/** One answer whatever the order of entry, the same until something starts or ends. */
function checkOneAnswer(list: Decision[], order: Decision[], subject: RegimeSubject): void {
	const instants = instantsOf(list);
	instants.forEach((at, i) => {
		const regime = resolve(subject, at, list);
		expectSame(resolve(subject, at, order), regime);
		const next = instants[i + 1];
		const last = new Date(next ? next.getTime() - 1 : at.getTime() + 1000 * HOUR_MS);
		expectSame(withoutAt(resolve(subject, last, list)), withoutAt(regime));
	});
}

function checkNeverLoosens(list: Decision[], at: Date, subject: RegimeSubject): void {
	let higher = resolve(subject, at, []);
	ACT_LEVELS.forEach((_, rank) => {
		const levels: readonly string[] = ACT_LEVELS.slice(0, rank + 1);
		const upTo = list.filter(({ level }) => levels.includes(level));
		const regime = resolve(subject, at, upTo);
		for (const aspect of ASPECTS) {
			const stricter = STRICTER[aspect] as (a: unknown, b: unknown) => unknown;
			const is = ruleOf(regime, aspect);
			expectSame(stricter(ruleOf(higher, aspect), is), is);
		}
		higher = regime;
	});
}

/** The trace re-derives the answer, and tells the decision behind every aspect that differs from no rule. */
function checkTrace(list: Decision[], at: Date, subject: RegimeSubject): void {
	const regime = resolve(subject, at, list);
	const values = valuesOf(regime);
	expectSame(valuesOfTrace(regime.trace, subject), values);
	for (const aspect of ASPECTS) {
		const by = regime.decidedBy[aspect];
		if (by === undefined) expectSame(ruleOf(regime, aspect), NO_RULE[aspect]);
		else {
			const verdicts = regime.trace
				.filter(({ decisionId }) => decisionId === by)
				.flatMap(({ aspects }) => aspects.filter((one) => one.aspect === aspect));
			expectSame(
				verdicts.some(({ outcome }) => outcome === 'applies'),
				true,
			);
		}
	}
}

it(`holds for ${SETS} generated sets of decisions`, () => {
	let settled = 0;
	const set = decisions.chain((list) =>
		fc.tuple(
			fc.constant(list),
			fc.constantFrom(...SUBJECTS),
			fc.shuffledSubarray(list, { minLength: list.length }),
		),
	);
	fc.assert(
		fc.property(set, ([list, subject, order]) => {
			checkOneAnswer(list, order, subject);
			const isSettled = list.every((one) => overlapsOf(one, list, SUBJECTS).length === 0);
			if (isSettled) settled += 1;
			for (const at of instantsOf(list)) {
				checkNeverLoosens(list, at, subject);
				checkTrace(list, at, subject);
				const verdicts = resolve(subject, at, list).trace.flatMap(({ aspects }) => aspects);
				const isAmbiguous = verdicts.some(({ because }) => because === 'ambiguous');
				if (isSettled) expectSame(isAmbiguous, false);
			}
		}),
		{ numRuns: SETS },
	);
	// The check must not pass by refusing everything.
	expect(settled).toBeGreaterThan(SETS / 10);
}, 120_000);
