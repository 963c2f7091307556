/** Both clocks of a computer at one moment, ms. */
interface Clocks {
	/** Never runs back; stands while the computer sleeps, on most systems. */
	realMs: number;
	/** What the computer shows people: goes on in its sleep, and may be set. */
	wallMs: number;
}

/** How long the computer slept between two moments, ms, as far as its steady clock missed it; 0 when it was awake. */
export function sleptMs(before: Clocks, now: Clocks): number {
	return Math.max(0, now.wallMs - before.wallMs - (now.realMs - before.realMs));
}
