import type { Freshness, Level } from '$lib/domain/row.ts';
import { m } from '$lib/paraglide/messages.js';

/** The word of a level, and of a center that is closed now. */
export const LEVEL_WORD: Record<Level | 'closed', () => string> = {
	unknown: m.level_unknown,
	calm: m.level_calm,
	busy: m.level_busy,
	crowded: m.level_crowded,
	critical: m.level_critical,
	closed: m.level_closed,
};

/** The word of a freshness. */
export const FRESHNESS_WORD: Record<Freshness, () => string> = {
	never: m.freshness_never,
	fresh: m.freshness_fresh,
	late: m.freshness_late,
	stale: m.freshness_stale,
	lost: m.freshness_lost,
};

/** What kind of truth a figure is: measured, computed from a model, or invented for a demonstration. */
export type FigureMark = 'fact' | 'estimate' | 'synthetic';

/** The word of a figure's mark. */
export const MARK_WORD: Record<FigureMark, () => string> = {
	fact: m.mark_fact,
	estimate: m.mark_estimate,
	synthetic: m.mark_synthetic,
};
