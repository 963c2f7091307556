import type { Locale } from '$lib/domain/directory.ts';
import type { Steps } from '$lib/domain/load.ts';
import { LIMIT_UNITS, shownLimit, type Dimension } from '$lib/domain/thresholds.ts';
import { formatNumber } from '$lib/format/number.ts';
import { m } from '$lib/paraglide/messages.js';

/** A dimension with its unit, as a column is called. */
export const DIMENSION_WORD: Record<Dimension, () => string> = {
	waitShare: m.limits_wait,
	insideShare: m.limits_inside,
	outside: m.limits_outside,
	lostShare: m.limits_lost,
	waitingPerOperator: m.limits_waiting,
};

/** When a limit of a dimension counts as reached, as its fields are called. */
export const LIMIT_WORD: Record<Dimension, () => string> = {
	waitShare: m.limits_wait_above,
	insideShare: m.limits_inside_above,
	outside: m.limits_outside_from,
	lostShare: m.limits_lost_above,
	waitingPerOperator: m.limits_waiting_above,
};

/** The three limits of a dimension in one line that does not break. */
export function stepsText(dimension: Dimension, steps: Steps, locale: Locale): string {
	const { digits } = LIMIT_UNITS[dimension];
	return steps
		.map((limit) => formatNumber(shownLimit(dimension, limit), locale, digits))
		.join('\u00a0·\u00a0');
}
