/** 1 critical, 2 serious, 3 minor, 4 to be watched: the lower, the worse. */
export const SEVERITIES = [1, 2, 3, 4] as const;
/** How bad it is; the lower, the worse. */
export type Severity = (typeof SEVERITIES)[number];

/** Minutes within which somebody has to acknowledge, by severity; nobody waits for severity 4. Source: domain.md D8. */
export const ACKNOWLEDGE_MINUTES = { 1: 5, 2: 15, 3: 60, 4: null } as const satisfies Record<
	Severity,
	number | null
>;

/** The worse of two severities; null says nothing. */
export function worseOf<S extends Severity | null>(a: S, b: S): S {
	if (a === null) return b;
	return b === null || a <= b ? a : b;
}

/** From so many centers of one city, or so many cities on, what happens is one level worse. Source: domain.md D8. */
const TOGETHER = { centersOfCity: 3, cities: 2 } as const;

/** The severity of what several centers have in common, from the worst of them; `cityIds` has one entry per center. */
export function raisedTogether(worst: Severity, cityIds: readonly (string | null)[]): Severity {
	const counts = new Map<string, number>();
	for (const id of cityIds) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
	const most = Math.max(0, ...counts.values());
	if (most < TOGETHER.centersOfCity && counts.size < TOGETHER.cities) return worst;
	return Math.max(1, worst - 1) as Severity;
}
