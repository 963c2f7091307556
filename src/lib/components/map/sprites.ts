import { MARK_KINDS, type MarkKind } from './mark.ts';
import { markExtent, markLayers } from './mark-shape.ts';
import { over, packPixel, type Sprite } from './raster.ts';
import type { MapTheme } from './theme.ts';

/** Gives a sprite by its number; each is drawn when first asked for. */
export type SpriteSheet = (index: number) => Sprite;

/** What all sprites of one sheet have in common. */
export interface SheetLook {
	theme: MapTheme;
	/** Size of each look in CSS px, grown and shrunk as the zoom asks. */
	size: Record<MarkKind, number>;
	/** Device px per CSS px. */
	dpr: number;
}

/** Steps by which marks grow from national zoom to twice their size, one per zoom level. */
const GROWTH_STEPS = 4;
/** Map width in CSS px under which calm marks shrink to a share of their size, and the others less (ui.md §6). */
const NARROW = { below: 600, calm: 0.6, others: 0.65 } as const;

/** Growth step 0 … {@link GROWTH_STEPS} of a zoom level, counted from the zoom that shows the whole network. */
export function growthStep(zoom: number, nationZoom: number): number {
	return Math.min(GROWTH_STEPS, Math.max(0, Math.floor(zoom - nationZoom + 1e-6)));
}

/** Sizes of all looks in CSS px for a growth step and the width of the map. */
export function markSizes(
	base: Record<MarkKind, number>,
	step: number,
	mapWidth: number,
): Record<MarkKind, number> {
	const growth = 1 + step / GROWTH_STEPS;
	const isNarrow = mapWidth < NARROW.below;
	const sizeOf = (kind: MarkKind): number => {
		const shrunk = kind === 'calm' ? NARROW.calm : NARROW.others;
		return base[kind] * growth * (isNarrow ? shrunk : 1);
	};
	return Object.fromEntries(MARK_KINDS.map((kind) => [kind, sizeOf(kind)])) as Record<
		MarkKind,
		number
	>;
}

/** Number of a sprite in its sheet; a whole number, because it is looked up for every mark of every paint. */
export function spriteIndex(rank: number, isLate: boolean, isSelected: boolean): number {
	return rank * 4 + (isLate ? 2 : 0) + (isSelected ? 1 : 0);
}

/** Pre-drawn marks of one theme, size and resolution. */
export function createSpriteSheet(look: SheetLook): SpriteSheet {
	const sprites: (Sprite | undefined)[] = [];
	return (index) => (sprites[index] ??= drawSprite(index, look));
}

function drawSprite(index: number, { theme, size, dpr }: SheetLook): Sprite {
	const kind = MARK_KINDS[index >> 2] ?? 'unknown';
	const mark = { kind, isLate: (index & 2) !== 0 };
	const isSelected = (index & 1) !== 0;
	const half = Math.ceil(markExtent(mark, size[kind], isSelected, theme.unit) * dpr);
	const layers = markLayers(mark, size[kind], isSelected, theme);
	const pixels = new Int32Array((2 * half) ** 2);
	for (let row = 0; row < 2 * half; row++) {
		for (let column = 0; column < 2 * half; column++) {
			// The middle of the pixel, from the middle of the mark, which lies between four pixels.
			const x = (column - half + 0.5) / dpr;
			const y = (row - half + 0.5) / dpr;
			let pixel = 0;
			for (const { color, distance } of layers) {
				const cover = Math.max(0, Math.min(1, 0.5 - distance(x, y) * dpr));
				if (cover > 0) pixel = over(packPixel(color, Math.round(cover * 255)), pixel);
			}
			pixels[row * 2 * half + column] = pixel;
		}
	}
	return { half, pixels, spans: spansOf(pixels, 2 * half) };
}

function spansOf(pixels: Int32Array, side: number): Int16Array {
	const spans = new Int16Array(2 * side);
	for (let row = 0; row < side; row++) {
		const line = pixels.subarray(row * side, (row + 1) * side);
		const first = line.findIndex((pixel) => pixel !== 0);
		if (first < 0) continue;
		spans[2 * row] = first;
		spans[2 * row + 1] = line.findLastIndex((pixel) => pixel !== 0) + 1;
	}
	return spans;
}
