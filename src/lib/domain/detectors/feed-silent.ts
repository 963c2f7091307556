import { FRESH, LATE, LOST, NEVER } from '../freshness.ts';
import { MINUTE_MS, type CenterSight, type ContactSight, type Detector } from './sight.ts';

type Heard = Pick<CenterSight | ContactSight, 'freshness' | 'isOpen' | 'minutesOpen'>;

/** A feed that begins with the day gets so many minutes after the opening. */
const OPENING_MINUTES = 15;
/** So long must a silence be seen lasting: feeds that were kept waiting by an outage of ours come back first. */
const SEEN_FOR_MS = 3 * MINUTE_MS;

/** Nothing is heard of a center that should be open: not late, not stale, but lost. Its figures stay out of everything. */
export const feedSilent: Detector<Heard> = {
	kind: 'feed_silent',
	steps: () => ({
		above: [null, null, { limit: 1, holdMs: SEEN_FOR_MS }, null],
		isInclusive: true,
		raisesAt: 3,
		clearAt: 0,
		clearAfterMs: 2 * MINUTE_MS,
	}),
	measure({ freshness, isOpen, minutesOpen }) {
		// Stale says neither that it is lost nor that it is back.
		if (freshness === NEVER) return null;
		if (freshness !== LOST && freshness !== FRESH && freshness !== LATE) return null;
		const hasBegun = minutesOpen === null || minutesOpen >= OPENING_MINUTES;
		return {
			value: freshness === LOST ? 1 : 0,
			figures: {},
			mayRaise: isOpen !== false && hasBegun,
		};
	},
};
