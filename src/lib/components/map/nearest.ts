/** A direction of the arrow keys. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** A mark that the arrow keys can reach; pixels, y grows downwards. */
export interface Target {
	index: number;
	x: number;
	y: number;
}

/** How much a step aside costs against a step ahead: keeps the walk in the direction of the arrow. */
const ASIDE_COST = 2;

const HEADINGS: Record<Direction, { x: number; y: number }> = {
	left: { x: -1, y: 0 },
	right: { x: 1, y: 0 },
	up: { x: 0, y: -1 },
	down: { x: 0, y: 1 },
};

/**
 * The nearest target from a point in a direction, for the arrow keys; null when none lies that way. Targets within 45°
 * of the direction win over those further aside, so that every mark can be reached and none is skipped at random.
 */
export function nearestInDirection(
	targets: Iterable<Target>,
	from: { x: number; y: number },
	direction: Direction,
	skip: number | null = null,
): number | null {
	const heading = HEADINGS[direction];
	let best: number | null = null;
	let bestCost = Infinity;
	for (const target of targets) {
		if (target.index === skip) continue;
		const dx = target.x - from.x;
		const dy = target.y - from.y;
		const ahead = dx * heading.x + dy * heading.y;
		const aside = Math.abs(dx * heading.y) + Math.abs(dy * heading.x);
		if (ahead <= 0) continue;
		const distance = Math.hypot(ahead, aside * ASIDE_COST);
		const cost = aside <= ahead ? distance : distance * ASIDE_COST + ASIDE_COST * aside;
		if (cost < bestCost) {
			best = target.index;
			bestCost = cost;
		}
	}
	return best;
}

/** The target closest to a point, where the walk begins; null without targets. */
export function nearestTo(
	targets: Iterable<Target>,
	from: { x: number; y: number },
): number | null {
	let best: number | null = null;
	let bestDistance = Infinity;
	for (const target of targets) {
		const distance = (target.x - from.x) ** 2 + (target.y - from.y) ** 2;
		if (distance < bestDistance) {
			best = target.index;
			bestDistance = distance;
		}
	}
	return best;
}
