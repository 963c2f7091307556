import { levelOf, LOAD, UNKNOWN } from '../load.ts';
import { isServing, MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** Where neither wait nor hall nor street is measured a surge is to be watched, and nobody is woken. */
const UNMEASURED_LEVEL = 2;

/**
 * More people than usual for this quarter of an hour of the week, twice running, and it shows: wait, hall or street over
 * the limit of busy. As bad as what shows: busy is severity 4, crowded 3, critical 2. Source: domain.md D7.
 */
export const queueSurge: Detector<CenterSight> = {
	kind: 'queue_surge',
	steps: () => ({
		above: [
			null,
			{ limit: 4, holdMs: 15 * MINUTE_MS },
			{ limit: 3, holdMs: 5 * MINUTE_MS },
			{ limit: 2, holdMs: 5 * MINUTE_MS },
		],
		isInclusive: true,
		raisesAt: 4,
		clearAt: 1,
		clearAfterMs: 10 * MINUTE_MS,
	}),
	measure(sight) {
		if (!sight.isTrusted) return null;
		const { waitSeconds, occupancy, capacity, queueOutside } = sight;
		const level = levelOf(
			{
				waitShare: waitSeconds === null ? null : waitSeconds / LOAD.waitNormSeconds,
				insideShare: occupancy === null || !capacity ? null : occupancy / capacity,
				outside: queueOutside,
			},
			1,
			sight.limits,
		);
		return {
			value: sight.isSurging ? (level === UNKNOWN ? UNMEASURED_LEVEL : level) : 0,
			figures: { ...sight.surge, waitSeconds, occupancy, queueOutside },
			mayRaise: isServing(sight),
		};
	},
};
