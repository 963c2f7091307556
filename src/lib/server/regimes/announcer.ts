/**
 * Tells of starts and ends when they come. Input: when the next one is due, from memory; output: for each a revision, a
 * number that pages hear of, and an audit entry. Guarantee: each exactly once, by whichever node is first; a rule is in force
 * by the time alone, whether or not somebody told so yet.
 */
import type { Clock } from '../clock.ts';
import { createJob, type Job } from '../job.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import { announceDue } from '../store/decisions.ts';
import type { RuleView } from './rule-view.ts';

/** How often the clock is looked at, real ms; the store is asked only when something is due. */
const LOOK_EVERY_MS = 200;

/** Starts telling; `onAnnounced` hears that something was committed. */
export function startAnnouncer(deps: {
	sql: Sql;
	system: Clock;
	operations: Clock;
	rules: Pick<RuleView, 'nextDueAt' | 'look'>;
	onAnnounced: () => void;
	log: Log;
}): Job {
	const { sql, system, operations, rules, onAnnounced, log } = deps;
	const isDue = () => {
		const nextDueAt = rules.nextDueAt();
		return nextDueAt !== null && nextDueAt <= operations.now();
	};
	return createJob({
		name: 'announcing rules',
		everyMs: LOOK_EVERY_MS,
		log,
		step: async () => {
			while (isDue()) {
				const announced = await announceDue(sql, { at: system.now(), now: operations.now() });
				if (announced > 0) onAnnounced();
				await rules.look();
				// Another node was faster, or its commit is not seen yet.
				if (announced === 0) return;
			}
		},
	});
}
