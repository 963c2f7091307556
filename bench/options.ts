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

  --only   goals to measure, separated by commas (all); L is the growth law
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
	const asked = values.only?.split(',').map((id) => id.trim().toLowerCase());
	const strange = asked?.filter((id) => !known.some((goal) => isMeant(id, goal))) ?? [];
	if (strange.length > 0) {
		throw new Error(
			`no goal "${strange.join(', ').toUpperCase()}"; there are: ${known.join(', ')}`,
		);
	}
	const wanted = asked?.flatMap((id) => known.filter((goal) => isMeant(id, goal)));
	const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
	if (pairs !== undefined && !(Number.isInteger(pairs) && pairs >= 1 && pairs <= 1000)) {
		throw new Error(`--pairs must be a whole number from 1 to 1000, not "${values.pairs}"`);
	}
	return { only: wanted ? new Set(wanted) : null, pairs, help: values.help ?? false };
}

/** `g10` means G10 and its second figure G10b, `l` every line of the growth law. */
function isMeant(asked: string, goal: string): boolean {
	const own = goal.toLowerCase();
	return own === asked || own.replace(/[a-z]$/, '') === asked || own.replace(/\d+$/, '') === asked;
}
