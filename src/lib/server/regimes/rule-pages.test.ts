import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import { aDecision, aMeasure } from '../../../../tests/support/rule-builders.ts';
import type { Principal } from '../../domain/permission.ts';
import { RuleBook } from '../../domain/rule-book.ts';
import { createRulePages } from './rule-pages.ts';

const NOW = new Date('2026-11-10T05:00:00Z');
const LIFTED_AT = new Date('2026-12-01T00:00:00Z');
const DIRECTORY = aDirectory([
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { cityId: 'almaty' }),
	aCenter(3, { cityId: 'semey', regionId: 'KZ-10' }),
]);
const EXEMPT = { id: 'c2', reason: 'repairs', from: null, until: null };

const book = new RuleBook();
book.take(
	[
		aDecision('almaty', {
			measures: [aMeasure({ exemptions: { classes: [], types: [], centers: [EXEMPT] } })],
			repealed: { at: LIFTED_AT, by: 'lifting' },
		}),
		aDecision('lifting', { measures: [], date: '2026-11-30' }),
	].map((decision, i) => ({ n: i + 1, decision, knownAt: new Date('2026-10-01T00:00:00Z') })),
);
const pages = createRulePages({
	rules: { book: () => book },
	directory: () => DIRECTORY,
	operations: { now: () => NOW },
});
const viewer = (...regions: string[]): Principal => ({
	kind: 'user',
	userId: 'u',
	role: 'viewer',
	regions,
});

describe('the rule of a center', () => {
	it('is that of now, with what follows it and the act that will end it', () => {
		const { stretch, next, decisions } = pages.ofCenter(viewer('KZ-75'), 'c1');
		expect([stretch.regime.admission, stretch.until]).toEqual(['booking_only', LIFTED_AT]);
		expect(next?.admission).toBe('open');
		expect(decisions.map(({ id }) => id)).toEqual(['almaty', 'lifting']);
	});
	it('of a center elsewhere does not exist', () => {
		expect(() => pages.ofCenter(viewer('KZ-10'), 'c1')).toThrow('No such center');
		expect(() => pages.ofCenter(viewer('KZ-75'), 'c9')).toThrow('No such center');
	});
});

describe('the notices of a decision', () => {
	it('are for its centers, covered and exempt', () => {
		const { signs } = pages.ofDecision(viewer('KZ-75'), 'almaty');
		expect(signs.map(({ subject, parts }) => [subject.id, parts[0], parts[1]?.kind])).toEqual([
			['c1', { kind: 'admission', admission: 'booking_only' }, 'period'],
			['c2', { kind: 'admission', admission: 'open' }, 'exempt'],
		]);
	});
	it('of one that ends another are for the same centers', () => {
		const { signs } = pages.ofDecision(viewer('KZ-75'), 'lifting');
		expect(signs.map(({ subject, at }) => [subject.id, at])).toEqual([
			['c1', LIFTED_AT],
			['c2', LIFTED_AT],
		]);
	});
	it('do not exist where no center of the reader is concerned, nor for what is no decision', () => {
		expect(() => pages.ofDecision(viewer('KZ-10'), 'almaty')).toThrow('No such notices');
		expect(() => pages.ofDecision(viewer('KZ-75'), 'nothing')).toThrow('No such notices');
		expect(pages.hasNotices(viewer('KZ-75'), 'almaty')).toBe(true);
		expect(pages.hasNotices(viewer('KZ-10'), 'almaty')).toBe(false);
	});
});
