import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
	/** Goals to measure; null: all. */
	only: ReadonlySet<string> | null;
	/** Pairs of every goal; undefined: as each goal says. */
	pairs: number | undefined;
	help: boolean;
}

/** How the command is used. */
export const USAGE = `npm run bench [-- --only G7[,G17] --pairs N]

Measures the goals of docs/performance.md, each beside its yardstick, and writes
bench/results/latest.json and the table of that page. Exit code 1 when a floor is broken.

  --only   goals to measure, separated by commas (all)
  --pairs  pairs after warm-up (20): fewer for a first look
`;

/** Reads the arguments after `npm run bench --`. Throws an Error with one readable line when they make no sense. */
export function readOptions(args: readonly string[], known: readonly string[]): BenchOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			only: { type: 'string' },
			pairs: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	const wanted = values.only?.split(',').map((id) => id.trim().toUpperCase());
	const strange = wanted?.filter((id) => !known.includes(id)) ?? [];
	if (strange.length > 0) {
		throw new Error(`no goal "${strange.join(', ')}"; there are: ${known.join(', ')}`);
	}
	const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
	if (pairs !== undefined && !(Number.isInteger(pairs) && pairs >= 1 && pairs <= 1000)) {
		throw new Error(`--pairs must be a whole number from 1 to 1000, not "${values.pairs}"`);
	}
	return { only: wanted ? new Set(wanted) : null, pairs, help: values.help ?? false };
}
