/** A mark that looks for its place on the screen; lengths in pixels. */
export interface SpreadItem {
	/** Where it would like to be. */
	x: number;
	y: number;
	/** Half of the room it needs. */
	radius: number;
	/** Higher is worse: the worst choose first and so keep their own point. */
	rank: number;
}

/** How places are searched for. */
export interface SpreadSearch {
	/** Room left between two marks, px. */
	gap: number;
	/** Where to look around a home, nearest first; the first is the home itself. See {@link searchOffsets}. */
	offsets: readonly Offset[];
}

/** A point or an offset in pixels. */
export interface Offset {
	x: number;
	y: number;
}

/**
 * The first `count` points of a hexagonal lattice around the origin, nearest first: any two are at least `pitch`
 * apart. Equal distances are ordered by angle, so the result is the same everywhere.
 */
export function hexOffsets(count: number, pitch: number): Offset[] {
	const rings = Math.ceil(Math.sqrt(count)) + 1;
	const points: (Offset & { distance: number; angle: number })[] = [];
	for (let row = -rings; row <= rings; row++) {
		for (let column = -rings; column <= rings; column++) {
			const x = (column + row / 2) * pitch;
			const y = row * (Math.sqrt(3) / 2) * pitch;
			const distance = Math.round(Math.hypot(x, y) * 1000);
			points.push({ x, y, distance, angle: Math.atan2(y, x) });
		}
	}
	points.sort((a, b) => a.distance - b.distance || a.angle - b.angle);
	return points.slice(0, count).map(({ x, y }) => ({ x, y }));
}

/** Offsets `step` px apart up to `reach` px away, nearest first: what {@link spreadMarks} tries around a home. */
export function searchOffsets(reach: number, step: number): Offset[] {
	const count = Math.ceil(4 * (reach / step) ** 2) + 1;
	return hexOffsets(count, step).filter(({ x, y }) => Math.hypot(x, y) <= reach);
}

/**
 * Home points of the centers of one city around the city's point. While the true points are closer together than marks
 * can be drawn, the homes are lattice slots by order of `members` (a center keeps its slot when levels change) and the
 * worst trades places with the one on the city's point; once the zoom pulls the true points further apart, they are home.
 */
export function cityHomes(
	city: Offset,
	members: readonly { x: number; y: number; rank: number }[],
	pitch: number,
): Offset[] {
	const slots = hexOffsets(members.length, pitch);
	const offsets = members.map((member) => ({ x: member.x - city.x, y: member.y - city.y }));
	if (meanSquare(offsets) >= meanSquare(slots)) {
		return members.map(({ x, y }) => ({ x, y }));
	}
	const homes = slots.map((slot) => ({ x: city.x + slot.x, y: city.y + slot.y }));
	let worst = 0;
	for (let i = 1; i < members.length; i++) {
		if ((members[i]?.rank ?? 0) > (members[worst]?.rank ?? 0)) worst = i;
	}
	const first = homes[0];
	const other = homes[worst];
	if (first && other) [homes[0], homes[worst]] = [other, first];
	return homes;
}

function meanSquare(offsets: readonly Offset[]): number {
	if (offsets.length < 2) return 0;
	return offsets.reduce((sum, { x, y }) => sum + x * x + y * y, 0) / offsets.length;
}

/**
 * Places for all marks so that none hides another: the worst first and each on its home if that is free, otherwise on
 * the nearest free point around it; where all points around are taken it stays home and overlaps. Depends on nothing but its
 * arguments. Returns x, y pairs in the order of `items`.
 */
export function spreadMarks(items: readonly SpreadItem[], search: SpreadSearch): Float64Array {
	const placed = new Float64Array(items.length * 2);
	const largest = items.reduce((most, item) => Math.max(most, item.radius), 1);
	const cell = 2 * largest + search.gap;
	const taken = new Map<number, number[]>();
	const keyOf = (column: number, row: number): number => column * 0x400000 + row;
	const order = items.map((_, index) => index);
	order.sort((a, b) => (items[b]?.rank ?? 0) - (items[a]?.rank ?? 0) || a - b);

	const isFree = (x: number, y: number, radius: number): boolean => {
		const column = Math.floor(x / cell);
		const row = Math.floor(y / cell);
		for (let dy = -1; dy <= 1; dy++) {
			for (let dx = -1; dx <= 1; dx++) {
				for (const other of taken.get(keyOf(column + dx, row + dy)) ?? []) {
					const room = radius + (items[other]?.radius ?? 0) + search.gap;
					const ox = placed[other * 2] ?? 0;
					const oy = placed[other * 2 + 1] ?? 0;
					if ((ox - x) ** 2 + (oy - y) ** 2 < room * room - 1e-6) return false;
				}
			}
		}
		return true;
	};

	for (const index of order) {
		const item = items[index];
		if (!item) continue;
		const free = search.offsets.find((o) => isFree(item.x + o.x, item.y + o.y, item.radius));
		const x = item.x + (free?.x ?? 0);
		const y = item.y + (free?.y ?? 0);
		placed[index * 2] = x;
		placed[index * 2 + 1] = y;
		const key = keyOf(Math.floor(x / cell), Math.floor(y / cell));
		const list = taken.get(key);
		if (list) list.push(index);
		else taken.set(key, [index]);
	}
	return placed;
}
