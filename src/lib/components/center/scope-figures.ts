import type { RowView } from '$lib/client/live-board.svelte.ts';
import type { Level } from '$lib/domain/row.ts';
import type { CenterView } from './center-view.ts';

/** A figure made from several centers: its value, from how many, and when the oldest of them was observed. */
export interface Gathered<T> {
	value: T;
	/** Centers that went into it. */
	from: number;
	/** Unix seconds; null when none went into it. */
	oldestAt: number | null;
}

/** What the strip says of a place. */
export interface ScopeFigures {
	/** Centers that are open now: the "N" of "n of N reporting". */
	open: number;
	closed: number;
	reporting: Gathered<number>;
	levels: Record<Level, number>;
	silent: number;
	/** The longest silence, Unix seconds; null when a silent center was never heard or none is silent. */
	silentSince: number | null;
	/** Half of the measured centers wait no longer; seconds. Null value: measured nowhere. */
	waitMedian: Gathered<number | null>;
	/** Nine in ten wait no longer; seconds. */
	waitP90: Gathered<number | null>;
	inside: Gathered<number | null>;
	outside: Gathered<number | null>;
	/** Centers where visitors need a booking now, and those that such a rule spares; whether or not they report. */
	bookingOnly: number;
	exempt: number;
	/** At least one center's data is invented for a demonstration. */
	isSynthetic: boolean;
}

/**
 * Quantile of measured values by the nearest rank, so that it is a value that really occurs; null without values.
 * `share` 0.5 is the median, 0.9 what nine in ten do not exceed.
 */
export function quantile(values: readonly number[], share: number): number | null {
	if (values.length === 0) return null;
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function gather(
	views: readonly CenterView[],
	pick: (view: CenterView) => number | null,
): { values: number[]; oldestAt: number | null } {
	const values: number[] = [];
	let oldestAt: number | null = null;
	for (const view of views) {
		const value = pick(view);
		if (value === null) continue;
		values.push(value);
		if (view.at !== null && (oldestAt === null || view.at < oldestAt)) oldestAt = view.at;
	}
	return { values, oldestAt };
}

const sum = (values: readonly number[]): number | null =>
	values.length === 0 ? null : values.reduce((total, value) => total + value, 0);

/**
 * The figures of a place from its centers. Silent centers are in no sum; closed ones count neither way. Networks too
 * large for whole rows bring the status of each center alone: then people are taken from `place`, the server's own sums.
 */
export function scopeFigures(
	views: readonly CenterView[],
	place: RowView<'a'> | null = null,
): ScopeFigures {
	const levels: Record<Level, number> = { unknown: 0, calm: 0, busy: 0, crowded: 0, critical: 0 };
	const closed = views.filter((view) => view.kind === 'closed');
	const open = views.filter((view) => view.kind !== 'closed');
	const reporting = open.filter((view) => view.isReporting);
	const silent = open.filter((view) => view.isSilent);
	for (const view of open) levels[view.level]++;
	const waits = gather(reporting, (view) => view.waitSeconds);
	const inside = gather(reporting, (view) => view.occupancy);
	const outside = gather(reporting, (view) => view.queueOutside);
	const heard = gather(reporting, (view) => view.at);
	const silences = silent.map((view) => view.at);
	const isStatusOnly = place !== null && reporting.length > 0 && heard.values.length === 0;
	const summed = (value: number | null): Gathered<number | null> => ({
		value,
		from: reporting.length,
		oldestAt: null,
	});
	return {
		open: open.length,
		closed: closed.length,
		bookingOnly: views.filter((view) => view.isBookingOnly).length,
		exempt: views.filter((view) => view.isExempt).length,
		reporting: { value: reporting.length, from: reporting.length, oldestAt: heard.oldestAt },
		levels,
		silent: silent.length,
		silentSince: silences.some((at) => at === null) ? null : quantile(silences as number[], 0),
		waitMedian: {
			value: quantile(waits.values, 0.5),
			from: waits.values.length,
			oldestAt: waits.oldestAt,
		},
		waitP90: {
			value: quantile(waits.values, 0.9),
			from: waits.values.length,
			oldestAt: waits.oldestAt,
		},
		inside: isStatusOnly
			? summed(place.occupancy)
			: { value: sum(inside.values), from: inside.values.length, oldestAt: inside.oldestAt },
		outside: isStatusOnly
			? summed(place.queueOutside)
			: { value: sum(outside.values), from: outside.values.length, oldestAt: outside.oldestAt },
		isSynthetic: views.some((view) => view.isSynthetic),
	};
}
