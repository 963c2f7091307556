/**
 * Tells the next circle of people of what nobody acknowledges in its time. Input: when each incident is due, from the store;
 * output: a revision with its messages. Guarantee: each circle hears once, whichever nodes look.
 */
import { escalated } from '../../domain/incident-telling.ts';
import type { Clock } from '../clock.ts';
import { createJob, type Job } from '../job.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import {
	changeIncidents,
	listEscalatingIncidents,
	type IncidentRevision,
	type Ways,
} from '../store/incidents.ts';

/** Starts telling. `onChanged` hears that something was committed. */
export function createEscalator(deps: {
	sql: Sql;
	system: Clock;
	operations: Clock;
	ways: Ways;
	onChanged: () => void;
	log: Log;
}): Job {
	const { sql, system, operations, ways, onChanged, log } = deps;
	return createJob({
		name: 'escalation',
		log,
		step: async () => {
			const now = operations.now();
			const due = await listEscalatingIncidents(sql, now);
			if (due.length === 0) return;
			const revisions = due.map<IncidentRevision>(({ incident, telling }) => {
				const next = escalated(incident, telling, now.toISOString());
				return { before: incident, after: next.incident, telling: next.telling };
			});
			const written = await changeIncidents(sql, revisions, { at: system.now(), ways });
			if (written.length > 0) onChanged();
		},
	});
}
