import { describe, expect, it } from 'vitest';
import { createCallPool, type SiteFlows } from './call-pool.ts';

const MINUTE_MS = 60_000;
const DAY = Date.parse('2026-11-18T00:00:00+05:00');
const TARGETS = [20, 20, 20, 20, 20];

function playDay(seed: string) {
	const pool = createCallPool(TARGETS, seed);
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
		expect(total.offered).toBeGreaterThan(5400);
		expect(total.offered).toBeLessThan(6600);
		expect(total.inTarget / total.offered).toBeGreaterThan(0.75);
		expect(total.inTarget / total.offered).toBeLessThan(0.95);
		expect(total.abandoned / total.offered).toBeLessThan(0.05);
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
		const one = createCallPool(TARGETS, '1');
		const other = createCallPool(TARGETS, '1');
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
