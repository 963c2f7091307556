import { COLUMNS, type Column, type RowKind } from '$lib/domain/row.ts';
import type { RowTable } from '$lib/domain/row-table.ts';

/** One row by column names; null is not measured. Instants are Unix seconds, codes as in domain/row.ts. */
export type RowView<K extends RowKind> = Readonly<Record<Column<K>, number | null>>;

/** A row of a table by names. A column that the server did not send is null. */
export function viewOf<K extends RowKind>(kind: K, table: RowTable, ordinal: number): RowView<K> {
	const row = {} as Record<string, number | null>;
	for (const column of COLUMNS[kind]) row[column] = table.value(ordinal, column);
	return row as RowView<K>;
}

/** Ordinals of several tables of one kind, each once, with the first table that has it. */
export function* rowsOnce(tables: readonly RowTable[]): Generator<[number, RowTable]> {
	const seen = new Set<number>();
	for (const table of tables) {
		for (const ordinal of table.ordinals()) {
			if (tables.length > 1) {
				if (seen.has(ordinal)) continue;
				seen.add(ordinal);
			}
			yield [ordinal, table];
		}
	}
}
