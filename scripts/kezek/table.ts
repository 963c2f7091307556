/** Lines of a table for a terminal: columns as wide as their longest cell, two blanks between. */
export function tableLines(
	head: readonly string[],
	rows: readonly (readonly string[])[],
): string[] {
	const all = [head, ...rows];
	const widths = head.map((_, column) =>
		Math.max(...all.map((row) => [...(row[column] ?? '')].length)),
	);
	return all.map((row) =>
		widths
			.map((width, column) => {
				const cell = row[column] ?? '';
				return cell + ' '.repeat(width - [...cell].length);
			})
			.join('  ')
			.trimEnd(),
	);
}

/** An instant for a table: UTC to the second, or a dash. */
export function instantCell(at: Date | null): string {
	return at === null ? '-' : at.toISOString().replace(/\.\d+Z$/, 'Z');
}
