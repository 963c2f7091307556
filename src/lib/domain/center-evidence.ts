import type { CenterEvidence } from './cause-context.ts';
import type { CenterSight } from './detectors/sight.ts';
import { isCurrent } from './freshness.ts';
import { surgeZ } from './surge.ts';

/** Below so many arrivals in a quarter of an hour a share of them says nothing. */
const ARRIVALS_AT_LEAST = 5;

/** Days differ as a whole: a spread of a tenth beside that of counts. */
const DAY_SPREAD = 0.1;

/**
 * What a center's sight tells a search for causes. `isMoved`: a finding of crowding or access is raised there; `windows`:
 * those that exist, null where that is not known.
 */
export function evidenceOf(
	sight: CenterSight,
	isMoved: boolean,
	windows: number | null,
): CenterEvidence {
	const { arrivals, walkIns, windowsServing, usual } = sight;
	const usualWindows = usual?.windows?.median ?? 0;
	const hasMany = (arrivals ?? 0) >= ARRIVALS_AT_LEAST;
	const usualArrivals = usual?.arrivals?.median ?? 0;
	const usualWalkIns = usual?.walkIns?.median ?? null;
	return {
		isMoved,
		...lateArrivals(sight),
		walkInShare: hasMany && walkIns !== null ? walkIns / (arrivals ?? 1) : null,
		usualWalkInShare:
			usualArrivals > 0 && usualWalkIns !== null ? usualWalkIns / usualArrivals : null,
		windowsShare:
			windowsServing !== null && usualWindows > 0 ? windowsServing / usualWindows : null,
		staffedShare: windowsServing !== null && windows ? windowsServing / windows : null,
		isFeedBad: sight.isSuspect || sight.isNotMoving || !isCurrent(sight.freshness),
	};
}

/** Arrivals of the last hour over the usual; of the last quarter where no more is known. */
function lateArrivals({
	lately,
	arrivals,
	usual,
}: CenterSight): Pick<CenterEvidence, 'arrivalsShare' | 'arrivalsZ'> {
	if (lately && lately.usual > 0) {
		const spread = Math.sqrt(lately.usual + (DAY_SPREAD * lately.usual) ** 2);
		return {
			arrivalsShare: lately.arrivals / lately.usual,
			arrivalsZ: (lately.arrivals - lately.usual) / Math.max(1, spread),
		};
	}
	const band = usual?.arrivals;
	if (!band || band.median <= 0 || arrivals === null) {
		return { arrivalsShare: null, arrivalsZ: null };
	}
	return { arrivalsShare: arrivals / band.median, arrivalsZ: surgeZ(arrivals, band) };
}
