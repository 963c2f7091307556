import { isCurrent } from '../freshness.ts';
import { MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** Figures that cannot be: far more people than the hall holds, or ten times as many at once. They raise nothing else. */
export const feedAbsurd: Detector<CenterSight> = {
	kind: 'feed_absurd',
	steps: () => ({
		above: [null, null, { limit: 1, holdMs: 10 * MINUTE_MS }, null],
		isInclusive: true,
		raisesAt: 3,
		clearAt: 0,
		clearAfterMs: 5 * MINUTE_MS,
	}),
	measure({ freshness, isSuspect, occupancy, capacity, queueLength, queueOutside }) {
		if (!isCurrent(freshness)) return null;
		return {
			value: isSuspect ? 1 : 0,
			figures: { occupancy, capacity, queueLength, queueOutside },
			mayRaise: true,
		};
	},
};
