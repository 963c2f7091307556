import type { RowView } from '$lib/client/live-board.svelte.ts';
import type { Center, Directory } from '$lib/domain/directory.ts';
import {
	FRESHNESS,
	LEVELS,
	REGIME_BITS,
	STATE_BITS,
	type Freshness,
	type Level,
} from '$lib/domain/row.ts';
import { markOf, markOfStatus, ruleOfStatus, type MarkKind } from '../map/mark.ts';

/** What the list, the strip and the panel show of one center, taken from its newest row. */
export interface CenterView {
	center: Center;
	/** Name of its city, else of its region; null when the directory knows neither. */
	placeName: Center['name'] | null;
	level: Level;
	freshness: Freshness;
	/** What is drawn: the level, or closed. */
	kind: MarkKind;
	/** Known to be closed now: not counted as silent. */
	isClosed: boolean;
	/** Open, and nothing current is known of it. */
	isSilent: boolean;
	/** Its figures count: fresh or late, and a level is known. */
	isReporting: boolean;
	/** Visitors need a booking now. */
	isBookingOnly: boolean;
	/** A rule of its city spares it. */
	isExempt: boolean;
	/** The data is invented for a demonstration or an exercise. */
	isSynthetic: boolean;
	/** Unix seconds of the oldest figure shown; null when nothing was ever heard. */
	at: number | null;
	/** Of somebody who joins now without a booking. */
	waitSeconds: number | null;
	occupancy: number | null;
	/** People inside over the safe capacity. */
	fillShare: number | null;
	queueLength: number | null;
	queueOutside: number | null;
	/** −1 falling, 0 steady, 1 rising. */
	trend: number | null;
}

/** The row kinds a list can be made from: whole rows, or the status alone in networks too large for them. */
export interface RowSource {
	row(kind: 'c', ordinal: number): RowView<'c'> | null;
	value(kind: 'l', ordinal: number, column: 'status'): number | null;
}

/** The view of one center; without any row it is a center that was never heard. */
export function viewCenter(
	center: Center,
	placeName: Center['name'] | null,
	rows: RowSource,
): CenterView {
	const row = rows.row('c', center.ordinal);
	if (!row) return viewStatus(center, placeName, rows.value('l', center.ordinal, 'status'));
	const state = row.state ?? 0;
	const { kind } = markOf(row.level, row.freshness, state);
	const level = LEVELS[row.level ?? 0] ?? 'unknown';
	const { occupancy, capacity } = row;
	return {
		center,
		placeName,
		level,
		freshness: FRESHNESS[row.freshness ?? 0] ?? 'never',
		kind,
		isClosed: (state & STATE_BITS.closed) !== 0,
		isSilent: kind === 'unknown',
		isReporting: level !== 'unknown',
		...ruleView(row.regime ?? 0),
		isSynthetic: (state & STATE_BITS.synthetic) !== 0,
		at: row.at,
		waitSeconds: row.waitSeconds,
		occupancy,
		fillShare: occupancy === null || !capacity ? null : occupancy / capacity,
		queueLength: row.queueLength,
		queueOutside: row.queueOutside,
		trend: row.trend,
	};
}

function ruleView(bits: number): Pick<CenterView, 'isBookingOnly' | 'isExempt'> {
	return {
		isBookingOnly: (bits & REGIME_BITS.bookingOnly) !== 0,
		isExempt: (bits & REGIME_BITS.exempt) !== 0,
	};
}

function viewStatus(
	center: Center,
	placeName: Center['name'] | null,
	status: number | null,
): CenterView {
	const { kind } = markOfStatus(status);
	const level = LEVELS[(status ?? 0) & 7] ?? 'unknown';
	return {
		center,
		placeName,
		level,
		freshness: FRESHNESS[((status ?? 0) >> 3) & 7] ?? 'never',
		kind,
		isClosed: false,
		isSilent: kind === 'unknown',
		isReporting: level !== 'unknown',
		...ruleView(ruleOfStatus(status ?? 0)),
		isSynthetic: false,
		at: null,
		waitSeconds: null,
		occupancy: null,
		fillShare: null,
		queueLength: null,
		queueOutside: null,
		trend: null,
	};
}

/** Names of the places that centers stand under: their city, or their region outside cities. Made once per directory. */
export function placeNames(directory: Directory): (center: Center) => Center['name'] | null {
	const names = new Map(directory.places.map((place) => [`${place.kind}:${place.id}`, place.name]));
	return (center) =>
		(center.cityId === null ? undefined : names.get(`city:${center.cityId}`)) ??
		names.get(`region:${center.regionId}`) ??
		null;
}
