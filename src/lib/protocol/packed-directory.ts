import type { Directory } from '../domain/directory.ts';

/** Like things as rows under one list of their columns: in a list of hundreds the names of the fields weigh as much as the values. */
interface PackedList<T> {
	columns: (keyof T)[];
	rows: T[keyof T][][];
}

/** A directory as the first HTML carries it. */
export interface PackedDirectory {
	version: string;
	places: PackedList<Directory['places'][number]>;
	centers: PackedList<Directory['centers'][number]>;
	contactCenters: PackedList<Directory['contactCenters'][number]>;
}

/** Packs a directory for the way to the browser; `unpackDirectory` gives it back. */
export function packDirectory(directory: Directory): PackedDirectory {
	return {
		version: directory.version,
		places: pack(directory.places),
		centers: pack(directory.centers),
		contactCenters: pack(directory.contactCenters),
	};
}

/** The directory that was packed. */
export function unpackDirectory(packed: PackedDirectory): Directory {
	return {
		version: packed.version,
		places: unpack(packed.places),
		centers: unpack(packed.centers),
		contactCenters: unpack(packed.contactCenters),
	};
}

/** Every thing of a list has the same fields: they come from one query. */
function pack<T extends object>(list: readonly T[]): PackedList<T> {
	const columns = Object.keys(list[0] ?? {}) as (keyof T)[];
	return { columns, rows: list.map((one) => columns.map((column) => one[column])) };
}

function unpack<T extends object>({ columns, rows }: PackedList<T>): T[] {
	return rows.map(
		(row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as T,
	);
}
