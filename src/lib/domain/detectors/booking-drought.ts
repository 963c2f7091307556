import { MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** No free slot for days: over the norm of two working days (domain.md E). */
export const bookingDrought: Detector<CenterSight> = {
	kind: 'booking_drought',
	steps: () => ({
		above: [
			null,
			{ limit: 10, holdMs: 60 * MINUTE_MS },
			{ limit: 3, holdMs: 30 * MINUTE_MS },
			{ limit: 2, holdMs: 30 * MINUTE_MS },
		],
		isInclusive: false,
		raisesAt: 3,
		clearAt: 2,
		clearAfterMs: 60 * MINUTE_MS,
	}),
	measure(sight) {
		const { daysToSlot, bookingsRefused } = sight;
		if (daysToSlot === null) return null;
		// Nothing in the books at all: beyond them nobody knows, so it is not called worse than minor.
		const value = daysToSlot === Infinity ? 9 : daysToSlot;
		const figures = { daysToSlot: daysToSlot === Infinity ? null : daysToSlot, bookingsRefused };
		return { value, figures, mayRaise: sight.isBookingOnly && sight.isOpen !== false };
	},
};
