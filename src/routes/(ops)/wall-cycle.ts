/** Real times of the wall, ms (ui.md §11). */
const WALL = {
	nationMs: 30_000,
	cityMs: 15_000,
	/** A city with a new critical center is shown at once, and for so long. */
	newMs: 60_000,
} as const;

/** What the wall shows, and until when (real ms). */
export interface WallStop {
	scope: string;
	endsAt: number;
}

/** What the cycle depends on at one instant. */
export interface WallScene {
	/** The widest scope: where each round begins. */
	whole: string;
	/** Scopes of the places with critical centers, the worst first. */
	hot: readonly string[];
	/** The place of a center that has just turned critical; null without news. */
	fresh: string | null;
	/** Real ms. */
	now: number;
}

/** The next scope of the round after one: the whole, then each hot place, then the whole again. */
export function nextScope(scope: string, { whole, hot }: Pick<WallScene, 'whole' | 'hot'>): string {
	const round = [whole, ...hot.filter((one) => one !== whole)];
	return round[(round.indexOf(scope) + 1) % round.length] ?? whole;
}

/**
 * The stop of the wall at an instant: stays until its time is over, goes to the next, and stops at the place of a new
 * critical center. A place that is no longer hot is left at the end of its time, not before: a picture never jumps.
 */
export function wallStop(stop: WallStop | null, scene: WallScene): WallStop {
	const { whole, fresh, now } = scene;
	if (fresh !== null) return { scope: fresh, endsAt: now + WALL.newMs };
	if (stop && now < stop.endsAt) return stop;
	const scope = stop ? nextScope(stop.scope, scene) : whole;
	return { scope, endsAt: now + (scope === whole ? WALL.nationMs : WALL.cityMs) };
}

/** Where the picture stands against burn-in: a corner of a square of 2 px, another one each hour. */
export function burnInShift(nowMs: number): { x: number; y: number } {
	const hour = Math.floor(nowMs / 3_600_000) % 4;
	return { x: hour === 1 || hour === 2 ? 2 : 0, y: hour >= 2 ? 2 : 0 };
}
