import type { Board } from '../../domain/board.ts';
import type { Center, Place } from '../../domain/directory.ts';
import {
	COLUMNS,
	FRESHNESS,
	LEVELS,
	type Column,
	type Freshness,
	type Level,
	type Row,
	type RowKind,
} from '../../domain/row.ts';

/** A row as `GET /api/v1/board` gives it: columns by name, codes as words, instants in RFC 3339. */
type NamedRow<K extends RowKind> = {
	[C in Exclude<Column<K>, 'ordinal'>]: C extends 'level'
		? Level
		: C extends 'freshness'
			? Freshness
			: C extends 'at'
				? string | null
				: number | null;
} & { id: string };

/** The present picture in words (contract.md §4). Ages in seconds of operations time; null where nothing was heard. */
export interface BoardView {
	/** Operations clock. */
	at: string;
	centers: (NamedRow<'c'> & { ageSeconds: number | null })[];
	/** The sites; the pool of all is `pool`. */
	contactCenters: (NamedRow<'k'> & { ageSeconds: number | null })[];
	/** Nation, regions and cities. */
	aggregates: (NamedRow<'a'> & { kind: Place['kind'] })[];
}

/** What a caller may see; without a function all of it. */
export interface ViewFilter {
	center?: (center: Center) => boolean;
	place?: (place: Place) => boolean;
	/** Of the contact center, by ordinal; 0 is the pool. */
	site?: (ordinal: number) => boolean;
}

/** Id of the pool among the contact centers. */
const POOL_ID = 'pool';

/** The picture of a Board at an instant, cut to what the caller may see. */
export function viewOf(board: Board, now: Date, filter: ViewFilter = {}): BoardView {
	const { directory, tables } = board;
	const rowsOf = <K extends RowKind>(kind: K, entries: { ordinal: number; id: string }[]) =>
		entries.flatMap(({ ordinal, id }) => {
			const row = tables[kind].read(ordinal);
			return row ? [namedRow(kind, id, row)] : [];
		});
	const maySeeSite = filter.site ?? (() => true);
	const sites = [...directory.contactCenters, { ordinal: 0, id: POOL_ID }].filter(({ ordinal }) =>
		maySeeSite(ordinal),
	);
	return {
		at: now.toISOString(),
		centers: rowsOf('c', directory.centers.filter(filter.center ?? (() => true))).map((row) =>
			aged(row, now),
		),
		contactCenters: rowsOf('k', sites).map((row) => aged(row, now)),
		aggregates: directory.places.filter(filter.place ?? (() => true)).flatMap((place) => {
			const row = tables.a.read(place.ordinal);
			return row ? [{ ...namedRow('a', place.id, row), kind: place.kind }] : [];
		}),
	};
}

/** The present picture of some centers in detail, by id; those that no feed ever spoke of are left out. */
export function detailsOf(
	board: Board,
	now: Date,
	ids: ReadonlySet<string>,
): Map<string, NamedRow<'d'> & { ageSeconds: number | null }> {
	return new Map(
		board.directory.centers.flatMap(({ id, ordinal }) => {
			const row = ids.has(id) ? board.tables.d.read(ordinal) : null;
			return row ? [[id, aged(namedRow('d', id, row), now)] as const] : [];
		}),
	);
}

function aged<T extends { at: string | null }>(
	named: T,
	now: Date,
): T & { ageSeconds: number | null } {
	const ageMs = named.at === null ? null : now.getTime() - Date.parse(named.at);
	return { ...named, ageSeconds: ageMs === null ? null : Math.max(0, Math.floor(ageMs / 1000)) };
}

function namedRow<K extends RowKind>(kind: K, id: string, row: Row): NamedRow<K> {
	const named: Record<string, unknown> = { id };
	COLUMNS[kind].forEach((column, i) => {
		if (column !== 'ordinal') named[column] = inWords(column, row[i] ?? null);
	});
	return named as NamedRow<K>;
}

function inWords(column: string, value: number | null): string | number | null {
	if (column === 'level') return LEVELS[value ?? 0] ?? 'unknown';
	if (column === 'freshness') return FRESHNESS[value ?? 0] ?? 'never';
	if (column === 'at') return value === null ? null : new Date(value * 1000).toISOString();
	return value;
}
