import { isCurrent } from '../freshness.ts';
import { MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** One strange reading may be a bus that came; so many in a row are a broken counter. */
const READINGS_AT_LEAST = 3;

/** Figures that cannot be: far more people than the hall holds, or ten times as many at once. They raise nothing else. */
export const feedAbsurd: Detector<CenterSight> = {
	kind: 'feed_absurd',
	steps: () => ({
		above: [null, null, { limit: READINGS_AT_LEAST, holdMs: 5 * MINUTE_MS }, null],
		isInclusive: true,
		raisesAt: 3,
		clearAt: 0,
		clearAfterMs: 5 * MINUTE_MS,
	}),
	measure({ freshness, suspectReadings, occupancy, capacity, queueLength, queueOutside }) {
		if (!isCurrent(freshness)) return null;
		return {
			value: suspectReadings,
			figures: { occupancy, capacity, queueLength, queueOutside },
			mayRaise: true,
		};
	},
};
