import type { Mark, MarkKind } from './mark.ts';
import type { Color, MapTheme } from './theme.ts';

/**
 * One colored layer of a mark. `distance` is the distance in CSS px from the edge of the layer to a point that is
 * measured from the middle of the mark, negative inside; y grows downwards.
 */
export interface ShapeLayer {
	color: Color;
	distance: (x: number, y: number) => number;
}

/** Geometry of the shapes as shares of a mark's size (ui.md §6, taken from the drawings beside it). */
const SHAPE = {
	squareHalf: 0.43,
	squareCorner: 0.1,
	triangleTop: 0.515,
	triangleBottom: 0.53,
	triangleHalf: 0.589,
	diamondHalf: 0.64,
	signTop: 0.3,
	signEnd: 0.08,
	signHalf: 0.06,
	signDot: 0.268,
	signDotRadius: 0.08,
} as const;

/** Line widths and small parts at the desk, px. */
const LINE = {
	casing: 1.25,
	halo: 1.5,
	outline: 1.4,
	hollow: 1.25,
	hatch: 1.5,
	hatchPeriod: 4,
	ring: 2,
	ringGap: 3,
	clock: 2.9,
	clockLine: 1,
	clockHand: 1.6,
} as const;

/** Width of the line that runs along the edge of a shape, half of it outside, at the desk, px. */
const EDGE: Record<MarkKind, number> = {
	closed: LINE.hollow,
	calm: 0,
	unknown: LINE.outline,
	busy: 0,
	crowded: 0,
	critical: LINE.halo,
};

/** Half of the room that a mark's own shape takes, px: for spreading, pressing and anchoring labels. */
export function markRadius(kind: MarkKind, size: number): number {
	if (kind === 'critical') return size * SHAPE.diamondHalf;
	if (kind === 'crowded') return size * SHAPE.triangleHalf;
	return size / 2;
}

/** Half of the square that holds everything drawn for a mark: casing, halo, clock and ring, px. */
export function markExtent(
	{ kind, isLate }: Mark,
	size: number,
	isSelected: boolean,
	unit: number,
): number {
	const radius = markRadius(kind, size);
	const own = radius + (EDGE[kind] / 2 + LINE.casing) * unit;
	const clock = isLate ? clockOffset(radius, unit) + (LINE.clock + LINE.clockLine) * unit : 0;
	const ring = isSelected ? radius + (LINE.ringGap + LINE.ring) * unit : 0;
	return Math.max(own, clock, ring) + 0.5;
}

/**
 * The layers of a mark from back to front: casing in land color, shape, the hollow clock of late data, the ring of the
 * selected one. `size` is the side or diameter in CSS px.
 */
export function markLayers(
	{ kind, isLate }: Mark,
	size: number,
	isSelected: boolean,
	theme: MapTheme,
): ShapeLayer[] {
	const { unit } = theme;
	const radius = markRadius(kind, size);
	const layers = ownLayers(kind, size, theme);
	if (isLate) layers.push(...clockLayers(clockOffset(radius, unit), theme));
	if (isSelected) {
		const middle = radius + (LINE.ringGap + LINE.ring / 2) * unit;
		layers.push({ color: theme.ink, distance: line(circle(middle), LINE.ring * unit) });
	}
	return layers;
}

function ownLayers(kind: MarkKind, size: number, theme: MapTheme): ShapeLayer[] {
	const { unit } = theme;
	const shape = outline(kind, size);
	const color = theme.fill[kind];
	const edge = EDGE[kind] * unit;
	const casing = {
		color: theme.casing,
		distance: grown(shape, edge / 2 + LINE.casing * unit),
	};
	switch (kind) {
		case 'closed':
			return [casing, { color, distance: line(shape, edge) }];
		case 'unknown': {
			const stripes = hatch(unit);
			const distance = (x: number, y: number): number => Math.max(shape(x, y), stripes(x, y));
			return [casing, { color, distance }, { color, distance: line(shape, edge) }];
		}
		case 'critical':
			return [
				casing,
				{ color: theme.criticalHalo, distance: grown(shape, edge / 2) },
				{ color, distance: grown(shape, -edge / 2) },
				{ color: theme.criticalSign, distance: exclamation(size) },
			];
		case 'calm':
		case 'busy':
		case 'crowded':
			return [casing, { color, distance: shape }];
	}
}

type Distance = ShapeLayer['distance'];

function outline(kind: MarkKind, size: number): Distance {
	if (kind === 'busy') return square(size);
	if (kind === 'crowded') return triangle(size);
	if (kind === 'critical') {
		const half = size * SHAPE.diamondHalf;
		return polygon([
			[0, -half],
			[half, 0],
			[0, half],
			[-half, 0],
		]);
	}
	return circle(size / 2);
}

function circle(radius: number): Distance {
	return (x, y) => Math.hypot(x, y) - radius;
}

function square(size: number): Distance {
	const corner = size * SHAPE.squareCorner;
	const half = size * SHAPE.squareHalf - corner;
	return (x, y) => {
		const dx = Math.abs(x) - half;
		const dy = Math.abs(y) - half;
		const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
		return outside + Math.min(Math.max(dx, dy), 0) - corner;
	};
}

function triangle(size: number): Distance {
	return polygon([
		[0, -size * SHAPE.triangleTop],
		[size * SHAPE.triangleHalf, size * SHAPE.triangleBottom],
		[-size * SHAPE.triangleHalf, size * SHAPE.triangleBottom],
	]);
}

/** A convex polygon by its corners, clockwise on the screen; grown, its corners are round. */
function polygon(corners: readonly (readonly [number, number])[]): Distance {
	const edges = corners.map(([x1, y1], index) => {
		const [x2, y2] = corners[(index + 1) % corners.length] ?? [x1, y1];
		const length = Math.hypot(x2 - x1, y2 - y1);
		return {
			beyond: (x: number, y: number): number =>
				((y2 - y1) * (x - x1) - (x2 - x1) * (y - y1)) / length,
			near: segment(x1, y1, x2, y2, 0),
		};
	});
	return (x, y) => {
		const inside = Math.max(...edges.map(({ beyond }) => beyond(x, y)));
		return inside <= 0 ? inside : Math.min(...edges.map(({ near }) => near(x, y)));
	};
}

/** Stripes that rise to the right. */
function hatch(unit: number): Distance {
	const period = LINE.hatchPeriod * unit;
	const half = (LINE.hatch * unit) / 2;
	return (x, y) => {
		const along = (x + y) * Math.SQRT1_2;
		return Math.abs(along - period * Math.round(along / period)) - half;
	};
}

function segment(x1: number, y1: number, x2: number, y2: number, half: number): Distance {
	const dx = x2 - x1;
	const dy = y2 - y1;
	const square = dx * dx + dy * dy;
	return (x, y) => {
		const at = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square));
		return Math.hypot(x - x1 - at * dx, y - y1 - at * dy) - half;
	};
}

function exclamation(size: number): Distance {
	const stroke = segment(0, -size * SHAPE.signTop, 0, size * SHAPE.signEnd, size * SHAPE.signHalf);
	const dot = circle(size * SHAPE.signDotRadius);
	return (x, y) => Math.min(stroke(x, y), dot(x, y - size * SHAPE.signDot));
}

/** The clock sits on the upper right of the shape and leaves its middle free; px from the middle each way. */
function clockOffset(radius: number, unit: number): number {
	return radius * 0.6 + LINE.clock * 0.5 * unit;
}

function clockLayers(offset: number, { casing, inkSecondary, unit }: MapTheme): ShapeLayer[] {
	const face = circle(LINE.clock * unit);
	const edge = line(face, LINE.clockLine * unit);
	const half = (LINE.clockLine * unit) / 2;
	const up = segment(0, -LINE.clockHand * unit, 0, 0, half);
	const right = segment(0, 0, LINE.clockHand * unit, 0, half);
	const moved =
		(distance: Distance): Distance =>
		(x, y) =>
			distance(x - offset, y + offset);
	return [
		{ color: casing, distance: moved(face) },
		{ color: inkSecondary, distance: moved(edge) },
		{ color: inkSecondary, distance: moved((x, y) => Math.min(up(x, y), right(x, y))) },
	];
}

function grown(shape: Distance, by: number): Distance {
	return (x, y) => shape(x, y) - by;
}

function line(shape: Distance, width: number): Distance {
	return (x, y) => Math.abs(shape(x, y)) - width / 2;
}
