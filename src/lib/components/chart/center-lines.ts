import type { HistoryPoint } from '$lib/client/history-request.ts';
import { LOAD } from '$lib/domain/load.ts';
import type { Locale } from '$lib/domain/directory.ts';
import { formatTime } from '$lib/format/date.ts';
import { formatNumber } from '$lib/format/number.ts';
import { m } from '$lib/paraglide/messages.js';
import type { Line, LineChartContent } from './line-chart.ts';

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

/** What both charts of a center begin with. */
interface CenterLines {
	points: readonly HistoryPoint[];
	/** Operations clock in ms. */
	now: number;
	windowMs: number;
	zone: string;
	locale: Locale;
}

/** People: hall queue, inside, and the safe capacity as a limit; null where it is unknown. */
export function peopleContent(given: CenterLines, capacity: number | null): LineChartContent {
	return contentOf(given, [
		{
			label: m.chart_queue(),
			token: '--chart-now',
			stroke: 'solid',
			points: given.points.map(({ at, queueLength }) => ({ x: at, y: queueLength })),
		},
		{
			label: m.chart_inside(),
			token: '--chart-usual-line',
			stroke: 'dashed',
			points: given.points.map(({ at, occupancy }) => ({ x: at, y: occupancy })),
		},
		...(capacity === null ? [] : [limit(given, m.chart_safe(), capacity)]),
	]);
}

/** The expected wait in minutes, with its norm as a limit. */
export function waitContent(given: CenterLines): LineChartContent {
	return contentOf(given, [
		{
			label: m.chart_wait(),
			token: '--chart-now',
			stroke: 'solid',
			points: given.points.map(({ at, waitSeconds }) => ({
				x: at,
				y: waitSeconds === null ? null : waitSeconds / 60,
			})),
		},
		limit(given, m.chart_norm(), LOAD.waitNormSeconds / 60),
	]);
}

/** The right edge moves once a minute: a chart that creeps cannot be read. */
function edges({ now, windowMs }: CenterLines): { from: number; to: number } {
	const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
	return { from: to - windowMs, to };
}

function limit(given: CenterLines, label: string, y: number): Line {
	const { from, to } = edges(given);
	const points = [
		{ x: from, y },
		{ x: to, y },
	];
	return { label, token: '--chart-norm', stroke: 'thin', points };
}

function contentOf(given: CenterLines, lines: Line[]): LineChartContent {
	const { from, to } = edges(given);
	const first = Math.ceil(from / HALF_HOUR_MS) * HALF_HOUR_MS;
	const count = Math.floor((to - first) / HALF_HOUR_MS) + 1;
	return {
		from,
		to,
		lines,
		ticks: Array.from({ length: count }, (_, n) => first + n * HALF_HOUR_MS),
		tickText: (at) => formatTime(new Date(at), given.zone),
		valueText: (value) => formatNumber(value, given.locale),
		gapMs: 3 * MINUTE_MS,
	};
}
