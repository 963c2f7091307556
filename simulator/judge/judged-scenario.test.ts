import { beforeAll, describe, expect, it } from 'vitest';
import type { Center } from '../../src/lib/domain/directory.ts';
import { scenarioNamed } from '../scenarios/known.ts';
import type { JudgedDay } from './judged-day.ts';
import { bundledWorld } from './judge.ts';
import { judgeScenario } from './judged-scenario.ts';

const MINUTE_MS = 60_000;

/** Plays a morning at some centers, without a baseline. */
function morning(name: string, date: string, isPlayed: (center: Center) => boolean): JudgedDay {
	const bare = bundledWorld();
	const directory = { ...bare.directory, centers: bare.directory.centers.filter(isPlayed) };
	return judgeScenario({ ...bare, directory, history: [] }, scenarioNamed(name), date, 10.5 * 60);
}

describe('the morning of 23 August 2021, offline', { timeout: 60_000 }, () => {
	let day: JudgedDay;
	beforeAll(() => {
		day = morning(
			'almaty-2021-08-23',
			'2021-08-23',
			({ cityId, regionId }) => cityId === 'almaty' || regionId === 'KZ-19',
		);
	}, 60_000);
	const city = () => day.incidents.find(({ last }) => last.place.id === 'almaty');

	it('opens one incident of the city within ten minutes of the first hall passing its cap', () => {
		const overCap = Math.min(...day.overCapSince.values());
		const openedMs = Date.parse(city()?.opened.openedAt ?? '');
		expect(openedMs - overCap).toBeGreaterThanOrEqual(0);
		expect(openedMs - overCap).toBeLessThanOrEqual(10 * MINUTE_MS);
		expect(city()?.last).toMatchObject({ kind: 'crowding', place: { kind: 'city' } });
	});

	it('names the lifting first, from the beginning', () => {
		expect(city()?.opened.causes[0]).toMatchObject({
			decisionId: 'almaty-2021-08-23',
			strength: 'strong',
		});
		expect(city()?.last.causes[0]?.decisionId).toBe('almaty-2021-08-23');
	});

	it('has Almaly and Medeu among its members, and no exempt center', () => {
		const members = city()?.last.members ?? [];
		expect(members.map(({ id }) => id)).toEqual(
			expect.arrayContaining(['almaty-almaly', 'almaty-medeu']),
		);
		expect(members.every(({ cityId }) => cityId === 'almaty')).toBe(true);
	});
});

describe('Uralsk in March 2020, offline', { timeout: 60_000 }, () => {
	it('does not blame a rule for what a rumor did', () => {
		const day = morning('uralsk-2020-03', '2020-03-16', ({ cityId }) =>
			['oral', 'kostanay'].includes(cityId ?? ''),
		);
		expect(day.incidents.length).toBeGreaterThan(0);
		for (const { opened, last } of day.incidents) {
			for (const { kind } of [...opened.causes, ...last.causes]) expect(kind).not.toMatch(/^rule/);
		}
	});
});
