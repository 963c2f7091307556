import type { UsualSlot } from './detectors/sight.ts';
import type { Decision } from './regime.ts';
import type { Band } from './surge.ts';
import { boundariesOf } from './regime-period.ts';
import type { HeldRule } from './rules-now.ts';

const DAY_MS = 86_400_000;

/** How long a change of rules is watched, and what is expected of it [I, domain.md D12]. */
const WATCH = {
	days: 5,
	/** Arrivals over those before: after a lifting somewhat more; under a duty to book fewer. */
	liftedTimes: 1.15,
	bookingTimes: 0.85,
	/** Nobody knows better than this: spread over the median, at least. */
	spreadShare: 0.25,
} as const;

/** A change of rules that just took effect, or is about to, with how long it is looked at closely. */
export interface RuleWatch {
	decisionId: string;
	at: Date;
	until: Date;
}

/** The changes that are being watched at an instant: every start and end of a decision within the last five days. */
export function watchesAt(decisions: readonly Decision[], now: Date): RuleWatch[] {
	return decisions
		.flatMap((decision) =>
			boundariesOf(decision).map((at) => ({
				decisionId: decision.id,
				at,
				until: new Date(at.getTime() + WATCH.days * DAY_MS),
			})),
		)
		.filter(({ at, until }) => at <= now && now < until);
}

/**
 * What is expected of a quarter of an hour while a change of rules is watched, from what was usual before it; null where
 * that is not known or the change is no longer watched. Who departs from it has a surge.
 */
export function expectedSlot(
	before: UsualSlot | null,
	rule: HeldRule,
	nowMs: number,
): UsualSlot | null {
	const { was } = rule;
	if (!before || !was || rule.sinceMs === null || nowMs - rule.sinceMs > WATCH.days * DAY_MS)
		return null;
	const times =
		rule.isBookingOnly === was.isBookingOnly
			? 1
			: rule.isBookingOnly
				? WATCH.bookingTimes
				: WATCH.liftedTimes;
	return {
		arrivals: widened(before.arrivals, times),
		walkIns: null,
		queue: widened(before.queue, times),
		windows: before.windows,
		basis: before.basis,
	};
}

function widened(band: Band | null, times: number): Band | null {
	if (!band) return null;
	const median = band.median * times;
	return { median, mad: Math.max(band.mad * times, median * WATCH.spreadShare), n: band.n };
}
