import { agedOf, isLater, seconds } from './center-picture.ts';
import { isCurrent, NEVER } from './freshness.ts';
import {
	contactDimensions,
	heldLevel,
	LOAD,
	UNKNOWN,
	type Dimensions,
	type LevelLimits,
} from './load.ts';
import {
	flowMinutes,
	MINUTE_MS,
	minuteOf,
	minutesTouching,
	sumOf,
	type Minutes,
} from './minute-window.ts';
import {
	CONTACT_STATE_FIGURES,
	type ContactFlowFigure,
	type ContactMinute,
	type ContactPresent,
	type ContactStateFigure,
} from './reading.ts';
import { COLUMNS, type Column, type Row } from './row.ts';
import { shownParts } from './shown-parts.ts';

/** All that is known of one site of the contact center. */
export interface ContactInputs {
	/** By feed. */
	present: Map<number, ContactPresent>;
	minutes: Minutes<ContactMinute>;
}

/** Inputs of a site nobody has reported yet. */
export function noContactInputs(): ContactInputs {
	return { present: new Map(), minutes: new Map() };
}

/** Counted figures of a `k` row, over the last 15 min. */
const COUNTED = [
	'offered',
	'answered',
	'answeredInTarget',
	'abandoned',
	'handleSeconds',
	'answerWaitSeconds',
] as const satisfies ContactFlowFigure[];
type Figures = Record<ContactStateFigure | (typeof COUNTED)[number], number | null>;

/** One site, or the pool, at one instant. */
export interface ContactPicture {
	/** Its `k` row. */
	k: Row;
	/** First instant (ms) at which time alone changes the row. */
	dueAt: number;
	/** What it adds to the pool. */
	figures: Figures;
	/** How full its last minutes were. */
	loads: Minutes<CallLoad>;
	freshness: number;
	atMs: number | null;
}

/** One minute of a site, or of the pool; null where not measured. */
interface CallLoad {
	/** Most calls waiting at once; over several sites the sum of each one's most. */
	peak: number | null;
	/** Mean number of calls waiting. */
	mean: number | null;
	/** Mean number of operators on shift. */
	operators: number | null;
}

/** What a contact picture depends on beside its inputs. */
export interface ContactContext {
	ordinal: number;
	nowMs: number;
	floorMs: number;
	limits: LevelLimits;
}

/** The row of one site: of several feeds the newest `(at, id)`, and the sums of the last 15 min. */
export function sitePictureOf(inputs: ContactInputs, context: ContactContext): ContactPicture {
	const { nowMs, floorMs } = context;
	let best: ContactPresent | null = null;
	for (const one of inputs.present.values()) if (best === null || isLater(one, best)) best = one;
	const aged = best && agedOf(best.at, best.cadenceSeconds, floorMs);
	const shown = shownParts([aged], nowMs);
	const flows = flowMinutes(inputs.minutes, nowMs, floorMs);
	const figures = {} as Figures;
	for (const name of CONTACT_STATE_FIGURES) figures[name] = best?.[name] ?? null;
	for (const name of COUNTED) figures[name] = sumOf(flows, (minute) => minute[name]);
	const minuteDueAt = inputs.minutes.size > 0 ? minuteOf(nowMs) + MINUTE_MS : Infinity;
	const dueAt = Math.min(shown.dueAt, minuteDueAt);
	const loads = new Map([...inputs.minutes].map(([start, minute]) => [start, loadOf(minute)]));
	const { freshness, atMs } = shown;
	return picture({ figures, loads, freshness, atMs }, context, dueAt);
}

/**
 * The row of the pool: one queue over all sites, so figures of the reporting sites add up (the longest wait is the
 * maximum). Its age is that of the oldest site counted. While no site reports it has the best word any site has, and no
 * figures.
 */
export function poolPictureOf(
	sites: readonly ContactPicture[],
	context: ContactContext,
): ContactPicture {
	const counted = sites.filter((site) => isCurrent(site.freshness));
	const figures = {} as Figures;
	for (const name of [...CONTACT_STATE_FIGURES, ...COUNTED]) {
		const values = counted.map((site) => site.figures[name]).filter((value) => value !== null);
		figures[name] =
			values.length === 0
				? null
				: name === 'longestWaitSeconds'
					? Math.max(...values)
					: values.reduce((sum, value) => sum + value, 0);
	}
	const loads = sumOfLoads(counted.map((site) => site.loads));
	if (counted.length > 0) {
		const freshness = Math.max(...counted.map((site) => site.freshness));
		const atMs = Math.min(...counted.map((site) => site.atMs ?? Infinity));
		return picture({ figures, loads, freshness, atMs }, context, Infinity);
	}
	const heard = sites.filter((site) => site.freshness !== NEVER);
	const freshness = heard.length === 0 ? NEVER : Math.min(...heard.map((s) => s.freshness));
	const atMs = heard.length === 0 ? null : Math.max(...heard.map((site) => site.atMs ?? 0));
	return picture({ figures, loads, freshness, atMs }, context, Infinity);
}

function picture(
	known: Pick<ContactPicture, 'figures' | 'loads' | 'freshness' | 'atMs'>,
	{ ordinal, nowMs, floorMs, limits }: ContactContext,
	dueAt: number,
): ContactPicture {
	const { figures, loads, freshness, atMs } = known;
	const level = !isCurrent(freshness)
		? UNKNOWN
		: heldLevel(
				contactDimensions(figures),
				{
					peaks: () =>
						flowMinutes(loads, nowMs, floorMs).map((load) => waitingOf(load.peak, load.operators)),
					recent: () =>
						minutesTouching(loads, nowMs, LOAD.leaveAfterMs, floorMs).map((load) =>
							waitingOf(load.mean, load.operators),
						),
				},
				limits,
			);
	const row: Record<Column<'k'>, number | null> = {
		ordinal,
		at: seconds(atMs),
		level,
		freshness,
		mode: 0,
		severity: 0,
		...figures,
	};
	return { ...known, k: COLUMNS.k.map((name) => row[name]), dueAt };
}

/** The lost share is a mean of a quarter of an hour already: it needs no holding. */
function waitingOf(callsWaiting: number | null, operatorsOnShift: number | null): Dimensions {
	return contactDimensions({ callsWaiting, operatorsOnShift, offered: null, abandoned: null });
}

function loadOf(minute: ContactMinute): CallLoad {
	const { callsWaitingSum, callsWaitingN, operatorsSum, operatorsN } = minute;
	return {
		peak: minute.callsWaitingMax,
		mean: callsWaitingN > 0 ? callsWaitingSum / callsWaitingN : null,
		operators: operatorsN > 0 ? operatorsSum / operatorsN : null,
	};
}

function sumOfLoads(sites: readonly Minutes<CallLoad>[]): Minutes<CallLoad> {
	const total: Minutes<CallLoad> = new Map();
	for (const loads of sites) {
		for (const [start, load] of loads) {
			const sum = total.get(start);
			total.set(
				start,
				sum === undefined
					? load
					: {
							peak: plus(sum.peak, load.peak),
							mean: plus(sum.mean, load.mean),
							operators: plus(sum.operators, load.operators),
						},
			);
		}
	}
	return total;
}

function plus(a: number | null, b: number | null): number | null {
	return a === null ? b : b === null ? a : a + b;
}
