import { describe, expect, it } from 'vitest';
import vectors from '../../tests/support/test-vectors.json' with { type: 'json' };
import { EMERGENCY_2022_01 } from '../scenarios/emergency-2022-01.ts';
import { ORDINARY_DAY } from '../scenarios/ordinary-day.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { callDayAt, type Call } from './call-day.ts';
import { createCallPool, type SiteFlows } from './call-pool.ts';
import { localDayAt } from './local-time.ts';
import { createRandom } from './random.ts';
import { callTermsAt } from './terms.ts';

const MINUTE_MS = 60_000;
const DAY = Date.parse('2026-11-18T00:00:00+05:00');
const SITES = ['kokshetau', 'demo-2', 'demo-3', 'demo-4', 'demo-5'];
const TARGETS = [20, 20, 20, 20, 20];

function aPool(seed: string, scenario: Scenario = ORDINARY_DAY) {
	const termsAt = (date: string, minute: number) => callTermsAt(scenario, date, minute, 0);
	return createCallPool(TARGETS, (at) => callDayAt(at, { sites: SITES, seed, termsAt }));
}

function playDay(seed: string) {
	const pool = aPool(seed);
	const total = { offered: 0, answered: 0, inTarget: 0, abandoned: 0, topics: 0, handle: 0 };
	const perSite = TARGETS.map(() => 0);
	const minutes: number[][] = [];
	for (let minute = 0; minute < 24 * 60; minute++) {
		pool.advance(DAY + minute * MINUTE_MS);
		const row: number[] = [];
		TARGETS.forEach((_, site) => {
			const flows = pool.takeFlows(site);
			const state = pool.state(site);
			total.offered += flows.offered;
			total.answered += flows.answered;
			total.inTarget += flows.answeredInTarget;
			total.abandoned += flows.abandoned;
			total.handle += flows.handleSeconds;
			total.topics += sum(flows.topics);
			perSite[site]! += flows.offered;
			row.push(state.callsWaiting, state.operatorsOnShift, state.operatorsBusy, flows.offered);
			expect(state.operatorsBusy).toBeLessThanOrEqual(state.operatorsOnShift);
			expect(flows.answeredInTarget).toBeLessThanOrEqual(flows.answered);
			expect(flows.answerWaitMaxSeconds).toBeLessThanOrEqual(flows.answerWaitSeconds);
		});
		expect(total.offered).toBe(total.answered + total.abandoned + pool.waiting());
		minutes.push(row);
	}
	return { total, perSite, minutes, pool };
}

function sum(topics: SiteFlows['topics']): number {
	return Object.values(topics).reduce((all, count) => all + count, 0);
}

describe('contact center', () => {
	const { total, perSite, minutes, pool } = playDay('1');

	it('loses no call, and counts every answered call under a topic', () => {
		expect(pool.waiting()).toBe(0);
		expect(total.offered).toBe(total.answered + total.abandoned);
		expect(total.topics).toBe(total.answered);
	});

	it('is near an ordinary day: 6,000 calls, most answered in time, few lost, 4 minutes each', () => {
		expect(total.offered).toBeGreaterThan(4800);
		expect(total.offered).toBeLessThan(7200);
		expect(total.inTarget / total.offered).toBeGreaterThan(0.7);
		expect(total.inTarget / total.offered).toBeLessThan(0.99);
		expect(total.abandoned / total.offered).toBeLessThan(0.07);
		expect(total.abandoned).toBeGreaterThan(0);
		expect(Math.abs(total.handle / total.answered - 240)).toBeLessThan(12);
	});

	it('gives every site its share', () => {
		for (const offered of perSite) expect(offered / total.offered).toBeGreaterThan(0.12);
	});

	it('is empty at night', () => {
		expect(minutes[3 * 60]!.every((value) => value === 0)).toBe(true);
	});

	it('is the same for the same seed and another for another', () => {
		expect(playDay('1').minutes).toEqual(minutes);
		expect(playDay('2').minutes).not.toEqual(minutes);
	});

	it('plays the same day whatever the steps', () => {
		const one = aPool('1');
		const other = aPool('1');
		for (let at = DAY; at <= DAY + 11 * 60 * MINUTE_MS; at += 3700) one.advance(at);
		one.advance(DAY + 11 * 60 * MINUTE_MS);
		other.advance(DAY);
		other.advance(DAY + 11 * 60 * MINUTE_MS);
		TARGETS.forEach((_, site) => {
			expect(one.state(site)).toEqual(other.state(site));
			expect(one.takeFlows(site)).toEqual(other.takeFlows(site));
		});
	});
});

/** A day of calls at one rate, exponential talks and patience: what Erlang A describes. */
function steadyPool(given: (typeof vectors.erlang_a)[number]['in'], hours: number) {
	const day = { ...localDayAt('UTC', 0), endsAt: hours * 3600_000 + 1 };
	const random = createRandom('erlang a');
	const calls: Call[] = [];
	let at = 0;
	while (at < hours * 3600_000) {
		at += Math.round((random.exponential(3600) * 1000) / given.calls_per_h);
		const hangsUpAt = at + Math.round(random.exponential(given.mean_patience_s) * 1000);
		const handleMs = Math.round(random.exponential(given.aht_s) * 1000);
		calls.push({ at, site: 0, hangsUpAt, handleMs, topic: 'state_services' });
	}
	const operators = { onShift: given.agents, seconded: 0 };
	const pool = createCallPool([given.target_s], () => ({
		day,
		calls,
		operatorsAt: () => operators,
	}));
	pool.advance(hours * 3600_000);
	return pool.takeFlows(0);
}

describe('the pool against Erlang A', () => {
	it.each(vectors.erlang_a)('$in.calls_per_h calls an hour on $in.agents', ({ in: given, out }) => {
		const { offered, abandoned, answeredInTarget } = steadyPool(given, 120);
		const lost = abandoned / offered;
		expect(Math.abs(lost - out.P_abandon)).toBeLessThan(0.05 * out.P_abandon + 0.006);
		const inTarget = answeredInTarget / offered;
		expect(Math.abs(inTarget - out.answered_within_T_of_all)).toBeLessThan(0.04);
	});
});

describe('1414 in the emergency', () => {
	function between(pool: ReturnType<typeof aPool>, from: string, to: string) {
		pool.advance(Date.parse(from));
		TARGETS.forEach((_, site) => pool.takeFlows(site));
		pool.advance(Date.parse(to));
		const flows = TARGETS.map((_, site) => pool.takeFlows(site));
		const of = (key: 'offered' | 'abandoned') => flows.reduce((all, one) => all + one[key], 0);
		const topics = flows.reduce<Record<string, number>>((all, one) => {
			for (const [topic, count] of Object.entries(one.topics)) {
				all[topic] = (all[topic] ?? 0) + count;
			}
			return all;
		}, {});
		const seconded = pool.state(0).operatorsSeconded;
		return { lostShare: of('abandoned') / of('offered'), offered: of('offered'), topics, seconded };
	}

	it('loses calls until clerks are lent, and speaks of other things day by day', () => {
		const pool = aPool('1', EMERGENCY_2022_01);
		const alone = between(pool, '2022-01-10T10:00:00+06:00', '2022-01-10T10:59:00+06:00');
		const helped = between(pool, '2022-01-10T11:30:00+06:00', '2022-01-10T12:30:00+06:00');
		expect(alone.lostShare).toBeGreaterThan(0.15);
		expect(alone.seconded).toBe(0);
		expect(helped.lostShare).toBeLessThan(0.06);
		expect(helped.seconded).toBe(21);
		expect(helped.topics.missing_person).toBeGreaterThan(helped.topics.state_services!);

		const food = between(pool, '2022-01-13T10:00:00+06:00', '2022-01-13T12:00:00+06:00');
		expect(food.topics.food! + food.topics.cash!).toBeGreaterThan(food.topics.missing_person!);
		const weekend = between(pool, '2022-01-15T10:00:00+06:00', '2022-01-15T12:00:00+06:00');
		expect(Object.keys(weekend.topics)).toEqual(['missing_person']);
		const after = between(pool, '2022-01-17T10:00:00+06:00', '2022-01-17T12:00:00+06:00');
		expect(after.topics).not.toHaveProperty('missing_person');
		expect(after.offered).toBeLessThan(food.offered / 2);
	});
});
