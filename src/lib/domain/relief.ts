import type { Center } from './directory.ts';

/** Presets of the search for relief [I]. */
const RELIEF = {
	/** Further than this nobody sends a visitor, km. */
	withinKm: 60,
	/** Way through a town and its surroundings with waiting for a bus, km an hour. */
	speedKmh: 20,
	/** So many are offered. */
	most: 3,
} as const;

/** Mean radius of the Earth, km. */
const EARTH_KM = 6371;
/** The codes of a level that may take visitors: calm and busy (domain/row.ts). */
const CALM = 1;
const BUSY = 2;

/** A center that could take visitors, and how it stands now. */
export interface ReliefCandidate {
	center: Pick<Center, 'id' | 'lat' | 'lon' | 'type'>;
	/** Code of its level (domain/row.ts). */
	level: number;
	isOpen: boolean;
	/** Of somebody who joins now, seconds; null when unknown. */
	waitSeconds: number | null;
}

/** A center that visitors can be sent to. */
export interface Relief {
	id: string;
	/** As the crow flies. */
	distanceKm: number;
	waitSeconds: number;
	/** Estimate of the way, seconds. */
	waySeconds: number;
}

/** Distance of two points on the globe, km; as the crow flies. */
export function distanceKm(
	a: { lat: number; lon: number },
	b: { lat: number; lon: number },
): number {
	const radians = (degrees: number): number => (degrees * Math.PI) / 180;
	const dLat = radians(b.lat - a.lat);
	const dLon = radians(b.lon - a.lon);
	const h =
		Math.sin(dLat / 2) ** 2 +
		Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2;
	return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * The centers that a visitor of `from` could go to instead: open, calm or busy, of the same kind of service, with a known
 * wait, within reach. First the one where the way and the wait together are shortest. A specialized center relieves only
 * specialized ones.
 */
export function nearestRelief(
	from: Pick<Center, 'id' | 'lat' | 'lon' | 'type'>,
	candidates: Iterable<ReliefCandidate>,
): Relief[] {
	const isSpecialized = from.type === 'specialized';
	const found: Relief[] = [];
	for (const { center, level, isOpen, waitSeconds } of candidates) {
		if (center.id === from.id || !isOpen || waitSeconds === null) continue;
		if (level !== CALM && level !== BUSY) continue;
		if ((center.type === 'specialized') !== isSpecialized) continue;
		const distance = distanceKm(from, center);
		if (distance > RELIEF.withinKm) continue;
		const waySeconds = (distance / RELIEF.speedKmh) * 3600;
		found.push({ id: center.id, distanceKm: distance, waitSeconds, waySeconds });
	}
	const total = (one: Relief): number => one.waySeconds + one.waitSeconds;
	return found.sort((a, b) => total(a) - total(b) || (a.id < b.id ? -1 : 1)).slice(0, RELIEF.most);
}
