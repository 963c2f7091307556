import type { Center, ContactCenter, Directory, Place } from './directory.ts';
import { IMPORT_COLUMNS, type ImportColumn } from './directory-cell.ts';

/** What a line of a directory file describes; the order in which kinds are written, so that references point back. */
export const IMPORT_KINDS = ['region', 'city', 'center', 'contact'] as const;
/** What a line of a directory file describes. */
export type ImportKind = (typeof IMPORT_KINDS)[number];

type PlaceFacts = Pick<Place, 'id' | 'name' | 'lat' | 'lon' | 'illustrative'>;
/** A region as a file gives it. */
export type RegionEntry = { kind: 'region'; line: number } & PlaceFacts;
/** A city as a file gives it. */
export type CityEntry = { kind: 'city'; line: number; regionId: string } & PlaceFacts;
/** A center as a file gives it; the store adds the ordinal. */
export type CenterEntry = { kind: 'center'; line: number } & Omit<Center, 'ordinal'>;
/** A contact center as a file gives it; the store adds ordinal and answer target. */
export type ContactEntry = { kind: 'contact'; line: number } & Omit<
	ContactCenter,
	'ordinal' | 'answerTargetSeconds'
>;
/** One checked line of a directory file; `line` is 0 where the entry came from the store. */
export type ImportEntry = RegionEntry | CityEntry | CenterEntry | ContactEntry;

/** A cell as it is written: numbers stay numbers, null is an empty cell. */
export type ImportCell = string | number | null;

/** One field that an import would alter. */
interface FieldChange {
	column: ImportColumn;
	from: ImportCell;
	to: ImportCell;
}

/** What an import would do to one entry. An entry that the file does not name stays: nothing is closed by absence. */
export interface DirectoryChange {
	line: number;
	kind: ImportKind;
	id: string;
	action: 'add' | 'change';
	/** The altered fields; empty for `add`. */
	fields: FieldChange[];
}

/** The cells of an entry by column: the one place that says where a field stands in a file. */
export function cellsOf(entry: ImportEntry): Record<ImportColumn, ImportCell> {
	const isCenter = entry.kind === 'center';
	return {
		kind: entry.kind,
		id: entry.id,
		region: entry.kind === 'region' ? null : entry.regionId,
		city: isCenter ? entry.cityId : null,
		class: isCenter ? entry.class : null,
		type: isCenter ? entry.type : null,
		name_kk: entry.name.kk,
		name_ru: entry.name.ru,
		name_en: entry.name.en,
		lat: entry.kind === 'contact' ? null : entry.lat,
		lon: entry.kind === 'contact' ? null : entry.lon,
		hall_m2: isCenter ? entry.hallM2 : null,
		seats: isCenter ? entry.seats : null,
		windows: isCenter ? entry.windows : null,
		open: isCenter ? entry.opensAt : null,
		close: isCenter ? entry.closesAt : null,
		timezone: isCenter || entry.kind === 'contact' ? entry.timezone : null,
		illustrative: entry.illustrative ? 'yes' : null,
	};
}

/** The whole directory as entries of a file: regions, cities, centers, contact centers; without the nation. */
export function entriesOf(directory: Directory): ImportEntry[] {
	const regions: RegionEntry[] = [];
	const cities: CityEntry[] = [];
	for (const { id, kind, regionId, name, lat, lon, illustrative } of directory.places) {
		const facts = { line: 0, id, name, lat, lon, illustrative };
		if (kind === 'region') regions.push({ kind, ...facts });
		else if (kind === 'city' && regionId !== null) cities.push({ kind, regionId, ...facts });
	}
	const centers = directory.centers.map(({ ordinal: _, ...facts }): CenterEntry => {
		return { kind: 'center', line: 0, ...facts };
	});
	const contacts = directory.contactCenters.map(
		({ id, regionId, name, timezone, illustrative }): ContactEntry => {
			return { kind: 'contact', line: 0, id, regionId, name, timezone, illustrative };
		},
	);
	return [...regions, ...cities, ...centers, ...contacts];
}

/** What importing these entries would do to the present directory, in the order of the file. */
export function diffDirectory(
	entries: readonly ImportEntry[],
	present: Directory,
): DirectoryChange[] {
	const known = new Map(entriesOf(present).map((entry) => [keyOf(entry), cellsOf(entry)]));
	const changes: DirectoryChange[] = [];
	for (const entry of entries) {
		const { line, kind, id } = entry;
		const old = known.get(keyOf(entry));
		if (!old) {
			changes.push({ line, kind, id, action: 'add', fields: [] });
			continue;
		}
		const fields = changedFields(old, cellsOf(entry));
		if (fields.length > 0) changes.push({ line, kind, id, action: 'change', fields });
	}
	return changes;
}

function keyOf(entry: ImportEntry): string {
	return `${entry.kind} ${entry.id}`;
}

function changedFields(
	old: Record<ImportColumn, ImportCell>,
	next: Record<ImportColumn, ImportCell>,
): FieldChange[] {
	return IMPORT_COLUMNS.filter((column) => old[column] !== next[column]).map((column) => {
		return { column, from: old[column], to: next[column] };
	});
}
