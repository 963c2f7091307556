import type { MarkKind } from '../../src/lib/components/map/mark.ts';
import type { MapTheme } from '../../src/lib/components/map/theme.ts';

/** Sizes of the marks at the desk (tokens.css). */
export const DESK_SIZES: Record<MarkKind, number> = {
	closed: 5,
	calm: 7,
	unknown: 11,
	busy: 10,
	crowded: 14,
	critical: 20,
};

const FONT = { css: '12px sans-serif', lineHeight: 15 };

/** A theme of colors that are easy to tell apart. */
export function aMapTheme(): MapTheme {
	return {
		fill: {
			closed: [10, 10, 10],
			calm: [20, 20, 20],
			unknown: [30, 30, 30],
			busy: [40, 40, 0],
			crowded: [50, 20, 0],
			critical: [60, 0, 20],
		},
		size: DESK_SIZES,
		casing: [255, 255, 255],
		criticalHalo: [0, 0, 200],
		criticalSign: [250, 250, 250],
		ink: [0, 0, 99],
		inkSecondary: [0, 99, 0],
		unit: 1,
		hit: 28,
		nameFont: FONT,
		valueFont: FONT,
		regionFont: FONT,
	};
}
