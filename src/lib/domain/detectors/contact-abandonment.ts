import { isCurrent } from '../freshness.ts';
import { contactDimensions } from '../load.ts';
import { MINUTE_MS, type ContactSight, type Detector } from './sight.ts';

/** The worst step lies so far above the one before it (domain.md D8: 35 % over 20 %). */
const WORST_OVER_CRITICAL = 1.75;

/** Callers hang up before anybody answers, as a share of the calls of the last quarter of an hour. Source: domain.md D8. */
export const contactAbandonment: Detector<ContactSight> = {
	kind: 'contact_abandonment',
	steps: ({ lostShare: [busy, crowded, critical] }) => ({
		above: [
			{ limit: critical * WORST_OVER_CRITICAL, holdMs: 5 * MINUTE_MS },
			{ limit: critical, holdMs: 5 * MINUTE_MS },
			{ limit: crowded, holdMs: 10 * MINUTE_MS },
			{ limit: busy, holdMs: 10 * MINUTE_MS },
		],
		isInclusive: false,
		raisesAt: 3,
		clearAt: busy,
		clearAfterMs: 15 * MINUTE_MS,
	}),
	measure(sight) {
		const { offered, abandoned } = sight;
		const { lostShare = null } = contactDimensions(sight);
		if (!isCurrent(sight.freshness) || lostShare === null) return null;
		return { value: lostShare, figures: { offered, abandoned }, mayRaise: sight.isOpen !== false };
	},
};
