import type { Center, CenterClass, CenterType } from './directory.ts';
import { LEVEL_LIMITS, LOAD, type LevelLimits, type Steps } from './load.ts';

/** What the level of a center is judged by, in the order of the forms. */
export const CENTER_DIMENSIONS = ['waitShare', 'insideShare', 'outside'] as const;
/** What the level of the contact center is judged by, in the order of the forms. */
export const CONTACT_DIMENSIONS = ['lostShare', 'waitingPerOperator'] as const;
/** One thing that a level is judged by. */
export type Dimension = keyof LevelLimits;

/** The limits of centers. */
export type CenterLimits = Pick<LevelLimits, (typeof CENTER_DIMENSIONS)[number]>;
/** The limits of the contact center. */
export type ContactLimits = Pick<LevelLimits, (typeof CONTACT_DIMENSIONS)[number]>;

/** Centers that are alike in locality and work: what limits are set for. */
export interface CenterKind {
	class: CenterClass;
	type: CenterType;
}

/** Limits that somebody set for one kind of centers, in a region or (null) in the whole network. */
export interface CenterThreshold extends CenterKind {
	regionId: string | null;
	limits: LevelLimits;
	/** Raised by one at each change, from 1 on. */
	revision: number;
}

/** All limits that somebody set; everything else keeps the presets. */
export interface Thresholds {
	centers: readonly CenterThreshold[];
	contact: { limits: LevelLimits; revision: number } | null;
}

/** Nothing was set. */
export const PRESET_THRESHOLDS: Thresholds = { centers: [], contact: null };

/** A level that other limits would change; `ordinal` 0 of a site is the pool. Levels are codes (domain/row.ts). */
export interface LevelChange {
	kind: 'center' | 'site';
	ordinal: number;
	from: number;
	to: number;
}

/** What was set for exactly these centers; null where nothing was. */
export function thresholdOf(
	thresholds: Thresholds,
	regionId: string | null,
	kind: CenterKind,
): CenterThreshold | null {
	return (
		thresholds.centers.find(
			(one) => one.regionId === regionId && one.class === kind.class && one.type === kind.type,
		) ?? null
	);
}

/** Limits in force for a center: its region's, else the network's, else the presets. */
export function limitsOfCenter(
	thresholds: Thresholds,
	center: Pick<Center, 'regionId' | 'class' | 'type'>,
): LevelLimits {
	const own = thresholdOf(thresholds, center.regionId, center);
	return (own ?? thresholdOf(thresholds, null, center))?.limits ?? LEVEL_LIMITS;
}

/** Limits in force for the contact center: its sites and their pool. */
export function limitsOfContact(thresholds: Thresholds): LevelLimits {
	return thresholds.contact?.limits ?? LEVEL_LIMITS;
}

/** The same with other limits for one kind of centers. */
export function withCenterLimits(
	thresholds: Thresholds,
	place: { regionId: string | null } & CenterKind,
	limits: CenterLimits,
): Thresholds {
	const known = thresholdOf(thresholds, place.regionId, place);
	const { regionId, class: centerClass, type } = place;
	const changed: CenterThreshold = {
		regionId,
		class: centerClass,
		type,
		limits: { ...LEVEL_LIMITS, ...limits },
		revision: (known?.revision ?? 0) + 1,
	};
	return {
		...thresholds,
		centers: [...thresholds.centers.filter((one) => one !== known), changed],
	};
}

/** The same with other limits for the contact center. */
export function withContactLimits(thresholds: Thresholds, limits: ContactLimits): Thresholds {
	const revision = (thresholds.contact?.revision ?? 0) + 1;
	return { ...thresholds, contact: { limits: { ...LEVEL_LIMITS, ...limits }, revision } };
}

/** How limits are typed and shown: a limit times `factor`, within [min, max], with at most so many decimals. */
export const LIMIT_UNITS: Record<
	Dimension,
	{ factor: number; min: number; max: number; digits: number }
> = {
	/** Minutes. */
	waitShare: { factor: LOAD.waitNormSeconds / 60, min: 1, max: 600, digits: 0 },
	/** Percent of the safe capacity. */
	insideShare: { factor: 100, min: 1, max: 1000, digits: 0 },
	/** People. */
	outside: { factor: 1, min: 1, max: 10_000, digits: 0 },
	/** Percent of the offered calls. */
	lostShare: { factor: 100, min: 0.1, max: 99.9, digits: 1 },
	/** Calls. */
	waitingPerOperator: { factor: 1, min: 0.01, max: 100, digits: 2 },
};

/** A limit as it is typed and shown. */
export function shownLimit(dimension: Dimension, limit: number): number {
	const { factor, digits } = LIMIT_UNITS[dimension];
	const scale = 10 ** digits;
	return Math.round(limit * factor * scale) / scale;
}

/** Names of the three fields of a dimension in a form, in the order of its limits. */
export function limitFields(dimension: Dimension): [string, string, string] {
	return [`${dimension}Busy`, `${dimension}Crowded`, `${dimension}Critical`];
}

/** Why a typed limit is none: no such number, outside its range, or not above the one before it. */
export type LimitProblem = 'limit_number' | 'limit_range' | 'limit_order';

/** Reads the three limits of one dimension as they were typed; `problems` names what is wrong with each of them. */
export function readSteps(
	dimension: Dimension,
	typed: readonly [string, string, string],
): { steps: Steps; problems: null } | { steps: null; problems: (LimitProblem | null)[] } {
	const { factor, min, max, digits } = LIMIT_UNITS[dimension];
	const shape = digits === 0 ? /^\d{1,6}$/ : new RegExp(`^\\d{1,6}([.,]\\d{1,${digits}})?$`);
	const shown = typed.map((text) =>
		shape.test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN,
	);
	const problems = shown.map((value, i): LimitProblem | null => {
		if (Number.isNaN(value)) return 'limit_number';
		if (value < min || value > max) return 'limit_range';
		return value <= (shown[i - 1] ?? -Infinity) ? 'limit_order' : null;
	});
	if (problems.some((problem) => problem !== null)) return { steps: null, problems };
	const [busy, crowded, critical] = shown.map((value) => value / factor) as [
		number,
		number,
		number,
	];
	return { steps: [busy, crowded, critical], problems: null };
}
