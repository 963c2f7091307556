import { localDayAt } from '../model/local-time.ts';
import type { Scenario } from './scenario.ts';

const DAY_MS = 24 * 3600_000;
/** Zone by whose dates scenarios are laid. */
const ZONE = 'Asia/Almaty';
/** A clock within so many days of a scenario's beginning plays it on its own dates. */
const OWN_DAYS = { before: 7, after: 30 } as const;

/**
 * How many days later than its own dates a scenario is played when the clock shows `now` (Unix ms): 0 for an exercise on
 * its own dates, else as many as bring its first day to today.
 */
export function playedOn(scenario: Scenario, now: number): number {
	if (scenario.startsAt === null) return 0;
	const dayOf = (at: number) => Date.parse(`${localDayAt(ZONE, at).date}T00:00:00Z`);
	const days = Math.round((dayOf(now) - dayOf(Date.parse(scenario.startsAt))) / DAY_MS);
	return days >= -OWN_DAYS.before && days <= OWN_DAYS.after ? 0 : days;
}
