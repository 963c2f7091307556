/**
 * Carries the end of sessions to this node: disabling, another role, another password, an administrator's word, on
 * whichever node or command line. Input: the audit trail, whose numbers follow the order of commits. Output: one call for
 * any number of endings. Guarantee: called within two seconds of the commit while the storage answers; nothing is missed.
 */
import { createJob, type Job } from '../job.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import { readChainHead, readEndingsSince } from '../store/audit.ts';

/** How often the trail is looked at, real ms: half of what is promised. */
const LOOK_EVERY_MS = 1000;

/** Starts watching from the trail's present end. `onEndings` checks every open session of the node. */
export async function watchEndings(deps: {
	sql: Sql;
	log: Log;
	onEndings: () => Promise<void>;
}): Promise<Job> {
	const { sql, log, onEndings } = deps;
	let seen = (await readChainHead(sql))?.seq ?? 0;
	return createJob({
		name: 'ended sessions',
		everyMs: LOOK_EVERY_MS,
		log,
		step: async () => {
			const { head, hasEndings } = await readEndingsSince(sql, seen);
			// An end before what was seen: the database was restored, and nothing is known of it.
			if (hasEndings || head < seen) await onEndings();
			seen = head;
		},
	});
}
