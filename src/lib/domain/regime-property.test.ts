// The resolver over generated sets of decisions: total, deterministic, gap-free, independent of the order of entry; lower
// levels never loosen; every trace re-derives its answer; what the overlap check passes, precedence settles.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aDecision, aSubject } from '../../../tests/support/rule-builders.ts';
import { CENTER_CLASSES, CENTER_TYPES } from './directory.ts';
import {
	ACT_LEVELS,
	ASPECTS,
	type Aspect,
	type Decision,
	type Measure,
	type Regime,
	type RegimeSubject,
	type RegimeValues,
} from './regime.ts';
import { NO_RULE, STRICTER } from './regime-content.ts';
import { overlapsOf } from './regime-overlap.ts';
import { boundariesOf } from './regime-period.ts';
import { resolve, valuesOfTrace } from './regime-resolve.ts';

const SETS = 10_000;
const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 2);
const hour = (n: number) => new Date(START + n * HOUR_MS);

const SUBJECTS: RegimeSubject[] = [
	aSubject(),
	aSubject({ id: 'almaty-2', type: 'specialized', hallM2: null }),
	aSubject({ id: 'tobyl-1', cityId: 'tobyl', regionId: 'KZ-39', class: 'district' }),
	aSubject({
		id: 'village',
		cityId: null,
		regionId: 'KZ-39',
		class: 'rural',
		timezone: 'Asia/Oral',
	}),
	aSubject({ id: 'seat', cityId: null, class: 'district', type: 'duty' }),
	aSubject({ kind: 'contact', id: 'kokshetau', cityId: null, class: null, type: null }),
];
const CENTERS = SUBJECTS.filter(({ kind }) => kind === 'center');

const entry = fc.tuple(
	fc.constantFrom(
		{ kind: 'nation' as const },
		{ kind: 'region' as const, id: 'KZ-75' },
		{ kind: 'region' as const, id: 'KZ-39' },
		{ kind: 'city' as const, id: 'almaty', regionId: 'KZ-75' },
		{ kind: 'city' as const, id: 'tobyl', regionId: 'KZ-39' },
		{ kind: 'center' as const, id: 'almaty-2', regionId: 'KZ-75' },
		{ kind: 'center' as const, id: 'village', regionId: 'KZ-39' },
		{ kind: 'contact' as const, id: 'kokshetau' },
	),
	fc.integer({ min: 0, max: 9 }),
);
const record = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
	fc.record(parts, { noNullPrototype: true });
const some = <T>(values: readonly T[]) =>
	fc.option(fc.subarray([...values], { minLength: 1 }), { freq: 1 });
const period = fc
	.tuple(fc.nat(6), fc.option(fc.integer({ min: 1, max: 4 })))
	.map(([from, hours]) => ({
		from: hour(from),
		until: hours === null ? null : hour(from + hours),
	}));
const clock = fc.option(fc.constantFrom('08:00', '09:00', '13:00', '17:00', '18:00', '24:00'));
const hours = fc.option(
	record({ opensAt: clock, closesAt: clock, days: fc.option(fc.subarray([1, 2, 5, 6])) }),
);
const count = fc.option(fc.integer({ min: 1, max: 3 }));
const content: fc.Arbitrary<Measure['content']> = fc.record(
	{
		admission: fc.constantFrom('open', 'booking_only'),
		intakeHours: hours,
		issueHours: hours,
		bookingUntil: fc.option(fc.constantFrom('15:30', '17:30')),
		groups: fc.option(
			record({
				people: count,
				everyMinutes: count,
				disinfection: fc.option(record({ everyMinutes: count, minutes: count })),
			}),
		),
		capacity: fc.option(
			record({ maxPeople: count, distanceM: fc.option(fc.constantFrom(1.5, 2)) }),
		),
		services: fc.constantFrom('all', 'not_online'),
	},
	{ requiredKeys: [], noNullPrototype: true },
);
const measure: fc.Arbitrary<Measure> = fc.record({
	scope: fc.record({
		entries: fc
			.array(entry, { minLength: 1, maxLength: 3 })
			.map((list) => list.map(([one, luck]) => ({ ...one, isConfirmed: luck > 0 }))),
		classes: some(CENTER_CLASSES),
		types: some(CENTER_TYPES),
	}),
	exemptions: fc.record({
		classes: fc.subarray([...CENTER_CLASSES]),
		types: fc.subarray([...CENTER_TYPES], { maxLength: 1 }),
		centers: fc.array(
			fc.record({
				id: fc.constantFrom(...CENTERS.map(({ id }) => id)),
				reason: fc.constant('its own way'),
				until: fc.option(fc.nat(8).map(hour)),
			}),
			{ maxLength: 1 },
		),
	}),
	period: fc.tuple(period, fc.option(period)).map(([main, oral]): Measure['period'] => ({
		...main,
		timezone: 'Asia/Almaty',
		inZones: oral ? { 'Asia/Oral': oral } : {},
	})),
	content,
});
const decision = fc.record({
	level: fc.constantFrom(...ACT_LEVELS),
	date: fc.constantFrom('2026-10-01', '2026-10-02', '2026-10-03'),
	measures: fc.array(measure, { maxLength: 3 }),
	repealed: fc.option(
		fc.nat(8).map((n) => ({ at: hour(n), by: 'later' })),
		{ freq: 1 },
	),
	canceledAt: fc.option(fc.nat(8).map(hour), { freq: 1 }),
});
const decisions: fc.Arbitrary<Decision[]> = fc
	.array(decision, { maxLength: 6 })
	.map((list) => list.map((one, i) => aDecision(`d${i}`, one)));

/** Every instant at which anything may change, one before all of them, and the millisecond before each. */
function instantsOf(list: readonly Decision[]): Date[] {
	const edges = list.flatMap((one) => boundariesOf(one)).map((at) => at.getTime());
	return [...new Set([START - 1, ...edges])].sort((a, b) => a - b).map((at) => new Date(at));
}

const valuesOf = (regime: Regime): RegimeValues => {
	const { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services } = regime;
	return { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services };
};
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
