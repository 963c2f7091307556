import { agedOf, isLater, seconds } from './center-picture.ts';
import { FRESH, isCurrent, LOST, NEVER } from './freshness.ts';
import {
	contactDimensions,
	freshLevelMemory,
	nextLevel,
	nextLevelChangeAt,
	UNKNOWN,
	type LevelMemory,
} from './load.ts';
import { flowMinutes, MINUTE_MS, minuteOf, sumOf, type Minutes } from './minute-window.ts';
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
	memory: LevelMemory;
	/** First instant (ms) at which time alone changes the row. */
	dueAt: number;
	/** What it adds to the pool. */
	figures: Figures;
	freshness: number;
	atMs: number | null;
}

/** What a contact picture depends on beside its inputs. */
export interface ContactContext {
	ordinal: number;
	memory: LevelMemory;
	nowMs: number;
	floorMs: number;
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
	return picture({ figures, freshness: shown.freshness, atMs: shown.atMs }, context, dueAt);
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
	if (counted.length > 0) {
		const freshness = Math.max(...counted.map((site) => site.freshness));
		const atMs = Math.min(...counted.map((site) => site.atMs ?? Infinity));
		return picture({ figures, freshness, atMs }, context, Infinity);
	}
	const heard = sites.filter((site) => site.freshness !== NEVER);
	const freshness = heard.length === 0 ? NEVER : Math.min(...heard.map((s) => s.freshness));
	const atMs = heard.length === 0 ? null : Math.max(...heard.map((site) => site.atMs ?? 0));
	return picture({ figures, freshness, atMs }, context, Infinity);
}

function picture(
	{ figures, freshness, atMs }: Pick<ContactPicture, 'figures' | 'freshness' | 'atMs'>,
	context: ContactContext,
	dueAt: number,
): ContactPicture {
	const current = isCurrent(freshness);
	const forgotten = freshness < FRESH || freshness === LOST;
	const dimensions = current ? contactDimensions(figures) : {};
	const measured = Object.values(dimensions).some((value) => value !== null);
	const memory = forgotten
		? freshLevelMemory()
		: nextLevel(context.memory, dimensions, context.nowMs, context.floorMs);
	const row: Record<Column<'k'>, number | null> = {
		ordinal: context.ordinal,
		at: seconds(atMs),
		level: measured ? memory.level : UNKNOWN,
		freshness,
		mode: 0,
		severity: 0,
		...figures,
	};
	return {
		k: COLUMNS.k.map((name) => row[name]),
		memory,
		dueAt: Math.min(dueAt, measured ? nextLevelChangeAt(memory, context.floorMs) : Infinity),
		figures,
		freshness,
		atMs,
	};
}
