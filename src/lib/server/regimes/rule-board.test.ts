import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import { aDecision } from '../../../../tests/support/rule-builders.ts';
import type { Principal } from '../../domain/permission.ts';
import { RuleBook } from '../../domain/rule-book.ts';
import { createRuleBoard } from './rule-board.ts';

const NOW = new Date('2026-11-10T05:00:00Z');
const DIRECTORY = aDirectory([
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { cityId: null }),
	aCenter(3, { cityId: 'semey', regionId: 'KZ-10' }),
]);
const book = new RuleBook();
book.take([{ n: 1, decision: aDecision('almaty'), knownAt: new Date('2026-10-01T00:00:00Z') }]);

const board = createRuleBoard({
	rules: { book: () => book },
	directory: () => DIRECTORY,
	operations: { now: () => NOW },
	localTime: (_zone, at) => ({
		date: new Date(at).toISOString().slice(0, 10),
		weekday: 1,
		minutes: (at / 60_000) % 1440,
	}),
});
const viewer = (...regions: string[]): Principal => ({
	kind: 'user',
	userId: 'u',
	role: 'viewer',
	regions,
});

describe('the board of rules', () => {
	it('has the places of the reader, cities first, with the acts that they speak of', () => {
		const { places, decisions, isToday, day } = board(viewer('KZ-75'), null, []);
		expect(places.map(({ regionId, cityId, now }) => [regionId, cityId, now.booking])).toEqual([
			['KZ-75', 'almaty', 1],
			['KZ-75', null, 0],
		]);
		expect([decisions.map(({ id }) => id), isToday, day]).toEqual([['almaty'], true, '2026-10-27']);
	});
	it('goes back and on by four weeks', () => {
		const { earlier, later, isToday, places } = board(viewer('KZ-75'), '2026-01-05', []);
		expect([earlier, later, isToday]).toEqual(['2025-12-08', '2026-02-02', false]);
		// What is in force now is told whatever days are shown.
		expect([places[0]?.bars, places[0]?.now.booking]).toEqual([[], 1]);
	});
	it('refuses a day that is none', () => {
		for (const day of ['yesterday', '2026-13-01', '1900-01-01']) {
			expect(() => board(viewer('KZ-75'), day, []), day).toThrow('day must be');
		}
	});
});
