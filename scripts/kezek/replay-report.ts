import type { ReplaySummary } from '../../simulator/replay-summary.ts';
import type { Surroundings } from './surroundings.ts';

/** Progress is told at most this often, ms. */
const TELL_EVERY_MS = 2_000;

/** Tells how far a replay is, once in a while. */
export function progressTeller(around: Surroundings): (summary: ReplaySummary) => void {
	let toldAt = performance.now();
	return ({ rowsRead, stored, duplicate }) => {
		if (performance.now() - toldAt < TELL_EVERY_MS) return;
		toldAt = performance.now();
		around.tell(`${rowsRead} rows read, ${stored} stored, ${duplicate} known already`);
	};
}

/** Prints what became of a file. Throws when rows were refused, or when it was not read to its end. */
export function reportReplay(summary: ReplaySummary, around: Surroundings): void {
	const lines: [string, number][] = [
		['rows read', summary.rowsRead],
		['sent', summary.sent],
		['stored', summary.stored],
		['known already', summary.duplicate],
		...counts('skipped', summary.skipped),
		...counts('rejected', summary.rejected),
	];
	for (const [what, count] of lines) around.print(`${what}: ${count}`);
	if (summary.credit) around.tell(summary.credit);
	for (const note of summary.notes) around.tell(note);
	const rejected = Object.values(summary.rejected).reduce((sum, count) => sum + count, 0);
	if (rejected > 0) {
		for (const example of summary.examples) around.tell(`rejected: ${example}`);
		throw new Error(`${rejected} rows were rejected; everything else is stored`);
	}
	if (!summary.isComplete) {
		throw new Error('stopped before the end of the file; run it again to go on');
	}
}

function counts(verb: string, byReason: Readonly<Record<string, number>>): [string, number][] {
	return Object.entries(byReason).map(([reason, count]) => [`${verb} (${reason})`, count]);
}
