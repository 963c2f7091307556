import type { Actor } from '../../domain/change.ts';
import type { Directory } from '../../domain/directory.ts';
import { INCIDENT_STATES, isOpen, severityOf, type Incident } from '../../domain/incident.ts';
import { canWithIncident, viewScopes } from '../../domain/incident-scope.ts';
import { requireSomewhere, type Principal } from '../../domain/permission.ts';
import type { Sql } from '../store/connect.ts';
import { listNewestIncidents } from '../store/incidents.ts';
import { listNames } from '../store/users.ts';

/** A desk shows so many; nobody works down more. */
const SHOWN = 500;
const OPEN_STATES = INCIDENT_STATES.filter((state) => isOpen({ state }));
const CLOSED_STATES = INCIDENT_STATES.filter((state) => !isOpen({ state }));

/** Makes the work list of the duty desk. */
export function createWorkList(deps: { sql: Sql; directory: () => Directory }) {
	const { sql, directory } = deps;
	return {
		/**
		 * Open incidents of the reader's places, the worst first and of these the oldest; or the closed ones, the newest first.
		 * `names`: owners by account, of the incidents whose people they may see. Throws `forbidden`.
		 */
		async list(
			principal: Principal,
			shown: 'open' | 'closed',
		): Promise<{ incidents: Incident[]; names: Record<string, string> }> {
			requireSomewhere(principal, 'incident.view');
			const states = shown === 'open' ? OPEN_STATES : CLOSED_STATES;
			const scopes = viewScopes(principal, directory());
			const found = await listNewestIncidents(sql, { states, scopes, limit: SHOWN });
			const owners = found
				.filter((one) => canWithIncident(principal, 'incident.people', one, directory()))
				.flatMap(({ owner }) => accountOf(owner) ?? []);
			const names = Object.fromEntries(await listNames(sql, [...new Set(owners)]));
			const incidents = shown === 'open' ? found.sort(byUrgency) : found;
			return { incidents, names };
		},
	};
}

function byUrgency(a: Incident, b: Incident): number {
	return severityOf(a) - severityOf(b) || a.openedAt.localeCompare(b.openedAt);
}

function accountOf(actor: Actor | null): string | null {
	return actor?.startsWith('user:') ? actor.slice('user:'.length) : null;
}
