/** How a channel is tried again, ms of the system clock. */
export const BACK_OFF = {
	/** After the first failure; doubled by each further one. */
	firstMs: 5000,
	/** At most: a receiver that returns is found within a minute. */
	mostMs: 60_000,
	/** A message that nobody could be told for so long is given up: it would only mislead. */
	giveUpMs: 24 * 3_600_000,
} as const;

/** The part of `BACK_OFF` that decides the next try. */
export type BackOff = Record<keyof typeof BACK_OFF, number>;

/**
 * How long to wait after so many tries that failed, ms; null: give up. `chance` (0…1) spreads messages that failed together
 * over the last fifth of the wait.
 */
export function waitAfter(
	tries: number,
	{ ageMs, chance }: { ageMs: number; chance: number },
	{ firstMs, mostMs, giveUpMs }: BackOff = BACK_OFF,
): number | null {
	const waitMs = Math.min(firstMs * 2 ** Math.min(tries - 1, 30), mostMs) * (0.8 + 0.2 * chance);
	return ageMs + waitMs > giveUpMs ? null : waitMs;
}
