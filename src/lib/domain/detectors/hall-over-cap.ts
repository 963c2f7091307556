import { isServing, MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** The worst step lies so far above the one before it (domain.md D8: 1.5 over 1.25). */
const WORST_OVER_CRITICAL = 1.2;

/** More people inside than the hall may hold, by its area or by a rule in force. Source: domain.md D8. */
export const hallOverCap: Detector<CenterSight> = {
	kind: 'hall_over_cap',
	steps: ({ insideShare: [busy, crowded, critical] }) => ({
		above: [
			{ limit: critical * WORST_OVER_CRITICAL, holdMs: 10 * MINUTE_MS },
			{ limit: critical, holdMs: 15 * MINUTE_MS },
			{ limit: crowded, holdMs: 3 * MINUTE_MS },
			{ limit: busy, holdMs: 3 * MINUTE_MS },
		],
		isInclusive: false,
		raisesAt: 3,
		clearAt: busy,
		clearAfterMs: 10 * MINUTE_MS,
	}),
	measure(sight) {
		const { occupancy, capacity } = sight;
		if (!sight.isTrusted || occupancy === null || !capacity) return null;
		return {
			value: occupancy / capacity,
			figures: { occupancy, capacity, share: occupancy / capacity },
			mayRaise: isServing(sight),
		};
	},
};
