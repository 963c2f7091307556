import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory, kazakhTime } from '../../../tests/support/board-builders.ts';
import { aDecision, aMeasure, named } from '../../../tests/support/rule-builders.ts';
import { Board } from './board.ts';
import type { Decision } from './regime.ts';
import { regimeMark } from './regime-mark.ts';
import { centerSubject } from './regime-scope.ts';
import { REGIME_BITS } from './row.ts';
import { RuleBook } from './rule-book.ts';

const HOUR = 3_600_000;
const start = Date.parse('2026-11-10T09:00:00Z');
const city = named('city', 'almaty');
const center = aCenter(1, { cityId: 'almaty' });
const other = aCenter(2, { cityId: null });

function bookOf(decisions: Decision[], knownAt = new Date(0)): RuleBook {
	const book = new RuleBook();
	book.take(decisions.map((decision, index) => ({ n: index + 1, decision, knownAt })));
	return book;
}

const bookingOnly = aDecision('only', {
	measures: [
		aMeasure({
			scope: { entries: [city], classes: null, types: null },
			period: { from: new Date(start), until: null, timezone: 'UTC', inZones: {} },
			content: { admission: 'booking_only', groups: null, services: 'not_online' },
		}),
	],
});

describe('mark of a rule', () => {
	const book = bookOf([bookingOnly]);
	const at = (hours: number) =>
		regimeMark(centerSubject(center), new Date(start + hours * HOUR), book);

	it('says what is in force from its start on, to the millisecond', () => {
		expect(at(-1 / HOUR).bits).toBe(REGIME_BITS.changeDue);
		expect(at(0).bits).toBe(REGIME_BITS.bookingOnly + REGIME_BITS.notOnline);
	});

	it('tells of a change a day before, and not sooner', () => {
		expect(at(-24).bits).toBe(REGIME_BITS.changeDue);
		expect(at(-24.01).bits).toBe(0);
		expect(at(-24.01).untilMs).toBe(start - 24 * HOUR);
	});

	it('holds until it changes, and for an hour at most', () => {
		expect(at(-0.5).untilMs).toBe(start);
		expect(at(-40).untilMs).toBe(start - 39 * HOUR);
		expect(at(5).untilMs).toBe(start + 6 * HOUR);
	});

	it('knows nothing of an act before it is known', () => {
		const later = bookOf([bookingOnly], new Date(start + 10 * HOUR));
		expect(regimeMark(centerSubject(center), new Date(start + HOUR), later).bits).toBe(0);
	});

	it('marks a center that its city’s rule spares', () => {
		const spared = aDecision('spares', {
			measures: [
				aMeasure({
					exemptions: {
						classes: [],
						types: [],
						centers: [{ id: center.id, reason: 'rural', from: null, until: null }],
					},
				}),
			],
		});
		const mark = regimeMark(centerSubject(center), new Date(start), bookOf([spared]));
		expect(mark.bits).toBe(REGIME_BITS.exempt);
	});
});

describe('rules on the Board', () => {
	const directory = aDirectory([center, other]);

	it('stand in rows and places, change with the time alone, and anew when others are known', () => {
		let book = bookOf([bookingOnly]);
		const board = new Board({
			directory,
			floorMs: 0,
			localTime: kazakhTime,
			ruleOf: (one, nowMs) => regimeMark(centerSubject(one), new Date(nowMs), book),
		});
		const regimes = () => [1, 2].map((ordinal) => board.tables.c.value(ordinal, 'regime'));
		board.advance(new Date(start - 1));
		expect(regimes()).toEqual([REGIME_BITS.changeDue, 0]);
		board.advance(new Date(start));
		expect(regimes()).toEqual([REGIME_BITS.bookingOnly + REGIME_BITS.notOnline, 0]);
		expect(board.tables.a.value(0, 'bookingOnly')).toBe(1);

		book = new RuleBook();
		board.forgetRules();
		board.advance(new Date(start + 1));
		expect(regimes()).toEqual([0, 0]);
		expect(board.tables.a.value(0, 'bookingOnly')).toBe(0);
	});
});
