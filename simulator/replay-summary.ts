import type { ItemResult } from '../src/lib/protocol/readings.ts';
import type { Tally } from './poster.ts';
import type { Profile } from './profiles/profile.ts';
import type { ReplayMode } from './replay-mode.ts';
import type { RowFault, Skip } from './row-mapping.ts';

/**
 * What became of a file. Once complete, `rowsRead` = `sent` + all `skipped` + rejected rows named
 * `row_…`.
 */
export interface ReplaySummary {
	profile: string;
	credit: string;
	notes: readonly string[];
	mode: ReplayMode;
	rowsRead: number;
	/** Readings that the server has answered. */
	sent: number;
	stored: number;
	duplicate: number;
	/** Stored, but older than what was known: nothing on the present picture changed. */
	notCurrent: number;
	/** Rows that are no readings in this mode, by reason; nothing is wrong with them. */
	skipped: Partial<Record<Skip, number>>;
	/**
	 * Rows that were refused, by reason: by the server, or (`row_…`) because the file is faulty
	 * there.
	 */
	rejected: Record<string, number>;
	/** The first few of them in words. */
	examples: string[];
	/** The file was read to its end. */
	isComplete: boolean;
}

/** So many refused rows are described. */
const EXAMPLES = 5;

/** Counts rows while a file is read. */
export interface RowCount {
	read(): void;
	skip(reason: Skip): void;
	fault(fault: RowFault, line: number, column: string): void;
	/** The summary with what the server has said so far. */
	summary(tally: Tally, isComplete: boolean): ReplaySummary;
}

/** Begins counting. */
export function createRowCount(profile: Profile, mode: ReplayMode): RowCount {
	let rowsRead = 0;
	const skipped: Partial<Record<Skip, number>> = {};
	const faults: Record<string, number> = {};
	const descriptions: string[] = [];

	return {
		read() {
			rowsRead++;
		},
		skip(reason) {
			skipped[reason] = (skipped[reason] ?? 0) + 1;
		},
		fault(fault, line, column) {
			const reason = `row_${fault}`;
			faults[reason] = (faults[reason] ?? 0) + 1;
			if (descriptions.length < EXAMPLES) {
				descriptions.push(`line ${line}: ${reason}${column && ` in ${column}`}`);
			}
		},
		summary: (tally, isComplete) => ({
			profile: profile.name,
			credit: profile.credit,
			notes: profile.notes,
			mode,
			rowsRead,
			sent: tally.sent,
			stored: tally.stored,
			duplicate: tally.duplicate,
			notCurrent: tally.notCurrent,
			skipped: { ...skipped },
			rejected: { ...tally.rejected, ...faults },
			examples: [...descriptions, ...tally.examples.map(describe)].slice(0, EXAMPLES),
			isComplete,
		}),
	};
}

function describe({ id, code, reason, path, message }: ItemResult): string {
	const where = path ? ` in ${path}` : '';
	const why = message ? `, ${message}` : '';
	return `${id ?? 'no id'}: ${reason ?? code ?? ''}${where}${why}`;
}

/** Whether any row was refused: then a replay ends with an error code. */
export function hasRefusals(summary: ReplaySummary): boolean {
	return Object.values(summary.rejected).some((count) => count > 0);
}
