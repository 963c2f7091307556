// Generated rules over a handful of hours, dates, places and levels, so that they meet often.
import fc from 'fast-check';
import { CENTER_CLASSES, CENTER_TYPES } from '../../src/lib/domain/directory.ts';
import {
	ACT_LEVELS,
	type Decision,
	type Measure,
	type RegimeSubject,
} from '../../src/lib/domain/regime.ts';
import { boundariesOf } from '../../src/lib/domain/regime-period.ts';
import { aDecision, aSubject } from './rule-builders.ts';

/** One hour, ms: everything starts and ends at whole ones. */
export const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 2);
const hour = (n: number) => new Date(START + n * HOUR_MS);

/** Centers of several places, classes, types and zones, and a site of 1414. */
export const SUBJECTS: RegimeSubject[] = [
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
				from: fc.option(fc.nat(8).map(hour)),
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
/** Up to six decisions `d0`, `d1`, … */
export const decisions: fc.Arbitrary<Decision[]> = fc
	.array(decision, { maxLength: 6 })
	.map((list) => list.map((one, i) => aDecision(`d${i}`, one)));

/** Every instant at which anything may change, one before all of them, and the millisecond before each. */
export function instantsOf(list: readonly Decision[]): Date[] {
	const edges = list.flatMap((one) => boundariesOf(one)).map((at) => at.getTime());
	return [...new Set([START - 1, ...edges])].sort((a, b) => a - b).map((at) => new Date(at));
}
