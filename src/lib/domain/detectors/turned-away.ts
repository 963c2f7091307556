import { isServing, MINUTE_MS, type CenterSight, type Detector } from './sight.ts';

/** People turned away within a quarter of an hour, as many as in front of a building (domain.md D8). */
export const turnedAway: Detector<CenterSight> = {
	kind: 'turned_away',
	steps: ({ outside: [busy, crowded, critical] }) => ({
		above: [
			null,
			{ limit: critical, holdMs: 5 * MINUTE_MS },
			{ limit: crowded, holdMs: 5 * MINUTE_MS },
			{ limit: busy, holdMs: 5 * MINUTE_MS },
		],
		isInclusive: true,
		raisesAt: 3,
		clearAt: busy - 1,
		clearAfterMs: 15 * MINUTE_MS,
	}),
	measure(sight) {
		const { turnedAway, movedToNextDay, arrivals } = sight;
		if (!sight.isTrusted || turnedAway === null) return null;
		return {
			value: turnedAway,
			figures: { turnedAway, movedToNextDay, arrivals },
			// At closing whoever still stands outside is sent home: that is no incident.
			mayRaise: isServing(sight) && sight.isOpen !== false,
		};
	},
};
