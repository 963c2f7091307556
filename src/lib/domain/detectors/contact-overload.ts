import { isCurrent } from '../freshness.ts';
import { contactDimensions } from '../load.ts';
import { MINUTE_MS, type ContactSight, type Detector } from './sight.ts';

/** The worst step lies so far above the one before it [I]. */
const WORST_OVER_CRITICAL = 2;
/** Where calls wait and no operator is on shift, so many wait for each. */
const NOBODY = 100;

/** More calls wait than the operators on shift can take soon. */
export const contactOverload: Detector<ContactSight> = {
	kind: 'contact_overload',
	steps: ({ waitingPerOperator: [busy, crowded, critical] }) => ({
		above: [
			{ limit: critical * WORST_OVER_CRITICAL, holdMs: 10 * MINUTE_MS },
			{ limit: critical, holdMs: 10 * MINUTE_MS },
			{ limit: crowded, holdMs: 10 * MINUTE_MS },
			{ limit: busy, holdMs: 10 * MINUTE_MS },
		],
		isInclusive: false,
		raisesAt: 3,
		clearAt: busy,
		clearAfterMs: 10 * MINUTE_MS,
	}),
	measure(sight) {
		const { callsWaiting, operatorsOnShift } = sight;
		const { waitingPerOperator = null } = contactDimensions(sight);
		if (!isCurrent(sight.freshness) || waitingPerOperator === null) return null;
		return {
			value: Math.min(NOBODY, waitingPerOperator),
			figures: { callsWaiting, operatorsOnShift },
			mayRaise: sight.isOpen !== false,
		};
	},
};
