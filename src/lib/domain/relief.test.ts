import { describe, expect, it } from 'vitest';
import { distanceKm, nearestRelief, type ReliefCandidate } from './relief.ts';

const from = { id: 'full', lat: 43.25, lon: 76.9, type: 'ordinary' } as const;
/** One kilometer north, in degrees. */
const KM = 1 / 111.195;

function aCandidate(
	id: string,
	km: number,
	some: Partial<ReliefCandidate> & { type?: 'ordinary' | 'specialized' | 'duty' } = {},
): ReliefCandidate {
	const { type = 'ordinary', ...rest } = some;
	const center = { id, lat: from.lat + km * KM, lon: from.lon, type };
	return { center, level: 1, isOpen: true, waitSeconds: 600, ...rest };
}
const ids = (candidates: ReliefCandidate[]) => nearestRelief(from, candidates).map(({ id }) => id);

describe('distance', () => {
	it('from Almaty to Astana is some 970 km', () => {
		const km = distanceKm({ lat: 43.2567, lon: 76.9286 }, { lat: 51.1801, lon: 71.446 });
		expect(km).toBeGreaterThan(960);
		expect(km).toBeLessThan(980);
	});
	it('to oneself is none', () => expect(distanceKm(from, from)).toBe(0));
});

describe('nearest relief', () => {
	it('puts the shortest way and wait together first', () => {
		expect(
			ids([
				aCandidate('near but slow', 1, { waitSeconds: 3000 }),
				aCandidate('far and quick', 4, { waitSeconds: 120 }),
				aCandidate('between', 2, { waitSeconds: 900 }),
			]),
		).toEqual(['far and quick', 'between', 'near but slow']);
	});

	it.each<[string, ReliefCandidate]>([
		['itself', aCandidate('full', 0)],
		['closed ones', aCandidate('x', 1, { isOpen: false })],
		['those without a known wait', aCandidate('x', 1, { waitSeconds: null })],
		['silent ones', aCandidate('x', 1, { level: 0 })],
		['crowded ones', aCandidate('x', 1, { level: 3 })],
		['critical ones', aCandidate('x', 1, { level: 4 })],
		['those of another service', aCandidate('x', 1, { type: 'specialized' })],
		['those out of reach', aCandidate('x', 61)],
	])('leaves out %s', (_, candidate) => {
		expect(ids([candidate])).toEqual([]);
	});

	it('takes busy and duty centers', () => {
		expect(
			ids([aCandidate('busy', 1, { level: 2 }), aCandidate('duty', 2, { type: 'duty' })]),
		).toEqual(['busy', 'duty']);
	});

	it('offers specialized centers to a specialized one', () => {
		const candidates = [aCandidate('s', 5, { type: 'specialized' }), aCandidate('o', 1)];
		expect(nearestRelief({ ...from, type: 'specialized' }, candidates)).toHaveLength(1);
	});

	it('offers three at most', () => {
		expect(ids([1, 2, 3, 4, 5].map((km) => aCandidate(`c${km}`, km)))).toEqual(['c1', 'c2', 'c3']);
	});
});
