/**
 * How long a state may be silent, for a feed that promised one reading each H seconds. Source: domain.md D9, vector
 * `feed_state`.
 */
const SILENCE = {
	/** Two missed readings are still ordinary jitter. */
	freshCadences: 2,
	lateCadences: 5,
	/** A quick feed gets as long as a restart of its sender takes. */
	lateAtLeastMs: 150_000,
	lostCadences: 10,
	/** After a quarter of an hour the figure says nothing about now. */
	lostAtLeastMs: 15 * 60_000,
} as const;

/** Codes of `freshness` (domain/row.ts). */
export const NEVER = 0;
/** Within two cadences. */
export const FRESH = 1;
/** Shown with its level, and marked. */
export const LATE = 2;
/** Hatched, out of all sums. */
export const STALE = 3;
/** Hatched; its feed needs a person. */
export const LOST = 4;

/** Ages in ms up to which a state is fresh, late and stale; beyond it is lost. */
export interface SilenceLimits {
	freshMs: number;
	lateMs: number;
	staleMs: number;
}

/** The limits of a feed. `floorMs` is the least length of any limit: 2 real seconds of an exercise, else 0. */
export function silenceLimits(cadenceSeconds: number, floorMs: number): SilenceLimits {
	const cadenceMs = cadenceSeconds * 1000;
	return {
		freshMs: Math.max(SILENCE.freshCadences * cadenceMs, floorMs),
		lateMs: Math.max(SILENCE.lateCadences * cadenceMs, SILENCE.lateAtLeastMs, floorMs),
		staleMs: Math.max(SILENCE.lostCadences * cadenceMs, SILENCE.lostAtLeastMs, floorMs),
	};
}

/** Code of the freshness at an age in ms (negative: a clock slightly ahead, fresh). A limit itself still belongs to the better word. */
export function freshness(ageMs: number, cadenceSeconds: number, floorMs: number): number {
	return freshnessWithin(ageMs, silenceLimits(cadenceSeconds, floorMs));
}

/** The same with limits already known. */
export function freshnessWithin(ageMs: number, limits: SilenceLimits): number {
	if (ageMs <= limits.freshMs) return FRESH;
	if (ageMs <= limits.lateMs) return LATE;
	if (ageMs <= limits.staleMs) return STALE;
	return LOST;
}

/** First instant (ms) at which a state observed at `atMs` has a worse word than at `nowMs`; Infinity once it is lost. */
export function nextChangeAt(atMs: number, nowMs: number, limits: SilenceLimits): number {
	const ageMs = nowMs - atMs;
	for (const limit of [limits.freshMs, limits.lateMs, limits.staleMs]) {
		if (ageMs <= limit) return atMs + limit + 1;
	}
	return Infinity;
}

/** Whether figures of this freshness count: they have a level and are in the sums. */
export function isCurrent(code: number): boolean {
	return code === FRESH || code === LATE;
}
