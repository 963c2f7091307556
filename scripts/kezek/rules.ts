// What the commands about rules read: the decisions, the directory, and the operations clock of the database.
import type { Directory } from '../../src/lib/domain/directory.ts';
import type { RuleBook } from '../../src/lib/domain/rule-book.ts';
import { createRuleView } from '../../src/lib/server/regimes/rule-view.ts';
import { readDirectory } from '../../src/lib/server/store/directory.ts';
import { readOperationsInstant } from '../../src/lib/server/store/operations-clock.ts';
import { instant, UsageError, type Arguments } from './command.ts';
import { withDatabase } from './database.ts';
import type { Surroundings } from './surroundings.ts';

/** The rules of a database. */
interface Rules {
	book: RuleBook;
	directory: Directory;
	/** Operations clock. */
	now: Date;
	/** As of which knowledge: `--known`, else now. */
	knownAt: Date;
}

/** Runs a command's work on the rules of the database; `--known` must not lie in the future. */
export async function withRules(
	args: Arguments,
	around: Surroundings,
	work: (rules: Rules) => void,
): Promise<void> {
	const known = instant(args, 'known');
	await withDatabase(around, async (sql) => {
		const now = await readOperationsInstant(sql, around.now());
		if (known !== null && known > now) throw new UsageError('--known must not lie in the future');
		const { book } = await createRuleView({ sql });
		work({ book: book(), directory: await readDirectory(sql), now, knownAt: known ?? now });
	});
}
