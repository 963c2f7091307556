import { isServing, MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** The worst step lies so far above the one before it (domain.md D8: 100 over 40). */
const WORST_OVER_CRITICAL = 2.5;

/** People in front of the building, who have no ticket and are in no queue. Source: domain.md D8. */
export const queueOutside: Detector<CenterSight> = {
	kind: 'queue_outside',
	steps: ({ outside: [busy, crowded, critical] }) => ({
		above: [
			{ limit: critical * WORST_OVER_CRITICAL, holdMs: 3 * MINUTE_MS },
			{ limit: critical, holdMs: 3 * MINUTE_MS },
			{ limit: crowded, holdMs: 5 * MINUTE_MS },
			{ limit: busy, holdMs: 5 * MINUTE_MS },
		],
		isInclusive: true,
		raisesAt: 3,
		clearAt: busy - 1,
		clearAfterMs: 10 * MINUTE_MS,
	}),
	measure(sight) {
		if (!sight.isTrusted || sight.queueOutside === null) return null;
		return {
			value: sight.queueOutside,
			figures: { queueOutside: sight.queueOutside, occupancy: sight.occupancy },
			mayRaise: isServing(sight),
		};
	},
};
