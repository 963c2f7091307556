import type { Center, Directory } from '$lib/domain/directory.ts';
import { groupByCity, type CityGroup } from './city-group.ts';
import { createHitGrid, type HitGrid } from './hit-grid.ts';
import { MARK_KINDS, RANK, type Mark, type MarkKind } from './mark.ts';
import { markRadius } from './mark-shape.ts';
import { cityHomes, searchOffsets, spreadMarks, type Offset, type SpreadItem } from './spread.ts';

/** Rank of a center that has no row in what the page has joined: it is not drawn. */
export const NOT_SHOWN = 255;

/** Above this many centers they stay on their true points: spreading all of them would cost every zoom too much. */
const MOST_SPREAD = 2000;
/** How far apart spread marks keep, how far one moves and in which steps; all in sizes of a critical mark. */
const SPREAD = { gap: 0.1, reach: 2, step: 0.15 } as const;

/** Which marks a new reading of the rows has touched. */
export interface FieldChange {
	/** Positions in `centers` whose look changed. */
	changed: number[];
	/** Those of them that were shown and are critical now. */
	turnedCritical: number[];
	/** True when a size or a rank changed, so places must be found again. */
	isReranked: boolean;
	/** True when a rule changed. */
	isRuled: boolean;
}

/** All marks of one network: what each looks like and where it stands, in px of the projected world at the zoom. */
export interface MarkField {
	readonly centers: readonly Center[];
	readonly cities: readonly CityGroup[];
	/** Rank of each look (`MARK_KINDS`), or {@link NOT_SHOWN}. */
	readonly ranks: Uint8Array;
	/** 1 where the data is late. */
	readonly late: Uint8Array;
	/** Bits of the rule in force (`REGIME_BITS`). */
	readonly rules: Uint8Array;
	/** Places as x, y pairs. */
	readonly xy: Float64Array;
	/** Sizes of the looks at the zoom, CSS px. */
	readonly sizes: Record<MarkKind, number>;
	indexOf(ordinal: number): number | undefined;
	/** Reads rows again: those of some ordinals, or of all. */
	read(ordinals: ReadonlySet<number> | 'all'): FieldChange;
	/** Takes a new zoom: projects every center and finds its place. */
	project(toPixel: (lat: number, lon: number) => Offset, sizes: Record<MarkKind, number>): void;
	/** Finds places again after ranks changed; the positions in `centers` that moved. */
	respread(): number[];
	/** Look of a shown mark. */
	kindOf(index: number): MarkKind;
	/** Half of a mark's room, CSS px. */
	radiusOf: (index: number) => number;
	/** Marks near a point; built when first asked for after a change of places. */
	grid(): HitGrid;
}

/**
 * Marks of a directory; by the ordinal of a center `readMark` gives its look, null while it has no row, and `readRule` the
 * bits of its rule.
 */
export function createMarkField(
	directory: Directory,
	readMark: (ordinal: number) => Mark | null,
	readRule: (ordinal: number) => number = () => 0,
): MarkField {
	const centers = directory.centers.toSorted((a, b) => a.ordinal - b.ordinal);
	const count = centers.length;
	const indexByOrdinal = new Map(centers.map(({ ordinal }, index) => [ordinal, index]));
	const cities = groupByCity(directory, centers);
	const ranks = new Uint8Array(count).fill(NOT_SHOWN);
	const late = new Uint8Array(count);
	const rules = new Uint8Array(count);
	const trueXy = new Float64Array(count * 2);
	const xy = new Float64Array(count * 2);
	let cityPoints: Offset[] = [];
	let sizes = Object.fromEntries(MARK_KINDS.map((kind) => [kind, 1])) as MarkField['sizes'];
	let gap = 0;
	let offsets: Offset[] = [];
	let grid: HitGrid | null = null;

	const isShown = (index: number): boolean => ranks[index] !== NOT_SHOWN;
	const kindOf = (index: number): MarkKind => MARK_KINDS[ranks[index] ?? 0] ?? 'unknown';
	const radiusOf = (index: number): number => markRadius(kindOf(index), sizes[kindOf(index)]);
	const truePoint = (index: number): Offset => ({
		x: trueXy[index * 2] ?? 0,
		y: trueXy[index * 2 + 1] ?? 0,
	});

	function homes(): Offset[] {
		const found = centers.map((_, index) => truePoint(index));
		cities.forEach(({ members }, at) => {
			const city = cityPoints[at];
			if (!city) return;
			const items = members.map((index) => ({
				...truePoint(index),
				rank: isShown(index) ? (ranks[index] ?? 0) : -1,
			}));
			cityHomes(city, items, sizes.busy + gap).forEach((home, slot) => {
				const index = members[slot];
				if (index !== undefined) found[index] = home;
			});
		});
		return found;
	}

	function respread(): number[] {
		if (count > MOST_SPREAD) return move(trueXy);
		const shown: number[] = [];
		const items: SpreadItem[] = [];
		homes().forEach((home, index) => {
			if (!isShown(index)) return;
			shown.push(index);
			items.push({ ...home, radius: radiusOf(index), rank: ranks[index] ?? 0 });
		});
		const placed = spreadMarks(items, { gap, offsets });
		const target = trueXy.slice();
		shown.forEach((index, at) => {
			target[index * 2] = placed[at * 2] ?? 0;
			target[index * 2 + 1] = placed[at * 2 + 1] ?? 0;
		});
		return move(target);
	}

	function move(target: Float64Array): number[] {
		const moved: number[] = [];
		for (let index = 0; index < count; index++) {
			const [x = 0, y = 0] = [target[index * 2], target[index * 2 + 1]];
			if (xy[index * 2] === x && xy[index * 2 + 1] === y) continue;
			xy[index * 2] = x;
			xy[index * 2 + 1] = y;
			moved.push(index);
		}
		if (moved.length > 0) grid = null;
		return moved;
	}

	function read(ordinals: ReadonlySet<number> | 'all'): FieldChange {
		const change: FieldChange = {
			changed: [],
			turnedCritical: [],
			isReranked: false,
			isRuled: false,
		};
		for (const ordinal of ordinals === 'all' ? indexByOrdinal.keys() : ordinals) {
			const index = indexByOrdinal.get(ordinal);
			if (index === undefined) continue;
			const mark = readMark(ordinal);
			const rule = mark ? readRule(ordinal) : 0;
			if (rules[index] !== rule) change.isRuled = true;
			rules[index] = rule;
			const rank = mark ? RANK[mark.kind] : NOT_SHOWN;
			const isLate = mark?.isLate ? 1 : 0;
			const before = ranks[index];
			if (before === rank && late[index] === isLate) continue;
			ranks[index] = rank;
			late[index] = isLate;
			change.changed.push(index);
			if (before !== rank) change.isReranked = true;
			if (before === NOT_SHOWN || rank === NOT_SHOWN) grid = null;
			if (rank === RANK.critical && before !== rank && before !== NOT_SHOWN) {
				change.turnedCritical.push(index);
			}
		}
		return change;
	}

	return {
		centers,
		cities,
		ranks,
		late,
		rules,
		xy,
		get sizes() {
			return sizes;
		},
		indexOf: (ordinal) => indexByOrdinal.get(ordinal),
		read,
		project(toPixel, newSizes) {
			if (newSizes.critical !== sizes.critical) {
				const { critical } = newSizes;
				gap = SPREAD.gap * critical;
				offsets = searchOffsets(SPREAD.reach * critical, SPREAD.step * critical);
			}
			sizes = newSizes;
			centers.forEach(({ lat, lon }, index) => {
				const { x, y } = toPixel(lat, lon);
				trueXy[index * 2] = x;
				trueXy[index * 2 + 1] = y;
			});
			cityPoints = cities.map(({ lat, lon }) => toPixel(lat, lon));
			respread();
		},
		respread,
		kindOf,
		radiusOf,
		grid: () => (grid ??= createHitGrid(xy, isShown)),
	};
}
