import type { RegimeSubject } from './regime.ts';
import { stretchAt } from './regime-stretch.ts';
import { REGIME_BITS } from './row.ts';
import type { RuleBook } from './rule-book.ts';

/** The rule of a center as its row carries it. */
export interface RegimeMark {
	/** Sum of {@link REGIME_BITS}. */
	bits: number;
	/** Until when the bits hold, unless other rules are entered, ms. */
	untilMs: number;
}

/** No rule, until one is entered. */
export const NO_RULE: RegimeMark = { bits: 0, untilMs: Infinity };

const HOUR_MS = 3_600_000;
/** A change is said to be due so long before it. */
const DUE_MS = 24 * HOUR_MS;
/** A mark is worked out again after this long: rules further ahead than both do not count for it yet. */
const KEPT_MS = HOUR_MS;

/** A change made by another node a moment ago counts, though its clock may be a little ahead. */
const CLOCKS_APART_MS = 60_000;

/** The mark of a subject at an instant, by what is known then. */
export function regimeMark(subject: RegimeSubject, at: Date, book: RuleBook): RegimeMark {
	const nowMs = at.getTime();
	const known = new Date(nowMs + CLOCKS_APART_MS);
	const horizon = new Date(nowMs + DUE_MS + KEPT_MS);
	const { regime, until } = stretchAt(subject, at, book.about(subject, at, known, horizon));
	const changeMs = until?.getTime() ?? Infinity;
	const isDue = changeMs - nowMs <= DUE_MS;
	const holds: Record<keyof typeof REGIME_BITS, boolean> = {
		bookingOnly: regime.admission === 'booking_only',
		groups: regime.groups !== null,
		capacity: regime.capacity !== null,
		hours: [regime.intakeHours, regime.issueHours, regime.bookingUntil].some((it) => it !== null),
		notOnline: regime.services === 'not_online',
		exempt: regime.exempt,
		changeDue: isDue,
	};
	let bits = 0;
	for (const name of Object.keys(holds) as (keyof typeof holds)[]) {
		if (holds[name]) bits |= REGIME_BITS[name];
	}
	const next = isDue ? changeMs : changeMs - DUE_MS;
	return { bits, untilMs: Math.min(next, nowMs + KEPT_MS) };
}
