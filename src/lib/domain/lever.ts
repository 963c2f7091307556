import type { Actor } from './change.ts';
import type { Figures, Instant } from './finding.ts';

/** Everything that can be done. */
export const LEVERS = [
	'open_windows',
	'staff_from_neighbor',
	'extra_hours',
	'virtual_tickets',
	'redirect',
	'message_to_citizens',
	'small_groups',
	'second_operators',
	'call_feed_owner',
] as const;
/** One thing that can be done. */
export type Lever = (typeof LEVERS)[number];

/** A lever that somebody used, and what the queue did afterwards. */
export interface LeverUse {
	lever: Lever;
	by: Actor;
	at: Instant;
	/** Centers where it was used. */
	centerIds: readonly string[];
	/** The center that visitors are sent to, or that lends staff. */
	otherCenterId: string | null;
	text: string | null;
	/** People and waits of these centers when it was used. */
	before: Figures;
	/** The same so many minutes later, as far as the time has come. */
	after: readonly { minutes: number; figures: Figures }[];
}
