import type { Step } from './dispatch.ts';
import { circlesOf, escalatesAt } from './escalation.ts';
import type { Instant } from './finding.ts';
import { isOpen, revised, severityOf, type Incident } from './incident.ts';
import { isUnacknowledged } from './incident-command.ts';
import type { Role } from './permission.ts';
import type { Severity } from './severity.ts';

/** One thing that people are told of an incident. */
export interface Tell {
	step: Step;
	/** Within the incident: the same is never told twice. */
	key: string;
	/** Everybody of these roles in these regions (null: wherever), and these accounts. */
	roles: readonly Role[];
	regions: readonly string[] | null;
	users: readonly string[];
	severity: Severity;
}

/** How far an incident was told, and when it goes on while nobody acknowledges it (operations clock). */
export interface Telling {
	/** Place in `circlesOf` its kind. */
	circle: number;
	escalatesAt: Instant | null;
}

/** Of an incident that nobody heard of yet. */
export const UNTOLD: Telling = { circle: 0, escalatesAt: null };

/**
 * Whom a change of an incident concerns: its circle, when it opens or gets worse than ever; its owner, when it is theirs or
 * gets worse; all who heard of it, when it is over. What was taken into another incident, or split off, is no news.
 */
export function tellingOf(
	before: Incident | null,
	after: Incident,
	{ circle, escalatesAt: due }: Telling,
): Telling & { tells: Tell[] } {
	const severity = severityOf(after);
	const tell = (step: Step, key: string, to: Partial<Pick<Tell, 'roles' | 'users'>>): Tell => ({
		step,
		key,
		roles: [],
		users: [],
		...to,
		regions: regionsToTell(after),
		severity,
	});
	const circles = circlesOf(after);
	const owner = accountOf(after.owner);
	const toOwnerOr = (roles: readonly Role[]) => (owner === null ? { roles } : { users: [owner] });
	const dueFrom = (at: Instant, from: number) =>
		instantOrNull(escalatesAt(after, { severity, circle: from, toldAt: new Date(at) }));
	const isWaiting = isUnacknowledged(after);

	if (before === null) {
		const isNews = after.splitFrom === null;
		return {
			circle: 0,
			escalatesAt: isWaiting ? dueFrom(after.changedAt, 0) : null,
			tells: isNews ? [tell('opened', 'opened', { roles: circles.slice(0, 1) })] : [],
		};
	}
	if (!isOpen(before) && isOpen(after)) {
		return {
			circle: 0,
			escalatesAt: isWaiting ? dueFrom(after.changedAt, 0) : null,
			tells: [tell('reopened', `reopened-${after.revision}`, toOwnerOr(circles.slice(0, 1)))],
		};
	}
	const heard = circles.slice(0, circle + 1);
	const tells: Tell[] = [];
	if (isOpen(before) && !isOpen(after) && after.mergedInto === null) {
		tells.push(tell('resolved', `resolved-${after.revision}`, { roles: heard }));
	}
	if (isOpen(after) && after.peak < before.peak) {
		tells.push(tell('worsened', `worsened-${after.peak}`, toOwnerOr(heard)));
	}
	if (owner !== null && after.owner !== before.owner && after.owner !== after.changedBy) {
		tells.push(tell('assigned', `assigned-${after.revision}`, { users: [owner] }));
	}
	const isWorse = severity < severityOf(before);
	const sooner = isWorse ? earlier(due, dueFrom(after.changedAt, circle)) : due;
	return { circle, escalatesAt: isWaiting ? sooner : null, tells };
}

/** An incident that nobody acknowledged in its time, told to the next circle. */
export function escalated(
	incident: Incident,
	{ circle: last }: Telling,
	at: Instant,
): { incident: Incident; telling: Telling & { tells: Tell[] } } {
	const circle = last + 1;
	const role = circlesOf(incident)[circle];
	const severity = severityOf(incident);
	const about = { circle, severity };
	const next = revised(incident, {}, 'system', at, [{ code: 'escalated', about, text: null }]);
	const due = escalatesAt(incident, { severity, circle, toldAt: new Date(at) });
	const tell: Tell = {
		step: 'escalated',
		key: `escalated-${circle}-${next.revision}`,
		roles: role === undefined ? [] : [role],
		users: [],
		regions: role === 'leadership' ? null : regionsToTell(incident),
		severity,
	};
	return { incident: next, telling: { circle, escalatesAt: instantOrNull(due), tells: [tell] } };
}

/** 1414 belongs to no region: all of its people hear of it. */
function regionsToTell({ place, regionIds }: Incident): readonly string[] | null {
	return place.kind === 'contact' ? null : regionIds;
}

/** The account behind an actor; null for whoever has none. */
function accountOf(actor: string | null): string | null {
	return actor?.startsWith('user:') ? actor.slice('user:'.length) : null;
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
	if (a === null || b === null) return a ?? b;
	return a < b ? a : b;
}

function instantOrNull(at: Date | null): Instant | null {
	return at === null ? null : at.toISOString();
}
