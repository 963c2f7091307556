/**
 * Tells of starts and ends when they come. Input: when the next one is due, from memory; output: for each a revision, a
 * number that pages hear of, and an audit entry; of an urgent decision that nobody countersigned in time, a warning. Guarantee: each exactly once, by whichever node is first; a rule is in force
 * by the time alone, whether or not somebody told so yet.
 */
import { countersignOf } from '../../domain/regime-state.ts';
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
	rules: Pick<RuleView, 'book' | 'nextDueAt' | 'look'>;
	onAnnounced: () => void;
	log: Log;
}): Job {
	const { sql, system, operations, rules, onAnnounced, log } = deps;
	const isDue = () => {
		const nextDueAt = rules.nextDueAt();
		return nextDueAt !== null && nextDueAt <= operations.now();
	};
	/** Uncountersigned they stay in force: somebody has to be told. */
	const escalate = (dueFrom: Date) => {
		const now = operations.now();
		for (const decision of rules.book().all(now)) {
			const dueAt = decision.emergency?.countersignDueAt;
			if (!dueAt || dueAt < dueFrom || countersignOf(decision, now) !== 'overdue') continue;
			log.warn(
				{ event: 'countersign_overdue', decision: decision.id, dueAt },
				'an urgent decision is in force and was not countersigned in time',
			);
		}
	};
	return createJob({
		name: 'announcing rules',
		everyMs: LOOK_EVERY_MS,
		log,
		step: async () => {
			while (isDue()) {
				const dueFrom = rules.nextDueAt();
				const announced = await announceDue(sql, { at: system.now(), now: operations.now() });
				if (announced > 0) onAnnounced();
				await rules.look();
				if (announced > 0 && dueFrom) escalate(dueFrom);
				// Another node was faster, or its commit is not seen yet.
				if (announced === 0) return;
			}
		},
	});
}
