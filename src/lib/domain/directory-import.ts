import type { Directory } from './directory.ts';
import {
	IMPORT_COLUMNS,
	type ImportColumn,
	type ImportProblem,
	type ImportRow,
	type IsZone,
} from './directory-cell.ts';
import { IMPORT_KINDS, type ImportEntry, type ImportKind } from './directory-entry.ts';
import { knownPlaces } from './directory-places.ts';
import { readEntry } from './directory-row.ts';

/** One record of a file as the tokenizer gives it: the line on which it begins (from 1) and its cells. */
export interface ImportRecord {
	line: number;
	cells: string[];
}

/** What a file says, and all that is wrong with it. Entries are complete only while `errors` is empty. */
export interface ParsedDirectory {
	entries: ImportEntry[];
	/** With any of these nothing may be written. */
	errors: ImportProblem[];
	/** Cells that do not apply to their line's kind and were left out. */
	warnings: ImportProblem[];
}

/** Columns that mean something for a kind; the zone of a region or city is the default of its lines that give none. */
const APPLICABLE: Record<ImportKind, readonly ImportColumn[]> = {
	region: ['lat', 'lon', 'timezone'],
	city: ['region', 'lat', 'lon', 'timezone'],
	center: IMPORT_COLUMNS,
	contact: ['region', 'timezone'],
};
/** Columns that every kind has. */
const SHARED: readonly ImportColumn[] = [
	'kind',
	'id',
	'name_kk',
	'name_ru',
	'name_en',
	'illustrative',
];
/** Ids of places that are no line of a file. */
const RESERVED_IDS = ['nation'];

/**
 * Reads the records of a directory file (contract.md §7), the header first, against what is already known: `present`
 * resolves regions and cities that the file does not bring itself. Never throws; every mistake is listed with its place.
 */
export function parseDirectory(
	records: readonly ImportRecord[],
	present: Directory,
	isZone: IsZone,
): ParsedDirectory {
	const [header, ...body] = records;
	if (!header) {
		const nothing = inLine(1, 'empty', 'The file is empty: its first line must be the header');
		return { entries: [], errors: [nothing], warnings: [] };
	}
	const errors: ImportProblem[] = [];
	const positions = readHeader(header, errors);
	if (body.length === 0) errors.push(inLine(header.line, 'empty', 'No line follows the header'));
	if (errors.length > 0) return { entries: [], errors, warnings: [] };

	const rows = readRows(body, header.cells.length, positions, errors);
	const places = knownPlaces(rows, present, isZone);
	const entries = rows.flatMap((row) => readEntry(row, places, isZone) ?? []);
	rejectRepeated(rows);
	rejectLeftBehind(rows, entries, present);
	const byPlace = (a: ImportProblem, b: ImportProblem) =>
		a.line - b.line || (a.position ?? 0) - (b.position ?? 0);
	return {
		entries,
		errors: errors.sort(byPlace),
		warnings: rows.flatMap((row) => listIgnored(row, positions)).sort(byPlace),
	};
}

function inLine(line: number, reason: ImportProblem['reason'], message: string): ImportProblem {
	return { line, position: null, column: null, reason, message };
}

type Positions = ReadonlyMap<ImportColumn, number>;

/** Where each column stands (from 1). Order is free; only `illustrative` may be absent. */
function readHeader({ line, cells }: ImportRecord, errors: ImportProblem[]): Positions {
	const positions = new Map<ImportColumn, number>();
	cells.forEach((cell, index) => {
		const name = cell.trim();
		const place = { line, position: index + 1, column: name };
		const column = IMPORT_COLUMNS.find((one) => one === name.toLowerCase());
		if (column === undefined) {
			const message = `"${name}" is no column of a directory file: ${IMPORT_COLUMNS.join(', ')}`;
			errors.push({ ...place, reason: 'header_unknown', message });
		} else if (positions.has(column)) {
			const message = `The column ${column} stands twice in the header`;
			errors.push({ ...place, reason: 'header_repeated', message });
		} else positions.set(column, index + 1);
	});
	for (const column of IMPORT_COLUMNS) {
		if (positions.has(column) || column === 'illustrative') continue;
		const message = `The header lacks the column ${column}`;
		errors.push({ line, position: null, column, reason: 'header_missing', message });
	}
	return positions;
}

function readRows(
	records: readonly ImportRecord[],
	width: number,
	positions: Positions,
	errors: ImportProblem[],
): ImportRow[] {
	return records.flatMap(({ line, cells }) => {
		if (cells.length !== width) {
			const message = `The line has ${cells.length} cells, the header has ${width}`;
			errors.push(inLine(line, 'columns', message));
			return [];
		}
		const row: ImportRow = {
			line,
			text: (column) => (cells[(positions.get(column) ?? 0) - 1] ?? '').trim(),
			reject: (column, reason, message) => {
				const position = positions.get(column) ?? null;
				errors.push({ line, position, column, reason, message });
				return null;
			},
		};
		return [row];
	});
}

/** An id stands once per kind; `nation` is no region. */
function rejectRepeated(rows: readonly ImportRow[]): void {
	const seen = new Map<string, number>();
	for (const row of rows) {
		const [kind, id] = [row.text('kind'), row.text('id')];
		if (id === '') continue;
		if (RESERVED_IDS.includes(id) && (kind === 'region' || kind === 'city')) {
			row.reject('id', 'taken', `"${id}" is the whole network and no ${kind}`);
		}
		const first = seen.get(`${kind} ${id}`);
		if (first === undefined) seen.set(`${kind} ${id}`, row.line);
		else row.reject('id', 'repeated', `The ${kind} "${id}" stands already in line ${first}`);
	}
}

/** A city that moves to another region must bring its centers along: those not in the file would keep the old one. */
function rejectLeftBehind(
	rows: readonly ImportRow[],
	entries: readonly ImportEntry[],
	present: Directory,
): void {
	const named = new Set(entries.flatMap((entry) => (entry.kind === 'center' ? entry.id : [])));
	for (const entry of entries) {
		if (entry.kind !== 'city') continue;
		const left = present.centers.filter(
			({ id, cityId, regionId }) =>
				cityId === entry.id && regionId !== entry.regionId && !named.has(id),
		);
		if (left.length === 0) continue;
		const row = rows.find(({ line }) => line === entry.line);
		const ids = left.map(({ id }) => id).join(', ');
		row?.reject('region', 'mismatch', `Centers of this city would stay in the old region: ${ids}`);
	}
}

function listIgnored(row: ImportRow, positions: Positions): ImportProblem[] {
	const kind = IMPORT_KINDS.find((one) => one === row.text('kind'));
	if (!kind) return [];
	const extra = IMPORT_COLUMNS.filter(
		(column) =>
			row.text(column) !== '' && !APPLICABLE[kind].includes(column) && !SHARED.includes(column),
	);
	return extra.map((column) => {
		const message = `${column} does not apply to a ${kind} and was left out`;
		const position = positions.get(column) ?? null;
		return { line: row.line, position, column, reason: 'ignored', message };
	});
}
