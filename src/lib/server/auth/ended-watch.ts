/**
 * Carries the end of sessions to this node: disabling, another role, another password, an administrator's word, on
 * whichever node or command line. Input: the audit trail, whose numbers follow the order of commits. Output: one call for
 * any number of endings. Guarantee: of what was committed before a look nothing is missed.
 */
import type { Sql } from '../store/connect.ts';
import { readChainHead, readEndingsSince } from '../store/audit.ts';

/**
 * Reads the trail's present end and gives the look that finds what ended since. `onEndings` checks every open session of the
 * node. The look rejects when the store cannot be read or the check fails: the next one finds the same endings again.
 */
export async function followEndings(deps: {
	sql: Sql;
	onEndings: () => Promise<void>;
}): Promise<(isRestored: boolean) => Promise<void>> {
	const { sql, onEndings } = deps;
	let seen = (await readChainHead(sql))?.seq ?? 0;
	return async (isRestored) => {
		const { head, hasEndings } = await readEndingsSince(sql, seen);
		if (hasEndings || isRestored) await onEndings();
		seen = head;
	};
}
