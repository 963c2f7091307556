/*
 * PostgreSQL array texts for `unnest`: one parameter a column, one plan for any number of rows. Written here because the
 * driver quotes and escapes every element, numbers too.
 */

/** Numbers and booleans, null where not measured. */
export function plainArray<T>(
	rows: readonly T[],
	valueOf: (row: T) => number | boolean | null,
): string {
	return `{${rows.map((row) => valueOf(row) ?? 'NULL').join(',')}}`;
}

/** Instants, null where unknown. */
export function instantArray<T>(rows: readonly T[], valueOf: (row: T) => Date | null): string {
	return `{${rows.map((row) => instantText(valueOf(row))).join(',')}}`;
}

/** Texts, null where there is none. */
export function textArray<T>(rows: readonly T[], valueOf: (row: T) => string | null): string {
	return `{${rows.map((row) => quoted(valueOf(row))).join(',')}}`;
}

/** Bytes. */
export function bytesArray<T>(rows: readonly T[], valueOf: (row: T) => Uint8Array): string {
	return `{${rows.map((row) => `"\\\\x${Buffer.from(valueOf(row)).toString('hex')}"`).join(',')}}`;
}

function instantText(value: Date | null): string {
	return value === null ? 'NULL' : `"${value.toISOString()}"`;
}

function quoted(value: string | null): string {
	return value === null ? 'NULL' : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
