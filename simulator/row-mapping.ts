import { createHash } from 'node:crypto';
import type { FigureSource, Profile } from './profiles/profile.ts';
import type { CsvRow } from './recorded-file.ts';

/** Why a row is not sent although nothing is wrong with it. */
export type Skip = 'no_figure' | 'part_of_total' | 'frozen_source' | 'outside_period' | 'too_old';
/** What is wrong with a row of a file. */
export type RowFault = 'columns' | 'place' | 'time' | 'number';

/** What a row means: a reading, nothing for a reason, or a fault of the file. */
export type MappedRow =
	| { reading: MappedReading }
	| { skip: 'no_figure' | 'part_of_total' }
	| { fault: RowFault; column: string };

/** A row as a reading, before it has an instant in Kezek's time. */
export interface MappedReading {
	place: string;
	/** Instant in the file, Unix ms. */
	at: number;
	figures: Record<string, number>;
	/** The source's own clock is far from `at`: see `Profile.sourceClock`. */
	isFrozen: boolean;
}

/** Reads a row by its profile. */
export function mapRow(profile: Profile, row: CsvRow): MappedRow {
	const { cells } = row;
	if (cells === null) return { fault: 'columns', column: '' };
	if (profile.only && cells[profile.only.column] !== profile.only.equals) {
		return { skip: 'part_of_total' };
	}
	const place = cells[profile.place] ?? '';
	if (place === '') return { fault: 'place', column: profile.place };
	const at = instantOf(cells[profile.at] ?? '');
	if (at === null) return { fault: 'time', column: profile.at };

	const figures: Record<string, number> = {};
	for (const [name, source] of Object.entries(profile.figures)) {
		const value = figureOf(source, cells);
		if (value === null) continue;
		if (!Number.isSafeInteger(value) || value < 0)
			return { fault: 'number', column: source.column };
		figures[name] = value;
	}
	if (Object.keys(figures).length === 0) return { skip: 'no_figure' };
	return { reading: { place, at, figures, isFrozen: isFrozen(profile, cells, at) } };
}

/**
 * Id of a reading: place and instant, so that the same row always has the same id and a repeated
 * run adds nothing. Longer ones than the API allows are cut and told apart by a hash.
 */
export function readingId(place: string, at: Date): string {
	const id = `${place}@${at.toISOString().replace('.000Z', 'Z')}`;
	if (id.length <= 64) return id;
	return `${createHash('sha256').update(id).digest('hex').slice(0, 12)}${id.slice(-52)}`;
}

/** RFC 3339 with `Z` or an offset, in Unix ms; null for anything else. */
function instantOf(text: string): number | null {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text))
		return null;
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : at;
}

function figureOf(source: FigureSource, cells: Record<string, string>): number | null {
	const value = numberOf(cells[source.column] ?? '');
	if (value === null) return source.emptyIs ?? null;
	if (source.times === undefined) return value;
	const times = numberOf(cells[source.times] ?? '');
	return times === null ? null : Math.round(value * times);
}

/** A decimal number; null where the cell is empty, NaN where it is something else. */
function numberOf(cell: string): number | null {
	if (cell === '') return null;
	return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : NaN;
}

function isFrozen(profile: Profile, cells: Record<string, string>, at: number): boolean {
	if (!profile.sourceClock) return false;
	const { column, offset, mostMs } = profile.sourceClock;
	const cell = cells[column] ?? '';
	const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?/.exec(cell);
	const clock = match ? Date.parse(`${match[1]}T${match[2]}${match[3] ?? ':00'}${offset}`) : NaN;
	// A source without a readable clock is not known to be frozen.
	return Math.abs(clock - at) > mostMs;
}
