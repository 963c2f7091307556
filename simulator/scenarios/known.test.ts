import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledCenters } from '../compare/bundled-centers.ts';
import { isIn } from '../model/terms.ts';
import { SCENARIOS, scenarioLines, scenarioNamed } from './known.ts';
import { playedOn } from './played-on.ts';
import { FAULTS } from './scenario.ts';
import { SOURCES } from './sources.ts';

const CENTERS = bundledCenters();
const IDS = new Set(CENTERS.map(({ id }) => id));
const SITES = readFileSync('data/kazakhstan.csv', 'utf8').match(/^contact,[^,]+/gm) ?? [];
const WALL_CLOCK = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

describe('the scenarios', () => {
	it('are the six that were asked for, each with its line', () => {
		expect(SCENARIOS.map(({ name }) => name)).toEqual([
			'ordinary-day',
			'almaty-2021-08-23',
			'uralsk-2020-03',
			'ten-cities-2021-01-21',
			'emergency-2022-01',
			'feed-failures',
		]);
		expect(scenarioLines().every((line) => line.length > 40)).toBe(true);
		expect(() => scenarioNamed('storm')).toThrow('there are: ordinary-day, almaty-2021-08-23');
	});

	it.each(SCENARIOS)('$name says what is known, from where, and what is invented', (scenario) => {
		expect(scenario.facts.length).toBeGreaterThan(0);
		expect(scenario.illustrative.length).toBeGreaterThan(0);
		for (const { text, sources } of scenario.facts) {
			expect(text).not.toBe('');
			for (const source of sources) expect(SOURCES).toHaveProperty(source);
		}
	});

	it.each(SCENARIOS)('$name speaks of places, times and shares that exist', (scenario) => {
		for (const { where, from, to, why } of scenario.centers) {
			expect(
				CENTERS.some((center) => isIn(where, center)),
				why,
			).toBe(true);
			for (const clock of [from, to]) if (clock) expect(clock).toMatch(WALL_CLOCK);
			if (from && to) expect(from < to).toBe(true);
		}
		for (const { topics, operators, seconded, why } of scenario.calls) {
			const sum = Object.values(topics ?? { all: 1 }).reduce((all, share) => all + share, 0);
			expect(sum, why).toBeCloseTo(1, 6);
			for (const site of Object.keys({ ...operators, ...seconded })) {
				expect(SITES).toContain(`contact,${site}`);
			}
		}
		for (const { centers, fault } of scenario.feeds) {
			expect(FAULTS).toContain(fault);
			for (const id of centers) expect(IDS).toContain(id);
		}
		if (scenario.startsAt !== null) {
			expect(Number.isNaN(Date.parse(scenario.startsAt))).toBe(false);
			expect(scenario.startsAt).toMatch(/[+-]\d{2}:\d{2}$/);
		}
	});

	it('name the ten cities, Tobyl among them, and not Karaganda', () => {
		const [change] = scenarioNamed('ten-cities-2021-01-21').centers;
		expect(change?.where.cities).toHaveLength(10);
		expect(change?.where.cities).toContain('tobyl');
		expect(change?.where.cities).not.toContain('karaganda');
		const exempt = CENTERS.filter((center) => !isIn(change!.where, center));
		expect(exempt.filter(({ class: locality }) => locality === 'rural').length).toBe(43);
	});
});

describe('the days on which a scenario is played', () => {
	const almaty = scenarioNamed('almaty-2021-08-23');
	it.each([
		['its own morning', almaty, '2021-08-23T08:30:00+06:00', 0],
		['the night before', almaty, '2021-08-22T23:00:00+06:00', 0],
		['its next days', almaty, '2021-08-26T12:00:00+06:00', 0],
		['another year: its first day is today', almaty, '2021-12-01T12:00:00+06:00', 100],
		['a scenario without dates', scenarioNamed('ordinary-day'), '2030-01-01T00:00:00Z', 0],
	])('%s', (_, scenario, now, days) => {
		expect(playedOn(scenario, Date.parse(now))).toBe(days);
	});
});
