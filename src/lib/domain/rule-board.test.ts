import { describe, expect, it } from 'vitest';
import { aDecision, aMeasure, aSubject, named } from '../../../tests/support/rule-builders.ts';
import { placeBoard } from './rule-board.ts';
import type { Decision } from './regime.ts';

const NOW = new Date('2026-11-10T00:00:00Z');
const DAYS = { from: new Date('2026-10-27T00:00:00Z'), until: new Date('2026-12-08T00:00:00Z') };
const FIRST = new Date('2026-11-01T00:00:00Z');
const END = new Date('2026-11-20T00:00:00Z');
const CENTERS = [aSubject(), aSubject({ id: 'almaty-2' }), aSubject({ id: 'almaty-3' })];
const period = (from: Date, until: Date | null) => ({ from, until, timezone: 'UTC', inZones: {} });

const board = (decisions: Decision[], drafts: Decision[] = []) =>
	placeBoard({ subjects: CENTERS, decisions, drafts, now: NOW, days: DAYS });

describe('the board of a place', () => {
	it('without rules is open and has nothing ahead', () => {
		expect(board([])).toEqual({
			centers: 3,
			now: { booking: 0, exempt: 0, limits: [], decisionIds: [] },
			coming: null,
			bars: [],
			unconfirmed: [],
		});
	});

	it('counts who is booking-only and who is spared, and tells what comes', () => {
		const exempt = { id: 'almaty-3', reason: 'repairs', from: null, until: null };
		const decision = aDecision('almaty', {
			measures: [
				aMeasure({
					period: period(FIRST, END),
					exemptions: { classes: [], types: [], centers: [exempt] },
					content: { admission: 'booking_only', bookingUntil: '17:30' },
				}),
			],
		});
		const { now, coming, bars } = board([decision]);
		expect(now).toEqual({
			booking: 2,
			exempt: 1,
			limits: ['bookingUntil'],
			decisionIds: ['almaty'],
		});
		expect(coming).toMatchObject({ at: END, rule: { booking: 0 } });
		expect(bars).toEqual(
			['admission', 'bookingUntil'].map((aspect) => ({
				aspect,
				kind: 'rule',
				from: FIRST,
				until: END,
				goesOn: false,
				centers: 2,
				decisionIds: ['almaty'],
			})),
		);
	});

	it('begins a new bar where another act takes over, and cuts it at the days shown', () => {
		const later = aDecision('later', {
			date: '2026-11-15',
			measures: [aMeasure({ period: period(END, null) })],
		});
		const { bars, coming } = board([aDecision('first'), later]);
		expect(
			bars.map(({ from, until, goesOn, decisionIds }) => [from, until, goesOn, ...decisionIds]),
		).toEqual([
			[FIRST, END, false, 'first'],
			[END, DAYS.until, true, 'later'],
		]);
		expect(coming).toMatchObject({ at: END, rule: { decisionIds: ['later'] } });
	});

	it('shows a report and a draft apart, and applies neither', () => {
		const reported = aDecision('reported', {
			measures: [
				aMeasure({
					scope: {
						entries: [{ ...named('city', 'almaty'), isConfirmed: false }],
						classes: null,
						types: null,
					},
				}),
			],
		});
		const draft = aDecision('draft', { measures: [aMeasure({ period: period(END, null) })] });
		const { now, bars, unconfirmed, coming } = board([reported], [draft]);
		expect([now.booking, coming, unconfirmed]).toEqual([0, null, ['reported']]);
		expect(bars.map(({ kind, from, decisionIds }) => [kind, from, ...decisionIds])).toEqual([
			['waiting', END, 'draft'],
			['unconfirmed', FIRST, 'reported'],
		]);
	});

	it('does not call it a change that nobody has to be spared any more', () => {
		const spared = aMeasure({
			period: period(FIRST, END),
			exemptions: { classes: ['city'], types: [], centers: [] },
			scope: { entries: [named('region', 'KZ-75')], classes: null, types: null },
		});
		const { now, coming } = board([aDecision('spares', { measures: [spared] })]);
		expect([now.booking, now.exempt, coming]).toEqual([0, 3, null]);
	});
});
