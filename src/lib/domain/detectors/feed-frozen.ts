import { isCurrent } from '../freshness.ts';
import { MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** The same figures too long, with fresh time stamps, at a center that is open. */
export const feedFrozen: Detector<CenterSight> = {
	kind: 'feed_frozen',
	steps: () => ({
		above: [null, null, { limit: 1, holdMs: 5 * MINUTE_MS }, null],
		isInclusive: true,
		raisesAt: 3,
		clearAt: 0,
		clearAfterMs: 5 * MINUTE_MS,
	}),
	measure({ freshness, isNotMoving, isOpen, occupancy, queueLength, queueOutside }) {
		// Closed places show the same zeros all night.
		if (!isCurrent(freshness) || isOpen === false) return null;
		return {
			value: isNotMoving ? 1 : 0,
			figures: { occupancy, queueLength, queueOutside },
			mayRaise: true,
		};
	},
};
