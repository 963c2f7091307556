import type { Center, Directory } from '$lib/domain/directory.ts';
import type { Scope } from '$lib/protocol/live.ts';
import {
	regionShapes,
	type Boundaries,
	type LatLonBox,
	type RegionShape,
} from './boundary-shape.ts';
import { MARK_KINDS, type MarkKind } from './mark.ts';
import { scopeBox } from './scope-box.ts';

/** The ground of the first picture: what the server draws before the map itself can. */
export interface FirstGround {
	/** Part of the world that the scope shows, as `viewBox` of an SVG. */
	viewBox: string;
	/** Outlines of all regions, as `d` of a path. */
	land: string;
}

/** Marks of one look, as `d` of a path whose line, of the width of the mark, draws their shape. */
export interface FirstMarks {
	kind: MarkKind;
	path: string;
}

/** Width of the projected world: the whole of Kazakhstan is about 930 wide. */
const WORLD = 8192;
/** A narrower picture lies within one step of the outlines: it is land all over. */
const STREETS = 30;
const EVERYWHERE = `M0 0h${WORLD}v${WORLD}h-${WORLD}z`;
/** The shortest step of an outline, along both axes together. */
const LEAST_STEP = 4;
/** The tiny lines whose ends and corners become marks, as a share of the width of the picture. */
const TINY = 1 / 2000;
/** Shape of a crowded mark around its middle: half of its width, upper and lower edge. */
const TRIANGLE = { half: 0.56, top: -0.5, bottom: 0.5 } as const;

/** Web Mercator, x to the east and y to the south, each 0 … {@link WORLD}. */
function project(lat: number, lon: number): [x: number, y: number] {
	const sine = Math.sin((lat * Math.PI) / 180);
	return [
		((lon + 180) / 360) * WORLD,
		(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD,
	];
}

function viewBoxOf({ south, west, north, east }: LatLonBox): string {
	const [left, top] = project(north, west);
	const [right, bottom] = project(south, east);
	return [left, top, right - left, bottom - top].map((it) => it.toFixed(2)).join(' ');
}

/** One path around all regions, in whole units; points closer than a step of the line are left out. */
function landPath(shapes: readonly RegionShape[]): string {
	const rings = shapes.flatMap(({ polygons }) => polygons.flat());
	return rings
		.map((ring) => {
			const points = ring.map(([lat, lon]) => project(lat, lon).map(Math.round));
			let [atX = 0, atY = 0] = points[0] ?? [];
			let path = `M${atX} ${atY}l`;
			for (const [x = 0, y = 0] of points.slice(1)) {
				if (Math.abs(x - atX) + Math.abs(y - atY) < LEAST_STEP) continue;
				path += ` ${x - atX} ${y - atY}`;
				[atX, atY] = [x, y];
			}
			// A minus parts numbers as well as a space.
			return `${path.replaceAll(' -', '-').replace('l ', 'l')}z`;
		})
		.join('');
}

const grounds = new WeakMap<Boundaries, { shapes: RegionShape[]; land: string }>();

/** The ground of a scope; outlines are worked out once. Null for a network without any place. */
export function firstGround(
	scope: Scope,
	directory: Directory,
	boundaries: Boundaries,
): FirstGround | null {
	let ground = grounds.get(boundaries);
	if (!ground) {
		const shapes = regionShapes(boundaries);
		grounds.set(boundaries, (ground = { shapes, land: landPath(shapes) }));
	}
	const box = scopeBox(scope, directory, ground.shapes);
	if (!box) return null;
	const isStreets = ((box.east - box.west) / 360) * WORLD < STREETS;
	return { viewBox: viewBoxOf(box), land: isStreets ? EVERYWHERE : ground.land };
}

/** All marks of a first picture from the least to the most urgent; centers without a row are left out. */
export function firstMarks(
	centers: readonly Center[],
	viewBox: string,
	kindOf: (ordinal: number) => MarkKind | null,
): FirstMarks[] {
	const width = Number(viewBox.split(' ')[2]);
	const digits = Math.max(0, Math.floor(3 - Math.log10(width)));
	const paths = new Map<MarkKind, string>(MARK_KINDS.map((kind) => [kind, '']));
	for (const { ordinal, lat, lon } of centers) {
		const kind = kindOf(ordinal);
		if (!kind) continue;
		const [x, y] = project(lat, lon).map((it) => it.toFixed(digits));
		paths.set(kind, `${paths.get(kind)}M${x} ${y}${tinyLine(kind, width * TINY)}`);
	}
	return [...paths].flatMap(([kind, path]) => (path ? [{ kind, path }] : []));
}

/** A line far smaller than its width: round and square ends make dots and squares, a slope a diamond, corners a triangle. */
function tinyLine(kind: MarkKind, size: number): string {
	const n = (value: number) => Number(value.toFixed(4));
	if (kind === 'critical') return `l${n(size)} ${n(size)}`;
	if (kind !== 'crowded') return 'h0';
	const { half, top, bottom } = TRIANGLE;
	const height = n(size * (bottom - top));
	return `m0 ${n(size * top)}l${n(size * half)} ${height}h${n(-2 * size * half)}z`;
}
