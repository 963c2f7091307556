import { describe, expect, it } from 'vitest';
import { aContactSight, aSight, during, seen } from '../../../../tests/support/sight-builders.ts';
import { LATE, LOST, NEVER, STALE } from '../freshness.ts';
import type { Severity } from '../severity.ts';
import { arrivalsUnderBooking } from './arrivals-under-booking.ts';
import { bookingDrought } from './booking-drought.ts';
import { contactAbandonment } from './contact-abandonment.ts';
import { contactOverload } from './contact-overload.ts';
import { feedAbsurd } from './feed-absurd.ts';
import { feedFrozen } from './feed-frozen.ts';
import { feedSilent } from './feed-silent.ts';
import { hallOverCap } from './hall-over-cap.ts';
import { longWait } from './long-wait.ts';
import { queueOutside } from './queue-outside.ts';
import { queueSurge } from './queue-surge.ts';
import type { CenterSight, ContactSight, Detector } from './sight.ts';
import { turnedAway } from './turned-away.ts';

/** What a detector of centers calls at the end of some minutes of one sight. */
const lastOf = (
	detector: Detector<CenterSight>,
	minutes: number,
	some: Partial<CenterSight>,
): Severity | null => seen(detector, during(minutes, aSight(some))).at(-1) ?? null;

const HOUR = 3600;
const people = { isTrusted: false };

interface Story {
	detector: Detector<CenterSight>;
	/** Just below what is raised. */
	below: Partial<CenterSight>;
	/** At it, and after how many minutes it is raised. */
	at: Partial<CenterSight>;
	afterMinutes: number;
	/** Recovered, and after how many further minutes it clears. */
	calm: Partial<CenterSight>;
	clearMinutes: number;
	/** Nothing is measured. */
	missing: Partial<CenterSight>;
}

const STORIES: Story[] = [
	{
		detector: hallOverCap,
		below: { occupancy: 60 },
		at: { occupancy: 61 },
		afterMinutes: 3,
		calm: { occupancy: 51 },
		clearMinutes: 10,
		missing: { occupancy: null },
	},
	{
		detector: longWait,
		below: { queueLength: 10, waitSeconds: 0.5 * HOUR },
		at: { queueLength: 10, waitSeconds: 0.5 * HOUR + 1 },
		afterMinutes: 15,
		calm: { waitSeconds: 1200 },
		clearMinutes: 10,
		missing: { waitSeconds: null, longestWaitSeconds: null },
	},
	{
		detector: queueOutside,
		below: { queueOutside: 14 },
		at: { queueOutside: 15 },
		afterMinutes: 5,
		calm: { queueOutside: 4 },
		clearMinutes: 10,
		missing: { queueOutside: null },
	},
	{
		detector: queueSurge,
		below: { isSurging: true },
		at: { isSurging: true, waitSeconds: 1201 },
		afterMinutes: 5,
		calm: {},
		clearMinutes: 10,
		missing: people,
	},
	{
		detector: turnedAway,
		below: { turnedAway: 14 },
		at: { turnedAway: 15 },
		afterMinutes: 5,
		calm: { turnedAway: 4 },
		clearMinutes: 15,
		missing: { turnedAway: null },
	},
	{
		detector: arrivalsUnderBooking,
		below: { isBookingOnly: true, walkIns: 11, arrivals: 20 },
		at: { isBookingOnly: true, walkIns: 12, arrivals: 20 },
		afterMinutes: 15,
		calm: { isBookingOnly: true, walkIns: 5, arrivals: 20 },
		clearMinutes: 30,
		missing: { walkIns: null },
	},
	{
		detector: bookingDrought,
		below: { isBookingOnly: true, daysToSlot: 3 },
		at: { isBookingOnly: true, daysToSlot: 4 },
		afterMinutes: 30,
		calm: { isBookingOnly: true, daysToSlot: 2 },
		clearMinutes: 60,
		missing: { daysToSlot: null },
	},
	{
		detector: feedSilent,
		below: { freshness: LATE },
		at: { freshness: LOST },
		afterMinutes: 3,
		calm: {},
		clearMinutes: 2,
		missing: { freshness: NEVER },
	},
	{
		detector: feedFrozen,
		below: {},
		at: { isNotMoving: true },
		afterMinutes: 5,
		calm: {},
		clearMinutes: 5,
		missing: { freshness: STALE },
	},
	{
		detector: feedAbsurd,
		below: { suspectReadings: 2 },
		at: { suspectReadings: 3 },
		afterMinutes: 5,
		calm: {},
		clearMinutes: 5,
		missing: { freshness: STALE },
	},
];

describe.each(STORIES)('$detector.kind', (story) => {
	const { detector, below, at, afterMinutes, calm, clearMinutes, missing } = story;
	const raised = during(afterMinutes + 1, aSight(at));

	it('is silent at a calm center and just below its limit', () => {
		expect(lastOf(detector, 90, {})).toBeNull();
		expect(lastOf(detector, 90, below)).toBeNull();
	});

	it('is raised at its limit once that has held, and not before', () => {
		const said = seen(detector, raised);
		expect(said.at(-1)).not.toBeNull();
		expect(said.slice(0, -1).every((one) => one === null)).toBe(true);
	});

	it('stays while it lasts, and clears after it was calm for long enough', () => {
		const recovery = during(clearMinutes + 1, aSight(calm));
		const said = seen(detector, [...raised, ...during(30, aSight(at)), ...recovery]);
		expect(said.slice(raised.length, raised.length + 30)).not.toContain(null);
		expect(said.at(-2)).not.toBeNull();
		expect(said.at(-1)).toBeNull();
	});

	it('never clears, and is never raised, by data that stops', () => {
		const said = seen(detector, [...raised, ...during(600, aSight(missing))]);
		expect(said.at(-1)).not.toBeNull();
		expect(lastOf(detector, 90, { ...at, ...missing })).toBeNull();
	});
});

describe('crowding by the table of severities (domain.md D8)', () => {
	const at = (detector: Detector<CenterSight>, minutes: number, some: Partial<CenterSight>) =>
		lastOf(detector, minutes + 1, { queueLength: 10, ...some });

	it.each([
		['half an hour over twice the norm', longWait, 30, { waitSeconds: 2401 }, 2],
		['a minute less', longWait, 29, { waitSeconds: 2401 }, 3],
		['over four times the norm', longWait, 10, { waitSeconds: 4801 }, 1],
		['those who still wait count too', longWait, 30, { longestWaitSeconds: 2700 }, 2],
		['service stopped', longWait, 10, { windowsServing: 0, windowsOpen: 0 }, 1],
		['a quarter of an hour over 1.25', hallOverCap, 15, { occupancy: 76 }, 2],
		['ten minutes over 1.5', hallOverCap, 10, { occupancy: 91 }, 1],
		['forty outside', queueOutside, 3, { queueOutside: 40 }, 2],
		['a hundred outside', queueOutside, 3, { queueOutside: 100 }, 1],
		['a surge that shows as crowded', queueSurge, 5, { isSurging: true, occupancy: 61 }, 3],
	])('%s', (_, detector, minutes, some, severity) => {
		expect(at(detector, minutes, some)).toBe(severity);
	});

	it('falls only after five minutes below nine tenths of a limit', () => {
		const worst = during(12, aSight({ occupancy: 91 }));
		const wavering = during(30, aSight({ occupancy: 82 }));
		expect(seen(hallOverCap, [...worst, ...wavering]).at(-1)).toBe(1);
		const less = seen(hallOverCap, [...worst, ...during(6, aSight({ occupancy: 70 }))]);
		expect(less.slice(-2)).toEqual([1, 2]);
	});

	it('a rule that lets fewer people in is the cap', () => {
		expect(lastOf(hallOverCap, 4, { occupancy: 31, capacity: 30 })).toBe(3);
	});
});

describe('what is no incident', () => {
	it.each([
		['a closed center', { isOpen: false, minutesOpen: null }],
		['the opening', { minutesOpen: 3 }],
		['a broken counter', { isTrusted: false }],
	])('crowding at %s', (_, some) => {
		for (const detector of [hallOverCap, longWait, queueOutside, turnedAway, queueSurge]) {
			const crowd = { occupancy: 200, waitSeconds: 9999, queueOutside: 99, turnedAway: 50 };
			expect(lastOf(detector, 60, { ...crowd, isSurging: true, ...some })).toBeNull();
		}
	});

	it.each([
		['silence of a closed center', feedSilent, { freshness: LOST, isOpen: false }],
		['silence in the first minutes of a day', feedSilent, { freshness: LOST, minutesOpen: 14 }],
		['a stale feed', feedSilent, { freshness: STALE }],
		['zeros of a closed center', feedFrozen, { isNotMoving: true, isOpen: false }],
		['walk-ins where everybody may come', arrivalsUnderBooking, { walkIns: 50, arrivals: 50 }],
		['a long wait of nine people', longWait, { queueLength: 9, waitSeconds: 4000 }],
		['a full book where nobody has to book', bookingDrought, { daysToSlot: Infinity }],
	] as const)('%s', (_, detector, some) => {
		expect(lastOf(detector, 90, some)).toBeNull();
	});

	it('a hold begins anew after a silence of over a quarter of an hour', () => {
		const over = aSight({ queueLength: 10, waitSeconds: 2000 });
		const silent = during(20, aSight({ isTrusted: false }));
		const said = seen(longWait, [...during(10, over), ...silent, ...during(10, over)]);
		expect(said.at(-1)).toBeNull();
	});
});

describe('1414', () => {
	const lastAt = (detector: Detector<ContactSight>, some: Partial<ContactSight>, minutes = 11) =>
		seen(detector, during(minutes, aContactSight(some))).at(-1);

	it.each([
		['calm', contactOverload, {}, null],
		['half a call per operator', contactOverload, { callsWaiting: 25 }, null],
		['more', contactOverload, { callsWaiting: 26 }, 3],
		['one per operator', contactOverload, { callsWaiting: 51 }, 2],
		['two per operator', contactOverload, { callsWaiting: 101 }, 1],
		['nobody on shift', contactOverload, { callsWaiting: 1, operatorsOnShift: 0 }, 1],
		['not heard of', contactOverload, { callsWaiting: 101, freshness: STALE }, null],
		['few calls', contactAbandonment, { offered: 19, abandoned: 15 }, null],
		['a tenth lost', contactAbandonment, { abandoned: 15 }, null],
		['more lost', contactAbandonment, { abandoned: 16 }, 3],
		['a fifth lost', contactAbandonment, { abandoned: 31 }, 2],
		['over a third lost', contactAbandonment, { abandoned: 53 }, 1],
	] as const)('%s', (_, detector, some, severity) => {
		expect(lastAt(detector, some)).toBe(severity);
	});
});
