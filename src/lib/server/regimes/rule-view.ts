// The decisions as this node knows them: every version in memory, followed from the store, which others write too.
import type { Center } from '../../domain/directory.ts';
import { regimeMark, type RegimeMark } from '../../domain/regime-mark.ts';
import { centerSubject } from '../../domain/regime-scope.ts';
import { RuleBook } from '../../domain/rule-book.ts';
import type { Sql } from '../store/connect.ts';
import { readDecisionVersions } from '../store/decisions.ts';

/** Reads every version; it is followed by looks. Rejects when the store cannot be read. */
export async function createRuleView(deps: { sql: Sql }) {
	const { sql } = deps;
	let book = new RuleBook();
	let nextDueAt: Date | null = null;

	const readInto = async (target: RuleBook) => {
		for (;;) {
			const read = await readDecisionVersions(sql, target.n);
			target.take(read.versions);
			nextDueAt = read.nextDueAt;
			if (read.versions.length === 0) return;
		}
	};
	const follow = async (isRestored: boolean) => {
		const next = isRestored ? new RuleBook() : book;
		await readInto(next);
		book = next;
	};
	await readInto(book);
	let looking = Promise.resolve();

	return {
		/** All that is known of rules; the newest after every look. */
		book: (): RuleBook => book,
		/** The rule of a center at an instant (ms) as its row carries it. */
		markOf: (center: Center, nowMs: number): RegimeMark =>
			regimeMark(centerSubject(center), new Date(nowMs), book),
		/** When the next start or end is to be announced, operations clock; null: never. */
		nextDueAt: (): Date | null => nextDueAt,
		/**
		 * Reads whatever was committed before this call; of a restored store all of it. One look after the other. Rejects when
		 * the store cannot be read.
		 */
		look: (isRestored = false): Promise<void> =>
			(looking = looking.catch(() => undefined).then(() => follow(isRestored))),
	};
}

/** The decisions of a node. */
export type RuleView = Awaited<ReturnType<typeof createRuleView>>;
