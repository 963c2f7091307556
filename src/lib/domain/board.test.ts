import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	aBatch,
	aCenter,
	aContact,
	aContactMinute,
	aDirectory,
	aMinute,
	anAvailability,
	aPresent,
	kazakhTime,
	MORNING,
} from '../../../tests/support/board-builders.ts';
import { Board, type ScopeChange } from './board.ts';
import { NATION_DETAIL_LIMIT } from './board-scopes.ts';
import type { Center } from './directory.ts';
import { LEVEL_LIMITS } from './load.ts';
import type { CommittedBatch } from './reading.ts';
import { COLUMNS, rowHash, STATE_BITS, type RowKind, type Rows } from './row.ts';
import { PRESET_THRESHOLDS, withCenterLimits, withContactLimits } from './thresholds.ts';

const later = (seconds: number) => new Date(MORNING.getTime() + seconds * 1000);

function aBoard(centers: Center[], floorMs = 0) {
	return new Board({ directory: aDirectory(centers), floorMs, localTime: kazakhTime });
}

/** A row by column names. */
function view(board: Board, kind: RowKind, ordinal: number): Record<string, number | null> {
	const row = board.tables[kind].read(ordinal);
	if (!row) throw new Error(`no row ${kind} ${ordinal}`);
	return Object.fromEntries(COLUMNS[kind].map((name, i) => [name, row[i] ?? null]));
}

describe('a center', () => {
	test('that nobody reported has rows of nulls and is unknown in its places', () => {
		const board = aBoard([aCenter(7)]);
		board.advance(MORNING);
		expect(view(board, 'c', 7)).toMatchObject({
			at: null,
			level: 0,
			freshness: 0,
			capacity: 60,
			occupancy: null,
			queueLength: null,
			waitSeconds: null,
		});
		expect(view(board, 'a', 0)).toMatchObject({
			centers: 1,
			open: 1,
			reporting: 0,
			unknown: 1,
			occupancy: null,
		});
	});

	test('shows its figures, waits and level, and turns late, stale, lost with time alone', () => {
		const board = aBoard([aCenter(7)]);
		const figures = {
			occupancy: 50,
			queueLength: 10,
			bookedWaiting: 3,
			walkInWaiting: 7,
			windowsServing: 8,
			windowsOpen: 9,
			queueOutside: 15,
		};
		board.fold(aBatch(1, { present: [aPresent(7, MORNING, figures)] }));
		board.advance(MORNING);
		expect(view(board, 'c', 7)).toMatchObject({
			at: MORNING.getTime() / 1000,
			level: 3,
			freshness: 1,
			occupancy: 50,
			queueLength: 10,
			queueOutside: 15,
			waitSeconds: Math.round((11 / 8) * 720),
			waitBookedSeconds: 360,
			windowsServing: 8,
			windowsOpen: 9,
			state: 0,
		});
		board.advance(later(60));
		expect(view(board, 'c', 7)).toMatchObject({ freshness: 1 });
		board.advance(later(61));
		expect(view(board, 'c', 7)).toMatchObject({ freshness: 2, level: 3 });
		expect(view(board, 'a', 0)).toMatchObject({ reporting: 1, crowded: 1, occupancy: 50 });
		board.advance(later(151));
		expect(view(board, 'c', 7)).toMatchObject({ freshness: 3, level: 0, occupancy: 50 });
		expect(view(board, 'a', 0)).toMatchObject({
			reporting: 0,
			crowded: 0,
			unknown: 1,
			occupancy: null,
			waitSeconds: null,
		});
		board.advance(later(901));
		expect(view(board, 'c', 7)).toMatchObject({ freshness: 4, level: 0 });
	});

	test('of several feeds shows the newest part each', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(
			aBatch(1, {
				present: [
					aPresent(7, later(-20), { occupancy: 1, queueLength: 1 }, { feed: 1 }),
					aPresent(7, later(-10), { occupancy: 2 }, { feed: 2 }),
					aPresent(7, later(-30), { queueLength: 3, queueOutside: 3 }, { feed: 3 }),
				],
			}),
		);
		board.advance(MORNING);
		expect(view(board, 'd', 7)).toMatchObject({
			occupancy: 2,
			queueLength: 1,
			queueOutside: 3,
			at: later(-30).getTime() / 1000,
			occupancyAt: later(-10).getTime() / 1000,
			queueAt: later(-20).getTime() / 1000,
			outsideAt: later(-30).getTime() / 1000,
		});
	});

	test('of two feeds at one instant shows the later id, then the later feed, in any order', () => {
		const one = aPresent(7, MORNING, { occupancy: 1 }, { feed: 1 });
		const two = aPresent(7, MORNING, { occupancy: 2 }, { feed: 2 });
		const early = { ...two, occupancy: { ...two.occupancy!, id: 'a' } };
		for (const [present, shown] of [
			[[one, two], 2],
			[[two, one], 2],
			[[one, early], 1],
			[[early, one], 1],
		] as const) {
			const board = aBoard([aCenter(7)]);
			board.fold(aBatch(1, { present: [...present] }));
			board.advance(MORNING);
			expect(view(board, 'c', 7).occupancy).toBe(shown);
		}
	});

	test('loses its flows with time alone', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(aBatch(1, { minutes: [aMinute(7, MORNING, { served: 4 })] }));
		board.advance(MORNING);
		expect(view(board, 'd', 7).served).toBe(4);
		for (let second = 1; second < 900; second++) board.advance(later(second));
		expect(view(board, 'd', 7).served).toBe(4);
		for (let second = 900; second < 903; second++) board.advance(later(second));
		expect(view(board, 'd', 7).served).toBeNull();
	});

	test('leaves a figure past its own limit out while others are fresh', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(
			aBatch(1, {
				present: [
					aPresent(7, later(-300), { queueOutside: 50 }, { feed: 1 }),
					aPresent(7, MORNING, { occupancy: 10 }, { feed: 2 }),
				],
			}),
		);
		board.advance(MORNING);
		expect(view(board, 'c', 7)).toMatchObject({
			queueOutside: null,
			occupancy: 10,
			freshness: 1,
			level: 1,
			at: MORNING.getTime() / 1000,
		});
	});

	const quick = { cadenceSeconds: 300 };
	const minuteAt = (minutes: number, some: object) => aMinute(7, later(60 * minutes), some);

	test('keeps its level for two minutes, then falls without any further reading', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(
			aBatch(1, {
				present: [aPresent(7, MORNING, { queueOutside: 50 }, quick)],
				minutes: [minuteAt(0, { outsideMax: 50 })],
			}),
		);
		board.advance(MORNING);
		const calm = aPresent(7, later(70), { queueOutside: 0 }, { ...quick, batch: 2 });
		board.fold(aBatch(2, { present: [calm], minutes: [minuteAt(1, { batch: 2, outsideMax: 0 })] }));
		board.advance(later(70));
		expect(view(board, 'c', 7)).toMatchObject({ queueOutside: 0, level: 4 });
		board.advance(later(179));
		expect(view(board, 'c', 7)).toMatchObject({ level: 4 });
		board.advance(later(182));
		expect(view(board, 'c', 7)).toMatchObject({ level: 1 });
	});

	test.each([
		['people inside', { occupancy: 58 }, { occupancyMax: 61 }, 3],
		['the queue in front', { queueOutside: 14 }, { outsideMax: 15 }, 3],
		[
			'the wait in one queue',
			{ queueLength: 28, windowsServing: 12 },
			{ queueMax: 30, windowsSum: 24, windowsN: 2 },
			3,
		],
		[
			'the wait of walk-ins behind booked visitors',
			{ queueLength: 28, bookedWaiting: 14, walkInWaiting: 14, windowsServing: 12 },
			{ queueMax: 30, windowsSum: 12, windowsN: 1 },
			3,
		],
		['the longest wait', { longestWaitSeconds: 1700 }, { waitMax: 1900 }, 3],
	] as const)('holds a level by %s of the minutes before', (_, now, minute, level) => {
		const held = aBoard([aCenter(7)]);
		const present = [aPresent(7, later(65), now, quick)];
		held.fold(aBatch(1, { present, minutes: [minuteAt(0, minute), minuteAt(1, {})] }));
		held.advance(later(65));
		expect(view(held, 'c', 7)).toMatchObject({ level });
		const fresh = aBoard([aCenter(7)]);
		fresh.fold(aBatch(1, { present }));
		fresh.advance(later(65));
		expect(view(fresh, 'c', 7).level).toBe(level - 1);
	});

	test('is the same on a node that saw every reading and on one that was started just now', () => {
		const seen = aBoard([aCenter(7)]);
		const started = aBoard([aCenter(7)]);
		let last = aBatch(0, {});
		for (const [i, queueOutside] of [10, 16, 14, 15, 14].entries()) {
			const outsideMax = i === 0 ? 10 : 16;
			const batch = i + 1;
			last = aBatch(batch, {
				present: [aPresent(7, later(i), { queueOutside }, { ...quick, batch })],
				minutes: [minuteAt(0, { batch, outsideMax })],
			});
			seen.fold(last);
			seen.advance(later(i));
		}
		started.fold(last);
		started.advance(later(4));
		expect(view(seen, 'c', 7)).toMatchObject({ level: 3 });
		expect(started.hashOf('nation')).toBe(seen.hashOf('nation'));
	});

	test('is critical where people wait and nobody serves, unless it is closed', () => {
		const board = aBoard([aCenter(7), aCenter(8, { closesAt: '09:30' })]);
		const stopped = { queueLength: 3, windowsServing: 0, windowsOpen: 0 };
		board.fold(
			aBatch(1, { present: [aPresent(7, MORNING, stopped), aPresent(8, MORNING, stopped)] }),
		);
		board.advance(MORNING);
		expect(view(board, 'c', 7)).toMatchObject({ level: 4, waitSeconds: null });
		expect(view(board, 'c', 8)).toMatchObject({ level: 0, state: STATE_BITS.closed });
	});

	test('closes and opens by its own hours, with no reading at all', () => {
		const board = aBoard([aCenter(7, { opensAt: '10:01', closesAt: '10:02' })]);
		const closed = () => (view(board, 'c', 7).state ?? 0) & STATE_BITS.closed;
		board.advance(MORNING);
		expect(closed()).toBe(STATE_BITS.closed);
		expect(view(board, 'a', 0)).toMatchObject({ open: 0, unknown: 0 });
		board.advance(later(60));
		expect(closed()).toBe(0);
		expect(view(board, 'a', 0)).toMatchObject({ open: 1, unknown: 1 });
		board.advance(later(120));
		expect(closed()).toBe(STATE_BITS.closed);
	});

	test('is closed on a holiday of its region', () => {
		const name = { kk: '', ru: '', en: '' };
		const board = new Board({
			directory: aDirectory([aCenter(7), aCenter(8, { regionId: 'KZ-71' })]),
			floorMs: 0,
			localTime: kazakhTime,
			calendar: (regionId, date) =>
				regionId === 'KZ-71' ? { date, kind: 'holiday', name, source: '' } : null,
		});
		board.advance(MORNING);
		expect(view(board, 'c', 7).state).toBe(0);
		expect(view(board, 'c', 8).state).toBe(STATE_BITS.closed);
	});

	test('is marked when its figures do not move though its feed lives', () => {
		const board = aBoard([aCenter(7), aCenter(8)]);
		const since = { unchangedSince: later(-1800) };
		board.fold(
			aBatch(1, {
				present: [
					aPresent(7, MORNING, { occupancy: 5 }, since),
					aPresent(8, MORNING, { occupancy: 0 }, since),
				],
			}),
		);
		board.advance(MORNING);
		expect(view(board, 'c', 7).state).toBe(STATE_BITS.notMoving);
		expect(view(board, 'c', 8).state).toBe(0);
	});

	test('marks a suspect reading', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(aBatch(1, { present: [aPresent(7, MORNING, { occupancy: 9 }, { suspect: true })] }));
		board.advance(MORNING);
		expect(view(board, 'c', 7).state).toBe(STATE_BITS.suspect);
	});

	test('counts flows of the last 15 minutes and shows where the queue is going', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(
			aBatch(1, {
				present: [aPresent(7, later(50), { queueLength: 20, windowsServing: 4 })],
				minutes: [
					aMinute(7, later(-720), { queueSum: 40, queueN: 4, served: 3, arrivalsBooked: 2 }),
					aMinute(7, MORNING, { queueSum: 80, queueN: 4, served: 5, arrivalsWalkIn: 6 }),
					aMinute(7, later(-3600), { served: 100 }),
				],
			}),
		);
		board.advance(later(50));
		expect(view(board, 'd', 7)).toMatchObject({
			served: 8,
			arrivalsBooked: 2,
			arrivalsWalkIn: 6,
			noShows: 0,
			trend: 1,
		});
		board.advance(later(300));
		expect(view(board, 'd', 7)).toMatchObject({ served: 5, arrivalsBooked: 0 });
	});

	test('shows its booking system while that is current', () => {
		const board = aBoard([aCenter(7)]);
		board.fold(aBatch(1, { availability: [anAvailability(7, MORNING)] }));
		board.advance(MORNING);
		expect(view(board, 'd', 7)).toMatchObject({
			nextFreeSlotAt: later(86_400).getTime() / 1000,
			slotsFree: 4,
			slotsTotal: 40,
			bookingsRefused: 0,
			freshness: 0,
		});
		board.advance(later(1501));
		expect(view(board, 'd', 7)).toMatchObject({ slotsFree: null, nextFreeSlotAt: null });
	});
});

describe('places', () => {
	test('sum what reports, each level once, with the wait weighted by arrivals', () => {
		const board = aBoard([
			aCenter(1, { cityId: 'almaty' }),
			aCenter(2, { cityId: 'almaty' }),
			aCenter(3),
			aCenter(4, { regionId: 'KZ-10', cityId: 'semey' }),
		]);
		board.fold(
			aBatch(1, {
				present: [
					aPresent(1, MORNING, { occupancy: 30, queueLength: 9, windowsServing: 6 }),
					aPresent(2, MORNING, { queueLength: 5, windowsServing: 6 }),
					aPresent(4, MORNING, { occupancy: 70, queueOutside: 2 }),
				],
				minutes: [
					aMinute(1, MORNING, { arrivalsWalkIn: 3 }),
					aMinute(2, MORNING, { arrivalsWalkIn: 1 }),
				],
			}),
		);
		board.advance(MORNING);
		expect(view(board, 'a', 3)).toMatchObject({
			centers: 2,
			reporting: 2,
			occupancy: 30,
			capacity: 60,
			queueLength: 14,
			queueOutside: null,
			waitSeconds: (1200 * 3 + 720) / 4,
		});
		expect(view(board, 'a', 1)).toMatchObject({ centers: 3, reporting: 2, unknown: 1 });
		expect(view(board, 'a', 0)).toMatchObject({
			centers: 4,
			open: 4,
			reporting: 3,
			occupancy: 100,
			queueLength: 14,
			queueOutside: 2,
			calm: 2,
			crowded: 1,
			unknown: 1,
		});
		expect(board.reporting).toBe(3);
	});

	test('are kept for a later tick when asked', () => {
		const board = aBoard([aCenter(1)]);
		board.advance(MORNING);
		board.fold(aBatch(1, { present: [aPresent(1, MORNING, { occupancy: 3 })] }));
		const quick = board.advance(MORNING, { withPlaces: false });
		expect(quick.find((change) => change.r === 'nation')?.v.a).toBeUndefined();
		const full = board.advance(MORNING);
		expect(full.map((change) => change.r).sort()).toEqual(['nation', 'region:KZ-75']);
		expect(Object.keys(full[0]!.v)).toEqual(['a']);
	});
});

describe('the contact center', () => {
	test('has a row per site and a pool of the reporting ones', () => {
		const board = aBoard([]);
		board.fold(
			aBatch(1, {
				contactPresent: [
					aContact(1, later(-10), { callsWaiting: 20, longestWaitSeconds: 90 }),
					aContact(2, later(-20), { callsWaiting: 10, longestWaitSeconds: 40 }),
				],
				contactMinutes: [aContactMinute(1, MORNING, { offered: 100, answered: 80, abandoned: 11 })],
			}),
		);
		board.advance(MORNING);
		expect(view(board, 'k', 1)).toMatchObject({ level: 3, callsWaiting: 20, offered: 100 });
		expect(view(board, 'k', 2)).toMatchObject({ level: 1, callsWaiting: 10, offered: null });
		expect(view(board, 'k', 0)).toMatchObject({
			at: later(-20).getTime() / 1000,
			freshness: 1,
			callsWaiting: 30,
			longestWaitSeconds: 90,
			operatorsOnShift: 100,
			operatorsSeconded: null,
			offered: 100,
		});
		board.fold(aBatch(2, { contactPresent: [aContact(1, later(150), { batch: 2 })] }));
		board.advance(later(160));
		expect(view(board, 'k', 2)).toMatchObject({ freshness: 3, level: 0 });
		expect(view(board, 'k', 0)).toMatchObject({ operatorsOnShift: 50, freshness: 1 });
	});

	test('hold a level by the calls that waited in the minutes before, the pool by their sums', () => {
		const board = aBoard([]);
		const minute = { callsWaitingSum: 98, callsWaitingN: 4, operatorsSum: 200, operatorsN: 4 };
		board.fold(
			aBatch(1, {
				contactPresent: [
					aContact(1, later(5), { callsWaiting: 24 }),
					aContact(2, later(5), { callsWaiting: 24 }),
				],
				contactMinutes: [
					aContactMinute(1, MORNING, { ...minute, callsWaitingMax: 26 }),
					aContactMinute(2, MORNING, { ...minute, callsWaitingMax: 25 }),
				],
			}),
		);
		board.advance(later(5));
		expect(view(board, 'k', 1)).toMatchObject({ level: 3 });
		expect(view(board, 'k', 2)).toMatchObject({ level: 2 });
		expect(view(board, 'k', 0)).toMatchObject({ level: 3 });
	});
});

describe('scopes', () => {
	const centers = [
		aCenter(1, { cityId: 'almaty' }),
		aCenter(2),
		aCenter(3, { regionId: 'KZ-10', cityId: 'semey' }),
	];
	const ordinals = (rows: Rows | null, kind: RowKind) => (rows?.[kind] ?? []).map((row) => row[0]);

	test('hold the rows of their places', () => {
		const board = aBoard(centers);
		board.advance(MORNING);
		expect(ordinals(board.rowsOf('nation'), 'c')).toEqual([1, 2, 3]);
		expect(ordinals(board.rowsOf('nation'), 'a')).toEqual([0, 1, 2]);
		expect(ordinals(board.rowsOf('region:KZ-75'), 'c')).toEqual([1, 2]);
		expect(ordinals(board.rowsOf('region:KZ-75'), 'a')).toEqual([1, 3]);
		expect(ordinals(board.rowsOf('city:semey'), 'c')).toEqual([3]);
		expect(ordinals(board.rowsOf('city:semey'), 'a')).toEqual([4]);
		expect(board.rowsOf('center:c2')).toEqual({ d: [board.tables.d.read(2)] });
		expect(ordinals(board.rowsOf('contact'), 'k')).toEqual([1, 2, 0]);
		expect(board.rowsOf('city:nowhere')).toBeNull();
		expect(board.sizeOf('region:KZ-75')).toBe(4);
	});

	test('get one change per tick, chained by p and s, and none without a change', () => {
		const board = aBoard(centers);
		board.advance(MORNING);
		expect(board.advance(later(1))).toEqual([]);
		expect(board.seq).toBe(1);
		board.fold(aBatch(1, { present: [aPresent(3, later(1), { occupancy: 5 })] }));
		const second = board.advance(later(2));
		expect(second.map(({ r, p, s }) => [r, p, s]).sort()).toEqual([
			['center:c3', 1, 2],
			['city:semey', 1, 2],
			['nation', 1, 2],
			['region:KZ-10', 1, 2],
		]);
		board.fold(aBatch(2, { present: [aPresent(1, later(2), { occupancy: 5 })] }));
		const third = board.advance(later(3));
		expect(third.find(({ r }) => r === 'nation')).toMatchObject({ p: 2, s: 3 });
		expect(third.find(({ r }) => r === 'region:KZ-75')).toMatchObject({ p: 1, s: 3 });
		expect(ordinals(board.rowsSince('nation', 2), 'c')).toEqual([1]);
		expect(ordinals(board.rowsSince('nation', 1), 'c')).toEqual([1, 3]);
		expect(board.rowsSince('nation', 3)).toEqual({});
	});

	test('of the nation are held when asked to, and come as one merged change', () => {
		const board = aBoard(centers);
		const nation = (changes: ScopeChange[]) => changes.find(({ r }) => r === 'nation');
		board.advance(MORNING);
		const occupied = (center: number, batch: number) =>
			aBatch(batch, { present: [aPresent(center, later(batch), { occupancy: batch }, { batch })] });
		for (const [i, center] of [1, 3, 1].entries()) {
			board.fold(occupied(center, i + 1));
			const held = board.advance(later(i + 1), { withPlaces: false, holdsNation: true });
			expect(nation(held)).toBeUndefined();
			expect(held.map(({ r }) => r)).toContain(`center:c${center}`);
		}
		const quiet = board.advance(later(4), { withPlaces: false });
		expect(nation(quiet)).toMatchObject({ p: 1, s: 4 });
		expect(ordinals(nation(quiet)?.v ?? null, 'c')).toEqual([1, 3]);
		expect(nation(board.advance(later(4), { withPlaces: false }))).toBeUndefined();
		board.fold(occupied(2, 4));
		expect(nation(board.advance(later(5), { withPlaces: false }))).toMatchObject({ p: 4, s: 5 });
	});

	test('show a large nation by status rows, that change with the status only', () => {
		const many = Array.from({ length: NATION_DETAIL_LIMIT + 1 }, (_, i) => aCenter(i + 1));
		const board = aBoard(many);
		board.advance(MORNING);
		board.fold(aBatch(1, { present: [aPresent(5, MORNING, { queueOutside: 0 })] }));
		board.advance(MORNING);
		expect(board.rowsOf('nation')?.c).toBeUndefined();
		expect(board.tables.l.read(5)).toEqual([5, 1 + 8 * 1]);
		board.fold(aBatch(2, { present: [aPresent(5, later(1), { queueOutside: 1 }, { batch: 2 })] }));
		const names = board.advance(later(1), { withPlaces: false }).map((change) => change.r);
		expect(names.sort()).toEqual(['center:c5', 'region:KZ-75']);
	});

	test('a directory change keeps what is known and starts the versions afresh', () => {
		const board = aBoard(centers);
		board.fold(aBatch(1, { present: [aPresent(1, MORNING, { queueOutside: 50 })] }));
		board.advance(MORNING);
		board.advance(later(70));
		const next = board.withDirectory(aDirectory([...centers, aCenter(9)], 'v2'));
		expect(next.seq).toBe(0);
		next.advance(later(71));
		expect(next.tables.c.read(1)).toEqual(board.tables.c.read(1));
		expect(ordinals(next.rowsOf('nation'), 'c')).toEqual([1, 2, 3, 9]);
	});
});

describe('the fold', () => {
	const centers = [1, 2, 3, 4].map((ordinal) =>
		aCenter(ordinal, ordinal < 3 ? { cityId: 'almaty' } : { regionId: 'KZ-10' }),
	);
	const figure = fc.option(fc.nat(60), { nil: undefined });
	/** Few instants, so that readings of several feeds meet at one. */
	const age = fc.constantFrom(0, 10, 20, 70, 200, 1000);
	const stamp = { center: fc.integer({ min: 1, max: 4 }), feed: fc.integer({ min: 1, max: 3 }) };

	/** Rows of one batch, as a statement would return them: numbers grow, instants come as they like. */
	const batchAt = (batch: number) =>
		fc
			.record({
				present: fc.array(
					fc.record({
						...stamp,
						age,
						occupancy: figure,
						queueLength: figure,
						queueOutside: figure,
					}),
					{ maxLength: 4 },
				),
				minutes: fc.array(
					fc.record({ center: stamp.center, minute: fc.nat(18), served: fc.nat(9), n: fc.nat(5) }),
					{ maxLength: 4 },
				),
				availability: fc.array(fc.record({ ...stamp, age }), { maxLength: 1 }),
				contact: fc.array(fc.record({ site: fc.integer({ min: 1, max: 2 }), age }), {
					maxLength: 1,
				}),
			})
			.map((drawn): CommittedBatch =>
				aBatch(batch, {
					present: drawn.present.map(({ center, feed, age, ...figures }) =>
						aPresent(center, later(-age), { ...figures, windowsServing: 3 }, { feed, batch }),
					),
					minutes: drawn.minutes.map(({ center, minute, served, n }) =>
						aMinute(center, later(-60 * minute), { served, queueSum: n, queueN: 1, batch }),
					),
					availability: drawn.availability.map(({ center, feed, age }) =>
						anAvailability(center, later(-age), { feed, batch, slotsFree: batch }),
					),
					contactPresent: drawn.contact.map(({ site, age }) =>
						aContact(site, later(-age), { batch, callsWaiting: batch }),
					),
					contactMinutes: drawn.contact.map(({ site, age }) =>
						aContactMinute(site, later(-60 * (age % 18)), { batch, offered: batch * 10 }),
					),
				}),
			);
	const history = fc
		.integer({ min: 1, max: 8 })
		.chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => batchAt(i + 1))));

	/** One row per key and batch, as in a statement. */
	function onceEach(batch: CommittedBatch): CommittedBatch {
		const unique = <R>(rows: R[], key: (row: R) => unknown) => [
			...new Map(rows.map((row) => [JSON.stringify(key(row)), row])).values(),
		];
		return {
			...batch,
			present: unique(batch.present, (r) => [r.center, r.feed]),
			minutes: unique(batch.minutes, (r) => [r.center, r.bucket]),
			availability: unique(batch.availability, (r) => [r.center, r.feed]),
		};
	}

	function dump(board: Board) {
		const scopes = [...board.scopes.byName.keys()];
		return scopes.map((name) => {
			const rows = board.rowsOf(name) ?? {};
			const sorted = Object.entries(rows).map(([kind, list]) => [
				kind,
				[...list].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
			]);
			return [name, board.hashOf(name), sorted];
		});
	}

	test('gives the same rows and hashes for any order and duplication of batches', () => {
		fc.assert(
			fc.property(history, fc.infiniteStream(fc.nat()), (drawn, noise: Iterator<number>) => {
				const batches = drawn.map(onceEach);
				const inOrder = aBoard(centers);
				for (const batch of batches) inOrder.fold(batch);
				inOrder.advance(MORNING);

				const shuffled = [...batches, ...batches]
					.map((batch) => ({ batch, key: Number(noise.next().value) }))
					.sort((a, b) => a.key - b.key)
					.map(({ batch }) => batch);
				const other = aBoard(centers);
				for (const batch of shuffled) other.fold(batch);
				other.advance(MORNING);
				expect(dump(other)).toEqual(dump(inOrder));
			}),
			{ numRuns: 150 },
		);
	});

	test('keeps every scope hash equal to the hash of its rows, tick by tick', () => {
		fc.assert(
			fc.property(history, (batches) => {
				const board = aBoard(centers);
				batches.map(onceEach).forEach((batch, i) => {
					board.fold(batch);
					board.advance(later(i * 40), { withPlaces: i % 2 === 0 });
					for (const name of board.scopes.byName.keys()) {
						let hash = 0;
						for (const [kind, rows] of Object.entries(board.rowsOf(name) ?? {})) {
							for (const row of rows) hash = (hash + rowHash(kind as RowKind, row)) >>> 0;
						}
						expect(board.hashOf(name)).toBe(hash);
					}
				});
			}),
			{ numRuns: 60 },
		);
	});

	test('adds up: a place row equals the sums over the center rows', () => {
		fc.assert(
			fc.property(history, (batches) => {
				const board = aBoard(centers);
				batches.map(onceEach).forEach((batch, i) => {
					board.fold(batch);
					board.advance(later(i * 40));
				});
				const rows = centers.map((center) => view(board, 'c', center.ordinal));
				const counted = rows.filter((row) => row.freshness === 1 || row.freshness === 2);
				const sum = (column: string) => {
					const values = counted.map((row) => row[column]).filter((value) => value !== null);
					return values.length === 0 ? null : values.reduce<number>((a, b) => a + (b ?? 0), 0);
				};
				expect(view(board, 'a', 0)).toMatchObject({
					reporting: counted.length,
					occupancy: sum('occupancy'),
					queueLength: sum('queueLength'),
					queueOutside: sum('queueOutside'),
					critical: counted.filter((row) => row.level === 4).length,
				});
			}),
			{ numRuns: 60 },
		);
	});
});

describe('other limits of the levels', () => {
	const steps = fc
		.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.nat(30))
		.map(([a, b, c]) => [a, a + b, a + b + c + 1] as const);
	const figures = fc.record({ queueOutside: fc.nat(70), occupancy: fc.nat(120) });

	test('change just the levels that were counted beforehand, at the next tick', () => {
		fc.assert(
			fc.property(
				fc.array(figures, { minLength: 1, maxLength: 12 }),
				fc.integer({ min: 0, max: 60 }),
				steps,
				steps,
				(reported, waiting, first, second) => {
					const board = aBoard(
						reported.map((_, i) =>
							aCenter(i + 1, { type: i % 3 === 0 ? 'duty' : 'ordinary', regionId: 'KZ-75' }),
						),
					);
					board.fold(
						aBatch(1, {
							present: reported.map((one, i) => aPresent(i + 1, MORNING, one)),
							minutes: reported.map((one, i) =>
								aMinute(i + 1, later(-60), { outsideMax: one.queueOutside + 5 }),
							),
							contactPresent: [
								aContact(1, MORNING, { callsWaiting: waiting, operatorsOnShift: 20 }),
							],
						}),
					);
					board.advance(MORNING);
					const ordinals = { c: reported.map((_, i) => i + 1), k: [0, 1] };
					const levels = () =>
						(['c', 'k'] as const).flatMap((kind) =>
							ordinals[kind].map((ordinal) => ({
								kind,
								ordinal,
								level: view(board, kind, ordinal).level,
							})),
						);
					const before = levels();
					const inside = first.map((limit) => limit / 20) as [number, number, number];
					const center = { waitShare: inside, insideShare: inside, outside: second };
					const shares = second.map((limit) => limit / 20) as [number, number, number];
					const changed = withContactLimits(
						withCenterLimits(
							PRESET_THRESHOLDS,
							{ regionId: null, class: 'city', type: 'ordinary' },
							center,
						),
						{ lostShare: [0.1, 0.2, 0.3], waitingPerOperator: shares },
					);
					const counted = board.levelChangesUnder(changed);
					expect(levels()).toEqual(before);
					board.setThresholds(changed);
					board.advance(MORNING);
					const moved = levels().flatMap(({ kind, ordinal, level }, i) =>
						level === before[i]?.level
							? []
							: [
									{
										kind: kind === 'c' ? 'center' : 'site',
										ordinal,
										from: before[i]?.level,
										to: level,
									},
								],
					);
					const inOrder = (one: { kind: string; ordinal: number | null }) =>
						`${one.kind} ${String(one.ordinal).padStart(3, '0')}`;
					const sorted = <T extends { kind: string; ordinal: number }>(list: readonly T[]) =>
						[...list].sort((a, b) => (inOrder(a) < inOrder(b) ? -1 : 1));
					expect(sorted(counted)).toEqual(sorted(moved));
					expect(counted.some(({ kind, ordinal }) => kind === 'center' && ordinal % 3 === 1)).toBe(
						false,
					);
				},
			),
			{ numRuns: 300 },
		);
	});

	test('outlive another directory', () => {
		const board = aBoard([aCenter(1)]);
		board.fold(aBatch(1, { present: [aPresent(1, MORNING, { queueOutside: 20 })] }));
		const place = { regionId: 'KZ-75', class: 'city', type: 'ordinary' } as const;
		const { waitShare, insideShare } = LEVEL_LIMITS;
		const outside = [30, 60, 90] as const;
		board.setThresholds(
			withCenterLimits(PRESET_THRESHOLDS, place, { waitShare, insideShare, outside }),
		);
		board.advance(MORNING);
		expect(view(board, 'c', 1).level).toBe(1);
		const next = board.withDirectory(aDirectory([aCenter(1), aCenter(2)]));
		next.advance(MORNING);
		expect(view(next, 'c', 1).level).toBe(1);
	});
});
