import type { MarkKind } from './mark.ts';

/** A font as a canvas measures it. */
interface LabelFont {
	/** Ready for `CanvasRenderingContext2D.font`. */
	css: string;
	/** Height of a line, px. */
	lineHeight: number;
}

/** Red, green, blue, each 0 … 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** What the map draws with: tokens of `tokens.css` as the element's theme and density resolve them. */
export interface MapTheme {
	/** Fill of each look. */
	fill: Record<MarkKind, Color>;
	/** Side or diameter of each look at national zoom, px; before growth and shrinking. */
	size: Record<MarkKind, number>;
	casing: Color;
	criticalHalo: Color;
	criticalSign: Color;
	ink: Color;
	inkSecondary: Color;
	/** Thickness of lines against those of a desk: 1 there, about 2 on a wall. */
	unit: number;
	/** Side of the area in which a pointer means a mark, px. */
	hit: number;
	nameFont: LabelFont;
	valueFont: LabelFont;
	regionFont: LabelFont;
}

/** Diameter of a calm mark at the desk, px: the measure of {@link MapTheme.unit}. */
const DESK_CALM = 7;
/** Line height of labels as a multiple of their size. */
const LEADING = 1.22;

/**
 * Resolves the tokens for an element. Colors go through a real property, because a custom property keeps
 * `light-dark(…)` as text. Reads styles: call it when the theme changes, not per frame.
 */
export function readMapTheme(element: HTMLElement): MapTheme {
	const probe = document.createElement('span');
	probe.hidden = true;
	// Forced colors would make one color of all: the canvas keeps its own, and shapes and casings tell marks apart.
	probe.style.setProperty('forced-color-adjust', 'none');
	element.append(probe);
	const style = getComputedStyle(probe);
	const color = (token: string): Color => {
		probe.style.setProperty('color', `var(${token})`);
		const [red = 0, green = 0, blue = 0] = (style.color.match(/[\d.]+/g) ?? []).map(Number);
		return [red, green, blue];
	};
	const length = (token: string): number => {
		probe.style.setProperty('width', `var(${token})`);
		return Number.parseFloat(style.width) || 0;
	};
	const font = (token: string, weight: string): LabelFont => {
		probe.style.setProperty('font', `var(${weight}) 1em var(--font-text)`);
		probe.style.setProperty('font-size', `var(${token})`);
		const size = Number.parseFloat(style.fontSize);
		return {
			css: `${style.fontWeight} ${size}px ${style.fontFamily}`,
			lineHeight: size * LEADING,
		};
	};
	const calm = color('--state-calm-mark');
	const theme: MapTheme = {
		fill: {
			closed: calm,
			calm,
			unknown: color('--state-unknown-mark'),
			busy: color('--state-busy-mark'),
			crowded: color('--state-crowded-mark'),
			critical: color('--state-critical-mark'),
		},
		size: {
			closed: length('--marker-closed'),
			calm: length('--marker-calm'),
			unknown: length('--marker-unknown'),
			busy: length('--marker-busy'),
			crowded: length('--marker-crowded'),
			critical: length('--marker-critical'),
		},
		casing: color('--map-casing'),
		criticalHalo: color('--state-critical-halo'),
		criticalSign: color('--state-critical-on'),
		ink: color('--ink'),
		inkSecondary: color('--ink-secondary'),
		unit: length('--marker-calm') / DESK_CALM,
		hit: length('--marker-hit'),
		nameFont: font('--map-name-size', '--weight-strong'),
		valueFont: font('--map-name-size', '--weight-medium'),
		regionFont: font('--map-ground-size', '--weight-medium'),
	};
	probe.remove();
	return theme;
}
