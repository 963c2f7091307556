import { MARK_KINDS } from './mark.ts';
import { NOT_SHOWN, type MarkField } from './mark-field.ts';
import { createRaster, type PixelRect, type Raster } from './raster.ts';
import { spriteIndex, type SpriteSheet } from './sprites.ts';

/** Paints the marks of a field into a raster, the worst last and the selected one above all. */
export interface MarkPainter {
	readonly raster: Raster;
	/** Takes a view: the raster's corner in px of the world, its size and resolution. Follow it by `paint('all')`. */
	frame(corner: { x: number; y: number }, width: number, height: number, dpr: number): void;
	/** Takes other sprites; follow it by `paint('all')`. */
	dress(sheet: SpriteSheet): void;
	/** The mark with the ring; null for none. Paint the difference. */
	select(index: number | null): void;
	/** Paints marks again that look different or have moved. Returns the part that changed, or null. */
	paint(indices: Iterable<number> | 'all'): PixelRect | null;
}

/** Side of a cell of the painted marks, device px. */
const CELL = 32;
/** When the changed parts add up to more than this share of the picture, painting all of it is cheaper. */
const FULL_SHARE = 0.35;
const NOTHING = -1;

/** Makes a painter over a field; it draws nothing until it is framed and dressed. */
export function createMarkPainter(field: MarkField): MarkPainter {
	const count = field.centers.length;
	const x = new Int32Array(count);
	const y = new Int32Array(count);
	const half = new Uint16Array(count);
	const sprite = new Int16Array(count).fill(NOTHING);
	/** Scratch: order of painting, as rank · count + index. */
	const keys = new Int32Array(count);
	/** Marks of a cell as a chain: the first of each cell, and the next of each mark. */
	let firstOf = new Int32Array(0);
	const nextOf = new Int32Array(count);
	let columns = 0;
	let raster = createRaster(0, 0);
	let corner = { x: 0, y: 0 };
	let dpr = 1;
	let sheet: SpriteSheet | null = null;
	let selected: number | null = null;
	let largestHalf = 0;

	/** Takes over where a mark is now and how it looks. */
	function look(index: number): void {
		const rank = field.ranks[index] ?? NOT_SHOWN;
		const isShown = rank !== NOT_SHOWN && sheet !== null;
		const number = spriteIndex(rank, field.late[index] === 1, index === selected);
		const reach = isShown ? (sheet?.(number).half ?? 0) : 0;
		x[index] = Math.round(((field.xy[index * 2] ?? 0) - corner.x) * dpr);
		y[index] = Math.round(((field.xy[index * 2 + 1] ?? 0) - corner.y) * dpr);
		sprite[index] = isShown ? number : NOTHING;
		half[index] = reach;
		if (reach > largestHalf) largestHalf = reach;
	}

	function rectOf(index: number): PixelRect {
		const [atX = 0, atY = 0, reach = 0] = [x[index], y[index], half[index]];
		return {
			left: Math.max(0, atX - reach),
			top: Math.max(0, atY - reach),
			right: Math.min(raster.width, atX + reach),
			bottom: Math.min(raster.height, atY + reach),
		};
	}

	function cellOf(index: number): number {
		const [atX = 0, atY = 0] = [x[index], y[index]];
		const reach = largestHalf;
		if (atX < -reach || atY < -reach) return NOTHING;
		if (atX > raster.width + reach || atY > raster.height + reach) return NOTHING;
		const column = Math.max(0, Math.min(columns - 1, Math.floor(atX / CELL)));
		return Math.max(0, Math.floor(Math.min(atY, raster.height - 1) / CELL)) * columns + column;
	}

	function chain(): void {
		columns = Math.max(1, Math.ceil(raster.width / CELL));
		const cells = columns * Math.max(1, Math.ceil(raster.height / CELL));
		if (firstOf.length === cells) firstOf.fill(NOTHING);
		else firstOf = new Int32Array(cells).fill(NOTHING);
		for (let index = 0; index < count; index++) {
			const cell = sprite[index] === NOTHING ? NOTHING : cellOf(index);
			if (cell === NOTHING) continue;
			nextOf[index] = firstOf[cell] ?? NOTHING;
			firstOf[cell] = index;
		}
	}

	/** Collects the marks that reach into a part into `keys`, in the order of painting; returns how many. */
	function collect(part: PixelRect): number {
		let found = 0;
		const clamp = (value: number): number => Math.max(0, Math.min(columns - 1, value));
		const left = clamp(Math.floor((part.left - largestHalf) / CELL));
		const right = clamp(Math.floor((part.right + largestHalf) / CELL));
		const top = Math.max(0, Math.floor((part.top - largestHalf) / CELL));
		const rows = firstOf.length / columns;
		const bottom = Math.min(rows - 1, Math.floor((part.bottom + largestHalf) / CELL));
		for (let row = top; row <= bottom; row++) {
			for (let column = left; column <= right; column++) {
				let index = firstOf[row * columns + column] ?? NOTHING;
				for (; index !== NOTHING; index = nextOf[index] ?? NOTHING) {
					const reach = half[index] ?? 0;
					const atX = x[index] ?? 0;
					const atY = y[index] ?? 0;
					if (atX + reach <= part.left || atX - reach >= part.right) continue;
					if (atY + reach <= part.top || atY - reach >= part.bottom) continue;
					const rank = index === selected ? MARK_KINDS.length : (field.ranks[index] ?? 0);
					keys[found++] = rank * count + index;
				}
			}
		}
		keys.subarray(0, found).sort();
		return found;
	}

	function lay(index: number, part: PixelRect): void {
		const number = sprite[index] ?? NOTHING;
		if (sheet && number !== NOTHING) {
			raster.lay(sheet(number), x[index] ?? 0, y[index] ?? 0, part);
		}
	}

	function paintPart(part: PixelRect): void {
		raster.clear(part);
		const found = collect(part);
		for (let at = 0; at < found; at++) lay((keys[at] ?? 0) % count, part);
	}

	function paintAll(): PixelRect {
		const whole = { left: 0, top: 0, right: raster.width, bottom: raster.height };
		largestHalf = 0;
		for (let index = 0; index < count; index++) look(index);
		chain();
		raster.clear(whole);
		for (let rank = 0; rank < MARK_KINDS.length; rank++) {
			for (let index = 0; index < count; index++) {
				if (field.ranks[index] === rank && index !== selected) lay(index, whole);
			}
		}
		if (selected !== null) lay(selected, whole);
		return whole;
	}

	function paintSome(indices: Iterable<number>): PixelRect | null {
		const parts: PixelRect[] = [];
		let area = 0;
		const reached = largestHalf;
		let hasMoved = false;
		const add = (part: PixelRect): void => {
			if (part.left >= part.right || part.top >= part.bottom) return;
			parts.push(part);
			area += (part.right - part.left) * (part.bottom - part.top);
		};
		for (const index of indices) {
			const [wasX, wasY, was] = [x[index], y[index], sprite[index]];
			const before = rectOf(index);
			look(index);
			const stays = wasX === x[index] && wasY === y[index];
			if (!stays || was === NOTHING || sprite[index] === NOTHING) hasMoved = true;
			if (stays) add(union(before, rectOf(index)));
			else [before, rectOf(index)].forEach(add);
		}
		if (area > FULL_SHARE * raster.width * raster.height) return paintAll();
		if (hasMoved || largestHalf > reached) chain();
		parts.forEach(paintPart);
		return parts.length === 0 ? null : parts.reduce(union);
	}

	return {
		get raster() {
			return raster;
		},
		frame(newCorner, width, height, newDpr) {
			corner = newCorner;
			dpr = newDpr;
			if (raster.width !== width || raster.height !== height) {
				raster = createRaster(width, height);
			}
		},
		dress(newSheet) {
			sheet = newSheet;
		},
		select(index) {
			selected = index;
		},
		paint: (indices) => (indices === 'all' ? paintAll() : paintSome(indices)),
	};
}

function union(a: PixelRect, b: PixelRect): PixelRect {
	return {
		left: Math.min(a.left, b.left),
		top: Math.min(a.top, b.top),
		right: Math.max(a.right, b.right),
		bottom: Math.max(a.bottom, b.bottom),
	};
}
