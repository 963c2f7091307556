import { describe, expect, it } from 'vitest';
import { aPlaceOf, minutesLater, T0 } from '../../../tests/support/incident-builders.ts';
import { aDecision, aMeasure, aSubject } from '../../../tests/support/rule-builders.ts';
import { PLAIN_WEEKS, type Calendar } from './calendar.ts';
import type { CauseContext, CenterEvidence } from './cause-context.ts';
import { createCauses } from './causes.ts';
import type { IncidentKind } from './finding.ts';
import type { Decision, RegimeSubject } from './regime.ts';

const CITIES = ['almaty', 'semey', 'taraz', 'oral'];
const CENTERS: RegimeSubject[] = CITIES.flatMap((cityId) =>
	[1, 2, 3].map((n) => {
		const regionId = cityId === 'almaty' ? 'KZ-75' : 'KZ-10';
		return aSubject({ id: `${cityId}-${n}`, cityId, regionId });
	}),
);
const AS_USUAL: CenterEvidence = {
	isMoved: false,
	arrivalsShare: 1,
	arrivalsZ: 0,
	walkInShare: 0.4,
	usualWalkInShare: 0.4,
	windowsShare: 1,
	staffedShare: 1,
	isFeedBad: false,
};

/** Booking only in Almaty until so many hours before `T0`. */
function liftedAgo(hours: number): Decision {
	const until = new Date(Date.parse(T0) - hours * 3_600_000);
	const from = new Date('2026-10-01T00:00:00Z');
	return aDecision('booking', {
		measures: [aMeasure({ period: { from, until, timezone: 'UTC', inZones: {} } })],
	});
}

/** Causes at some centers, where some show something. */
function causes(
	ids: readonly string[],
	shows: (id: string) => Partial<CenterEvidence>,
	some: Partial<CauseContext> = {},
	kind: IncidentKind = 'crowding',
) {
	const context: CauseContext = {
		nowMs: Date.parse(minutesLater(5)),
		dateOf: () => '2026-11-23',
		centers: CENTERS,
		decisions: [],
		calendar: PLAIN_WEEKS,
		evidenceOf: (id) => ({ ...AS_USUAL, ...shows(id) }),
		callsShare: 1,
		isContactTroubled: false,
		reach: new Map(),
		...some,
	};
	const subjects = ids.map((id) => aPlaceOf(id, { cityId: id.split('-')[0] ?? null }));
	return createCauses(context)(kind, subjects, T0);
}

const first = (...given: Parameters<typeof causes>) => causes(...given)[0]?.key;
const isIn = (city: string) => (id: string) => id.startsWith(city);
const crowd = { isMoved: true, walkInShare: 0.9 };
const many = { isMoved: true, arrivalsShare: 1.8, arrivalsZ: 4 };

describe('causes', () => {
	it('a rule that was lifted this morning where only its centers moved, by people without booking', () => {
		const found = causes(['almaty-1', 'almaty-2'], (id) => (isIn('almaty')(id) ? crowd : {}), {
			decisions: [liftedAgo(4)],
		});
		expect(found[0]).toMatchObject({
			key: 'rule_ended:booking',
			kind: 'rule_ended',
			decisionId: 'booking',
			strength: 'strong',
			verdict: null,
		});
		expect(
			found[0]?.reasons.map(({ code, isAgainst }) => (isAgainst ? `not ${code}` : code)),
		).toEqual(['booking_lifted', 'time_since', 'changed_moved', 'mostly_walk_ins']);
	});

	it('score a rule lower the longer ago it changed, where others moved too, or where people had booked', () => {
		const score = (hours: number, shows: (id: string) => Partial<CenterEvidence>) =>
			causes(['almaty-1'], shows, { decisions: [liftedAgo(hours)] }).find(
				({ kind }) => kind === 'rule_ended',
			)?.score ?? 0;
		const onlyThere = (id: string) => (isIn('almaty')(id) ? crowd : {});
		const best = score(4, onlyThere);
		expect(score(100, onlyThere)).toBeLessThan(best);
		expect(score(4, () => crowd)).toBeLessThan(best);
		expect(
			score(4, (id) => (isIn('almaty')(id) ? { ...crowd, walkInShare: 0.1 } : {})),
		).toBeLessThan(best);
		expect(score(15 * 24, onlyThere)).toBe(0);
	});

	it('no rule of another city, and none that changes only later', () => {
		const kinds = (found: ReturnType<typeof causes>) => found.map(({ kind }) => kind);
		const shows = (id: string) => (isIn('semey')(id) ? crowd : {});
		expect(kinds(causes(['semey-1'], shows, { decisions: [liftedAgo(4)] }))).not.toContain(
			'rule_ended',
		);
		const later = causes(['almaty-1'], () => crowd, { decisions: [liftedAgo(-2)] });
		expect(kinds(later)).not.toContain('rule_ended');
	});

	it('people who cannot be served where booking became a duty', () => {
		const from = new Date(Date.parse(T0) - 4 * 3_600_000);
		const begun = aDecision('duty', {
			measures: [aMeasure({ period: { from, until: null, timezone: 'UTC', inZones: {} } })],
		});
		const shows = (id: string) => (isIn('almaty')(id) ? crowd : {});
		const given = { decisions: [begun] };
		expect(first(['almaty-1'], shows, given, 'access')).toBe('rule_started:duty');
	});

	it('a rumor: a city rises at once, and people call about it; not where all cities rise', () => {
		const shows = (id: string) => (isIn('semey')(id) ? many : {});
		expect(
			first(['semey-1', 'semey-2'], shows, {
				callsShare: 1.5,
				centers: [...CENTERS, ...crowdless()],
			}),
		).toBe('rumor:semey');
		expect(first(['semey-1'], () => many, { callsShare: 1.5 })).not.toBe('rumor:semey');
	});

	it('a day off just before', () => {
		const calendar: Calendar = (_, date) =>
			date === '2026-11-22'
				? { date, kind: 'holiday', name: { kk: 'x', ru: 'x', en: 'x' }, source: 'x' }
				: null;
		expect(first(['semey-1'], () => many, { calendar })).toBe('holiday:2026-11-22');
	});

	it('few windows at one center, and an influx at one', () => {
		const few = (id: string) => (id === 'semey-1' ? { isMoved: true, windowsShare: 0.4 } : {});
		expect(first(['semey-1'], few)).toBe('staffing:semey-1');
		const closed = (id: string) => (id === 'semey-1' ? { isMoved: true, staffedShare: 0.5 } : {});
		expect(causes(['semey-1'], closed)[0]).toMatchObject({
			key: 'staffing:semey-1',
			strength: 'strong',
		});
		const influx = (id: string) => (id === 'semey-1' ? many : {});
		expect(first(['semey-1'], influx)).toBe('influx:semey-1');
	});

	it('an outage: windows fall everywhere at once, and 1414 as well', () => {
		const slow = () => ({ isMoved: true, windowsShare: 0.2 });
		const given = { isContactTroubled: true };
		expect(first(['semey-1'], slow, given)).toBe('upstream_outage');
		expect(first([], slow, given, 'contact')).toBe('upstream_outage');
	});

	it('a feed of its own, or one line for all of them', () => {
		const one = (id: string) => (id === 'semey-1' ? { isFeedBad: true } : {});
		expect(first(['semey-1'], one, {}, 'feed')).toBe('feed_error:semey-1');
		expect(first(['semey-1'], () => ({ isFeedBad: true }), {}, 'feed')).toBe('upstream_outage');
	});

	it('nothing strong where nothing is known', () => {
		const found = causes(['semey-1'], () => ({}), { evidenceOf: () => null, callsShare: null });
		expect(found.every(({ strength }) => strength === 'unlikely')).toBe(true);
	});
});

/** Centers of further cities, where all is as usual: a city's rise is not everybody's. */
function crowdless(): RegimeSubject[] {
	return Array.from({ length: 12 }, (_, i) =>
		aSubject({ id: `calm-${i}`, cityId: `calm-${i}`, regionId: 'KZ-11' }),
	);
}
