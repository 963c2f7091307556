import { LOAD } from '../load.ts';
import { isServing, MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** The worst step lies so far above the one before it (domain.md D8: 4 over 2). */
const WORST_OVER_CRITICAL = 2;
/** Where people wait and nobody serves, the wait counts as so many norms. */
const STOPPED_NORMS = 10;
/** Fewer people than this are no crowd: in a village of two windows four of them wait half an hour (domain.md D7.5). */
const PEOPLE_AT_LEAST = 10;
/** The same where service stopped. */
const STOPPED_PEOPLE_AT_LEAST = 5;

/**
 * People wait longer than the norm: whoever joins now by expectation, or whoever still waits by what has passed; and
 * service that stopped with people waiting. Source: domain.md D8.
 */
export const longWait: Detector<CenterSight> = {
	kind: 'long_wait',
	steps: ({ waitShare: [busy, crowded, critical] }) => ({
		above: [
			{ limit: critical * WORST_OVER_CRITICAL, holdMs: 10 * MINUTE_MS },
			{ limit: critical, holdMs: 30 * MINUTE_MS },
			{ limit: crowded, holdMs: 15 * MINUTE_MS },
			{ limit: busy, holdMs: 15 * MINUTE_MS },
		],
		isInclusive: false,
		raisesAt: 3,
		clearAt: busy,
		clearAfterMs: 10 * MINUTE_MS,
	}),
	measure(sight) {
		const { waitSeconds, longestWaitSeconds, queueLength, windowsServing, windowsOpen } = sight;
		const isStopped = (queueLength ?? 0) > 0 && windowsServing === 0 && !windowsOpen;
		if (!sight.isTrusted) return null;
		if (!isStopped && waitSeconds === null && longestWaitSeconds === null) return null;
		const seconds = Math.max(waitSeconds ?? 0, longestWaitSeconds ?? 0);
		const norms = seconds / LOAD.waitNormSeconds;
		const people = isStopped ? STOPPED_PEOPLE_AT_LEAST : PEOPLE_AT_LEAST;
		const isCrowd = (queueLength ?? Infinity) >= people;
		return {
			value: !isCrowd ? Math.min(norms, 1) : isStopped ? Math.max(norms, STOPPED_NORMS) : norms,
			figures: {
				waitSeconds,
				longestWaitSeconds,
				normSeconds: LOAD.waitNormSeconds,
				queueLength,
				windowsServing,
			},
			mayRaise: isServing(sight),
		};
	},
};
