import { describe, expect, it } from 'vitest';
import { PLAIN_WEEKS } from '../../src/lib/domain/calendar.ts';
import { safeCapacity } from '../../src/lib/domain/directory.ts';
import { centerDimensions, heldLevel, type Dimensions } from '../../src/lib/domain/load.ts';
import { expectedWait } from '../../src/lib/domain/waiting.ts';
import { bundledCenters } from '../compare/bundled-centers.ts';
import { ORDINARY_DAY } from '../scenarios/ordinary-day.ts';
import type { CenterState, Flows } from './center-day.ts';
import type { ModeledCenter } from './center.ts';
import { createNetwork } from './network.ts';

const MINUTE_MS = 60_000;
const SITES = ['kokshetau', 'demo-2', 'demo-3', 'demo-4', 'demo-5'].map((id) => ({
	id,
	answerTargetSeconds: 20,
}));
const CENTERS = bundledCenters();
/** Whole days of the whole network: far above what a slow machine needs. */
const SLOW = 60_000;

function aNetwork(centers: readonly ModeledCenter[] = CENTERS, seed = '1') {
	return createNetwork({
		scenario: ORDINARY_DAY,
		seed,
		calendar: PLAIN_WEEKS,
		centers,
		sites: SITES,
	});
}

/**
 * Levels of all centers as Kezek would show them, minute by minute from before opening to 11:00.
 */
function levelsAtEleven(date: string, seed: string): number[] {
	const places = aNetwork(CENTERS, seed).slice(0, CENTERS.length);
	const history = places.map(() => [] as Dimensions[]);
	const lately = places.map(() => [] as number[]);
	const opening = Date.parse(`${date}T09:00:00+05:00`);
	for (let minute = -10; minute <= 120; minute++) {
		const at = opening + minute * MINUTE_MS;
		places.forEach((place, i) => {
			place.advance(at);
			const figures = place.read() as unknown as CenterState & Flows;
			const arrivals = lately[i]!;
			arrivals.push(figures.arrivalsBooked);
			if (arrivals.length > 15) arrivals.shift();
			const bookedPerMinute = arrivals.reduce((sum, count) => sum + count, 0) / 15;
			const { walkIn } = expectedWait(figures, bookedPerMinute);
			const dimensions = centerDimensions({
				waitSeconds: walkIn,
				longestWaitSeconds: figures.longestWaitSeconds,
				serviceStopped: figures.queueLength > 0 && figures.windowsServing === 0,
				occupancy: figures.occupancy,
				capacity: safeCapacity(CENTERS[i]!.hallM2),
				queueOutside: figures.queueOutside,
			});
			history[i]!.push(dimensions);
		});
	}
	return history.map((minutes) =>
		heldLevel(minutes.at(-1) ?? {}, {
			peaks: () => minutes.slice(-15),
			recent: () => minutes.slice(-3),
		}),
	);
}

describe('an ordinary day of the network', () => {
	it('has 186 visits per open center and day, within 15 %', { timeout: SLOW }, () => {
		let visits = 0;
		const dates = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
		for (const date of dates) {
			for (const place of aNetwork().slice(0, CENTERS.length)) {
				place.advance(Date.parse(`${date}T03:00:00+05:00`));
				place.advance(Date.parse(`${date}T23:00:00+05:00`));
				const { arrivalsBooked, arrivalsWalkIn } = place.read() as unknown as Flows;
				visits += arrivalsBooked + arrivalsWalkIn;
			}
		}
		const perCenterDay = visits / CENTERS.length / dates.length;
		expect(perCenterDay).toBeGreaterThan(186 * 0.85);
		expect(perCenterDay).toBeLessThan(186 * 1.15);
	});

	it('shows mostly calm centers at 11:00, a handful critical', { timeout: SLOW }, () => {
		const counts = [0, 0, 0, 0, 0];
		const days = [
			['2026-11-16', '1'],
			['2026-11-18', '1'],
			['2026-11-20', '2'],
		] as const;
		for (const [date, seed] of days) {
			const levels = levelsAtEleven(date, seed);
			for (const level of levels) counts[level]!++;
			const critical = levels.filter((level) => level === 4).length;
			expect(critical).toBeGreaterThanOrEqual(1);
			expect(critical).toBeLessThanOrEqual(12);
			expect(levels[CENTERS.findIndex(({ id }) => id === 'almaty-almaly')]).toBeGreaterThanOrEqual(
				3,
			);
		}
		const share = counts.map((count) => count / CENTERS.length / days.length);
		expect(share[1]).toBeGreaterThan(0.75);
		expect(share[1]).toBeLessThan(0.88);
		expect(share[2]).toBeGreaterThan(0.08);
		expect(share[2]).toBeLessThan(0.18);
		expect(share[3]).toBeGreaterThan(0.01);
		expect(share[3]).toBeLessThan(0.07);
		expect(share[4]).toBeLessThan(0.03);
	});

	it('is the same for the same seed, in any order of the directory', { timeout: SLOW }, () => {
		const at = Date.parse('2026-11-18T11:00:00+05:00');
		const read = (centers: readonly ModeledCenter[], seed: string) =>
			Object.fromEntries(
				aNetwork(centers, seed).map((place) => {
					place.advance(at);
					return [place.id, place.read()];
				}),
			);
		const reversed = [...CENTERS].reverse();
		expect(read(reversed, '1')).toEqual(read(CENTERS, '1'));
		expect(read(CENTERS, '2')).not.toEqual(read(CENTERS, '1'));
	});
});
