import { describe, expect, it } from 'vitest';
import { PLAIN_WEEKS } from '../../src/lib/domain/calendar.ts';
import { bundledCenters } from '../compare/bundled-centers.ts';
import { ORDINARY_DAY } from '../scenarios/ordinary-day.ts';
import { modeledRollups, type ModeledHistory } from './modeled-rollups.ts';

const at = (text: string) => Date.parse(`${text}:00+05:00`);
const HISTORY: ModeledHistory = {
	scenario: ORDINARY_DAY,
	seed: '1',
	calendar: PLAIN_WEEKS,
	centers: bundledCenters().filter(({ cityId }) => cityId === 'semey'),
	sites: [{ id: 'kokshetau', answerTargetSeconds: 20 }],
	stretches: [
		{ from: at('2026-11-11T00:00'), to: at('2026-11-12T00:00') },
		{ from: at('2026-11-18T00:00'), to: at('2026-11-19T00:00') },
	],
};

describe('modeled roll-ups', () => {
	const rows = [...modeledRollups(HISTORY)];
	const centers = rows.filter((row) => row.kind === 'center');

	it('are quarter hours of each place in order, without the night', () => {
		for (const { rollup } of rows) expect(rollup.at.getTime() % (15 * 60_000)).toBe(0);
		const first = centers.filter(({ id }) => id === HISTORY.centers[0]?.id);
		const times = first.map(({ rollup }) => rollup.at.getTime());
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(first.length).toBeGreaterThan(2 * 36);
		expect(first.length).toBeLessThan(2 * 50);
	});

	it('hold means, extremes, waits and flows as measured ones do', () => {
		for (const { rollup } of centers) {
			const { queueLength, waits, readings } = rollup;
			expect(queueLength.n).toBe(readings);
			expect(queueLength.sum! / queueLength.n).toBeLessThanOrEqual(queueLength.max!);
			expect(waits.reduce((sum, count) => sum + count, 0)).toBe(readings);
		}
		const visits = centers.reduce(
			(sum, { rollup }) =>
				sum + (rollup.flows.arrivalsBooked ?? 0) + (rollup.flows.arrivalsWalkIn ?? 0),
			0,
		);
		const perCenterDay = visits / HISTORY.centers.length / 2;
		expect(perCenterDay).toBeGreaterThan(60);
		expect(perCenterDay).toBeLessThan(600);
		const calls = rows.filter((row) => row.kind === 'contact');
		expect(calls.reduce((sum, { rollup }) => sum + (rollup.flows.offered ?? 0), 0)).toBeGreaterThan(
			1000,
		);
	});

	it('are the same for the same arguments', () => {
		expect([...modeledRollups(HISTORY)]).toEqual(rows);
	});
});
