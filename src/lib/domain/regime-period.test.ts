import { describe, expect, it } from 'vitest';
import { aDecision, aMeasure, aSubject } from '../../../tests/support/rule-builders.ts';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import { createLocalTime } from '../server/live/local-time.ts';
import type { Decision } from './regime.ts';
import { decisionFromJson, type Json } from './regime-json.ts';
import {
	boundariesOf,
	instantsOfLocal,
	periodByWallClock,
	UnclearWallClock,
} from './regime-period.ts';
import { resolve } from './regime-resolve.ts';
import { endOf, stateOf } from './regime-state.ts';

const localTime = createLocalTime();
const instants = (zone: string, local: string) =>
	instantsOfLocal(localTime, zone, local).map((at) => at.toISOString());

describe('wall clocks', () => {
	it.each(vectors.time_zones)('vector time_zones: $local in $zone', ({ zone, local, utc }) => {
		expect(instants(zone, local)).toEqual([new Date(utc).toISOString()]);
	});
	it('the night to 1 March 2024 has 23:30 twice in Almaty, midnight once', () => {
		expect(instants('Asia/Almaty', '2024-02-29T23:30')).toEqual([
			'2024-02-29T17:30:00.000Z',
			'2024-02-29T18:30:00.000Z',
		]);
		expect(instants('Asia/Almaty', '2024-03-01T00:00')).toEqual(['2024-02-29T19:00:00.000Z']);
	});
	it('a skipped hour is no instant', () => {
		expect(instants('Europe/Berlin', '2024-03-31T02:30')).toEqual([]);
	});
	it('a start in an unclear hour is refused, with its zone', () => {
		const period = (timezone: string) => () =>
			periodByWallClock(localTime, {
				from: '2024-02-29T23:30',
				until: null,
				timezone,
				timezones: ['Asia/Oral', 'Asia/Almaty'],
			});
		expect(period('Asia/Oral')).toThrow(UnclearWallClock);
		expect(period('Asia/Oral')).toThrow(/Asia\/Almaty/);
	});
});

describe('one wall clock in two zones', () => {
	const nation = (from: string, until: string | null) =>
		aDecision('nation', {
			level: 'nation',
			measures: [
				aMeasure({
					scope: {
						entries: [{ kind: 'nation', isConfirmed: true }],
						classes: null,
						types: null,
					},
					period: periodByWallClock(localTime, {
						from,
						until,
						timezone: 'Asia/Almaty',
						timezones: ['Asia/Oral', 'Asia/Qostanay'],
					}),
				}),
			],
		});
	const admissionAt = (timezone: string, at: string, decision: ReturnType<typeof nation>) =>
		resolve(aSubject({ timezone }), new Date(at), [decision]).admission;

	it('begins in each at its own midnight while the offsets differ', () => {
		const rule = nation('2024-02-28T00:00', null);
		expect(Object.keys(rule.measures[0]!.period.inZones)).toEqual(['Asia/Oral']);
		expect(admissionAt('Asia/Almaty', '2024-02-27T18:00:00Z', rule)).toBe('booking_only');
		expect(admissionAt('Asia/Oral', '2024-02-27T18:59:59.999Z', rule)).toBe('open');
		expect(admissionAt('Asia/Oral', '2024-02-27T19:00:00Z', rule)).toBe('booking_only');
	});
	it('holds through the night to 1 March 2024 without a gap, and ends in both at once', () => {
		const rule = nation('2024-02-28T00:00', '2024-03-02T00:00');
		for (let minute = 0; minute < 24 * 60; minute += 1) {
			const at = new Date(Date.UTC(2024, 1, 29, 6) + minute * 60_000).toISOString();
			expect(admissionAt('Asia/Almaty', at, rule)).toBe('booking_only');
		}
		expect(admissionAt('Asia/Almaty', '2024-03-01T19:00:00Z', rule)).toBe('open');
		expect(admissionAt('Asia/Oral', '2024-03-01T19:00:00Z', rule)).toBe('open');
	});
	it('begins everywhere at once from 1 March 2024 on', () => {
		expect(nation('2024-03-01T00:00', null).measures[0]!.period).toEqual({
			from: new Date('2024-02-29T19:00:00Z'),
			until: null,
			timezone: 'Asia/Almaty',
			inZones: {},
		});
	});
	it('has its boundaries in both zones, in order', () => {
		expect(boundariesOf(nation('2024-02-28T00:00', '2024-03-02T00:00'))).toEqual([
			new Date('2024-02-27T18:00:00Z'),
			new Date('2024-02-27T19:00:00Z'),
			new Date('2024-03-01T19:00:00Z'),
		]);
	});
	it('comes back from JSON as it was', () => {
		const rule = nation('2024-02-28T00:00', '2024-03-02T00:00');
		rule.repealed = { at: new Date('2024-03-01T00:00:00Z'), by: 'later' };
		const json = JSON.parse(JSON.stringify(rule)) as Json<Decision>;
		expect(decisionFromJson(json)).toStrictEqual(rule);
	});
});

describe('state', () => {
	const [from, until] = [new Date('2026-11-01T00:00:00Z'), new Date('2026-11-05T00:00:00Z')];
	const period = { from, until, timezone: 'UTC', inZones: {} };
	const decision = aDecision('a', { measures: [aMeasure({ period })] });
	const [early, mid] = [new Date('2026-10-30T00:00:00Z'), new Date('2026-11-03T00:00:00Z')];

	it.each([
		['before its start', stateOf(decision, early), 'scheduled'],
		['at its start', stateOf(decision, from), 'in_force'],
		['at its end', stateOf(decision, until), 'ended'],
		['open', stateOf(aDecision('b'), until), 'in_force'],
		['repealed', stateOf({ ...decision, repealed: { at: mid, by: 'b' } }, mid), 'repealed'],
		['to be repealed', stateOf({ ...decision, repealed: { at: mid, by: 'b' } }, from), 'in_force'],
		['canceled', stateOf({ ...decision, canceledAt: early }, early), 'canceled'],
		['without measures', stateOf({ ...decision, measures: [] }, early), 'ended'],
	])('%s', (_, state, expected) => expect(state).toBe(expected));

	it('ends with its repeal, or never', () => {
		expect(endOf(decision)).toEqual(until);
		expect(endOf({ ...decision, repealed: { at: mid, by: 'b' } })).toEqual(mid);
		expect(endOf(aDecision('b'))).toBeNull();
	});
	it('what is canceled before its start has no boundary', () => {
		expect(boundariesOf({ ...decision, canceledAt: early })).toEqual([]);
	});
	it('the end of a single exemption is a boundary', () => {
		const centers = [{ id: 'almaty-1', reason: 'moving', from: early, until: mid }];
		const exempting = aMeasure({ period, exemptions: { classes: [], types: [], centers } });
		expect(boundariesOf(aDecision('a', { measures: [exempting] }))).toEqual([from, mid, until]);
	});
});
