/** So many who were looked up at once are a crowd, such as the pages of a node that was restarted. */
const CROWD = 20;
/** While a crowd comes, queries are so many times rarer. */
const CROWD_FACTOR = 2;

/**
 * Makes a look-up by id that answers all who wait by one query: the first at once, the others at most one query each
 * `everyMs` (real ms) and in a crowd twice that, so that a thousand pages that return together cost a few queries. Null for
 * an unknown id; a failed query fails everybody who waited for it.
 */
export function gatherLookUps<T extends { id: string }>(options: {
	everyMs: number;
	find: (ids: readonly string[]) => Promise<readonly T[]>;
	/** A real clock that never runs back, ms. */
	monotonicMs?: () => number;
}): (id: string) => Promise<T | null> {
	const { everyMs, find, monotonicMs = () => performance.now() } = options;
	let mayAskAt = -Infinity;
	let waiting: { ids: Set<string>; found: Promise<Map<string, T>> } | null = null;

	const askAll = async (ids: ReadonlySet<string>) => {
		await after(Math.max(0, mayAskAt - monotonicMs()));
		waiting = null;
		mayAskAt = monotonicMs() + everyMs * (ids.size < CROWD ? 1 : CROWD_FACTOR);
		const rows = await find([...ids]);
		return new Map(rows.map((row) => [row.id, row]));
	};

	return async (id) => {
		if (!waiting) {
			const ids = new Set<string>();
			waiting = { ids, found: askAll(ids) };
		}
		waiting.ids.add(id);
		return (await waiting.found).get(id) ?? null;
	};
}

function after(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
