import type { Scenario } from '../scenarios/scenario.ts';
import { troubleOf } from './likeness.ts';

/**
 * What goes wrong at a center on a day: `none`, too few clerks in three strengths, or an empty
 * lunch.
 */
export type Strain = 'none' | 'tight' | 'short' | 'overrun' | 'lunch';

/**
 * Shares of centers under strain on an ordinary day [I]: most are calm, so that the few that are
 * not stand out. `MOST_OVERRUN` keeps the worst kind to a handful in any network.
 */
const SHARES = { overrun: 0.009, short: 0.025, tight: 0.15, lunch: 0.006 } as const;
const MOST_OVERRUN = 3;

/**
 * Minutes of expected wait (walk-in joining now) that a strained center holds: with a longer queue
 * it finds further clerks, with a shorter one they go back to other work. Against a norm of 20
 * minutes that is busy, crowded, critical.
 */
export const HELD_WAIT_MINUTES = { tight: 23.5, short: 32, overrun: 55 } as const;

/** The center that is under strain on every ordinary day, where the network has it. */
const ALWAYS_OVERRUN = 'almaty-almaly';

/**
 * Which centers are under strain on a date: by rank, so the choice depends on seed, date and ids only and
 * the shares hold in any network. Centers that are not named are calm; a quiet background has none.
 */
export function strainsOn(
	centers: readonly { id: string; windows: number | null }[],
	seed: string,
	date: string,
	background: Scenario['background'],
): Map<string, Strain> {
	const strains = new Map<string, Strain>();
	if (background === 'quiet') return strains;
	const ranked = centers
		.map(({ id, windows }) => ({
			id,
			windows: windows ?? 0,
			// Whoever was short of clerks yesterday often is today.
			rank: troubleOf(seed, id, date),
		}))
		.sort((one, other) => one.rank - other.rank || (one.id < other.id ? -1 : 1));
	if (ranked.some(({ id }) => id === ALWAYS_OVERRUN)) strains.set(ALWAYS_OVERRUN, 'overrun');

	function take(strain: Strain, wanted: number, leastWindows: number): void {
		for (const { id, windows } of ranked) {
			if (wanted <= 0) return;
			if (strains.has(id) || windows < leastWindows) continue;
			strains.set(id, strain);
			wanted--;
		}
	}
	const count = (share: number) => Math.round(centers.length * share);
	// In a large office a queue is a crowd; in a village of two windows it is three people.
	take('overrun', Math.min(MOST_OVERRUN, count(SHARES.overrun)) - strains.size, 10);
	take('short', count(SHARES.short), 8);
	take('lunch', count(SHARES.lunch), 4);
	take('tight', count(SHARES.tight), 7);
	return strains;
}
