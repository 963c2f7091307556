import { isServing, MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** From this share of all arrivals on, people do not know the rule [I]. */
const SHARE_AT_LEAST = 0.3;

/** People come without a booking where only bookings are served: within a quarter of an hour. */
export const arrivalsUnderBooking: Detector<CenterSight> = {
	kind: 'arrivals_under_booking',
	steps: () => ({
		above: [
			null,
			{ limit: 40, holdMs: 15 * MINUTE_MS },
			{ limit: 12, holdMs: 15 * MINUTE_MS },
			{ limit: 6, holdMs: 15 * MINUTE_MS },
		],
		isInclusive: true,
		raisesAt: 3,
		clearAt: 5,
		clearAfterMs: 30 * MINUTE_MS,
	}),
	measure(sight) {
		const { walkIns, arrivals, turnedAway, movedToNextDay } = sight;
		if (!sight.isTrusted || walkIns === null || arrivals === null) return null;
		const isMany = sight.isBookingOnly && walkIns >= arrivals * SHARE_AT_LEAST;
		return {
			value: isMany ? walkIns : 0,
			figures: { walkIns, arrivals, turnedAway, movedToNextDay },
			mayRaise: isServing(sight),
		};
	},
};
