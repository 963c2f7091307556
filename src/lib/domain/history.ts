import { parseInstant, wrongField } from './instant.ts';
import { FLOW_FIGURES, OCCUPANCY_FIGURES, OUTSIDE_FIGURES, QUEUE_FIGURES } from './reading.ts';
import { CONTACT_FLOW_FIGURES, CONTACT_STATE_FIGURES } from './reading.ts';

/** Length of one point of a chart. */
const HISTORY_STEPS = ['raw', '1m', '15m', '1h'] as const;
/** Length of one point of a chart. */
type HistoryStep = (typeof HISTORY_STEPS)[number];

/** Figures of a center's history. */
export const CENTER_METRICS = [
	...OCCUPANCY_FIGURES,
	...QUEUE_FIGURES,
	...OUTSIDE_FIGURES,
	...FLOW_FIGURES,
] as const;
/** Figures of a contact-center site's history. */
export const CONTACT_METRICS = [...CONTACT_STATE_FIGURES, ...CONTACT_FLOW_FIGURES] as const;

/** Sums of counted figures over points of a history; null where no point counted one. */
export function sumsOf<K extends string>(
	points: readonly Readonly<Record<string, unknown>>[],
	names: readonly K[],
): Record<K, number | null> {
	const sumOf = (name: K): number | null => {
		const values = points.map((point) => point[name]).filter((value) => typeof value === 'number');
		return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
	};
	return Object.fromEntries(names.map((name) => [name, sumOf(name)])) as Record<K, number | null>;
}

/** What a chart asks for. */
export interface HistoryQuery {
	/** Start, inclusive. */
	from: Date;
	/** End, exclusive. */
	to: Date;
	step: HistoryStep;
	/** Figures to return; all when not named. */
	metrics: readonly string[];
}

const HOUR_MS = 3600 * 1000;
/** Longest span by step, in ms: so many points and not more. */
const LONGEST_MS: Record<HistoryStep, number> = {
	raw: 24 * HOUR_MS,
	'1m': 7 * 24 * HOUR_MS,
	'15m': 100 * 24 * HOUR_MS,
	'1h': 400 * 24 * HOUR_MS,
};

/**
 * Reads `from`, `to`, `step` and `metrics` of an address; without them the last two hours by minutes, all figures.
 * Throws `invalid` with the field for anything that is not a time, step or figure, or a span too long for its step.
 */
export function parseHistoryQuery(
	read: (name: string) => string | null,
	known: readonly string[],
	now: Date,
): HistoryQuery {
	const to = parseInstant('to', read('to')) ?? now;
	const from = parseInstant('from', read('from')) ?? new Date(to.getTime() - 2 * HOUR_MS);
	const step = (read('step') ?? '1m') as HistoryStep;
	if (!HISTORY_STEPS.includes(step)) {
		throw wrongField('step', 'range', `step must be one of ${HISTORY_STEPS.join(', ')}`);
	}
	if (from >= to) throw wrongField('from', 'range', 'from must lie before to');
	if (to.getTime() - from.getTime() > LONGEST_MS[step]) {
		throw wrongField('step', 'range', 'the span is too long for this step: choose a coarser one');
	}
	const metrics = read('metrics')?.split(',').filter(Boolean) ?? known;
	const unknown = metrics.find((metric) => !known.includes(metric));
	if (unknown !== undefined) throw wrongField('metrics', 'unknown_field', `no figure "${unknown}"`);
	return { from, to, step, metrics };
}
