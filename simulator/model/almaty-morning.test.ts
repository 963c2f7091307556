import { beforeAll, describe, expect, it } from 'vitest';
import { safeCapacity } from '../../src/lib/domain/directory.ts';
import { centerDimensions, levelOf } from '../../src/lib/domain/load.ts';
import { expectedWait } from '../../src/lib/domain/waiting.ts';
import { PLAIN_WEEKS } from '../../src/lib/domain/calendar.ts';
import { bundledCenters } from '../compare/bundled-centers.ts';
import { ALMATY_2021_08_23 } from '../scenarios/almaty-2021-08-23.ts';
import type { CenterState } from './center-day.ts';
import { createNetwork } from './network.ts';

const CENTERS = bundledCenters();
const [CROWDED, CRITICAL] = [3, 4];

interface Seen extends CenterState {
	id: string;
	cityId: string | null;
	level: number;
	insideShare: number;
}

/** The whole network at wall clocks of that morning in Almaty. */
function morning(clocks: readonly string[]): Map<string, Seen[]> {
	const places = createNetwork({
		scenario: ALMATY_2021_08_23,
		seed: '1',
		calendar: PLAIN_WEEKS,
		centers: CENTERS,
		sites: [],
	});
	return new Map(
		clocks.map((clock) => {
			const seen = places.map((place, i): Seen => {
				place.advance(Date.parse(`2021-08-23T${clock}:00+06:00`));
				const state = place.read() as unknown as CenterState;
				const { id, cityId, hallM2 } = CENTERS[i]!;
				const capacity = safeCapacity(hallM2);
				const dimensions = centerDimensions({
					...state,
					waitSeconds: expectedWait(state, 0).walkIn,
					serviceStopped: false,
					capacity,
				});
				const insideShare = state.occupancy / (capacity ?? Infinity);
				return { ...state, id, cityId, level: levelOf(dimensions), insideShare };
			});
			return [clock, seen];
		}),
	);
}

describe('23 August 2021 in Almaty', { timeout: 60_000 }, () => {
	let seen: Map<string, Seen[]>;
	beforeAll(() => {
		seen = morning(['08:45', '09:00', '09:30', '10:30']);
	}, 60_000);
	const inAlmaty = (clock: string) => seen.get(clock)!.filter(({ cityId }) => cityId === 'almaty');
	const exempt = (clock: string) => seen.get(clock)!.filter(({ cityId }) => cityId !== 'almaty');
	const named = (clock: string) =>
		seen.get(clock)!.filter(({ id }) => ['almaty-almaly', 'almaty-medeu'].includes(id));

	it.each(['08:45', '09:00'])('is calm at %s', (clock) => {
		for (const { id, level, queueOutside } of inAlmaty(clock)) {
			expect(level, id).toBe(1);
			expect(queueOutside, id).toBeLessThan(5);
		}
	});

	it.each(['09:30', '10:30'])('is critical at Almaly and Medeu at %s', (clock) => {
		for (const { id, level, insideShare } of named(clock)) {
			expect(level, id).toBe(CRITICAL);
			expect(insideShare, id).toBeGreaterThan(1);
		}
	});

	it('fills halls and streets of the city, the named centers most', () => {
		const people = inAlmaty('10:30').map(({ occupancy, queueOutside }) => occupancy + queueOutside);
		const sum = people.reduce((all, count) => all + count, 0);
		const before = inAlmaty('09:00').reduce((all, { occupancy }) => all + occupancy, 0);
		expect(sum).toBeGreaterThan(8 * before);
		const outside = named('10:30').reduce((all, { queueOutside }) => all + queueOutside, 0);
		expect(outside).toBeGreaterThan(40);
		const worse = inAlmaty('10:30').filter(({ level }) => level > 1).length;
		expect(worse).toBeGreaterThanOrEqual(6);
		expect(worse).toBeLessThan(18);
	});

	it('leaves the other places as on any Monday', () => {
		for (const clock of ['09:30', '10:30']) {
			const levels = exempt(clock).map(({ level }) => level);
			const share = (least: number) =>
				levels.filter((level) => level >= least).length / levels.length;
			expect(share(CROWDED)).toBeLessThan(0.02);
			expect(share(2)).toBeLessThan(0.12);
		}
	});
});
