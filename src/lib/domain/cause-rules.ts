import {
	againstIt,
	forIt,
	hundredths,
	indexOf,
	meanOf,
	type CauseContext,
	type ChangeReach,
	type RawCause,
} from './cause-context.ts';
import type { CauseReason } from './cause.ts';
import type { IncidentKind, Subject } from './finding.ts';
import type { Aspect, RegimeSubject } from './regime.ts';
import { resolve } from './regime-resolve.ts';
import { ruleChangesOf, type RuleChange } from './rule-change.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How strongly a change of rules speaks [I]. */
const RULES = {
	/** A change explains nothing any more after so long. */
	withinMs: 14 * DAY_MS,
	/** What time since the change counts: half of it is gone after so long. */
	halfLifeMs: 3 * DAY_MS,
	/** Something that began so long before the change was not its doing. */
	leadMs: 30 * 60_000,
	/** A rule that holds for longer explains less than one that just changed. */
	inForceScore: 0.3,
} as const;

/** How likely a change in one aspect makes one kind of incident; `loosened` is what visitors are allowed more. */
function bearing(kind: IncidentKind, change: RuleChange): { weight: number; code: string } {
	const of = (aspect: Aspect) => change.aspects.includes(aspect);
	const options: { weight: number; code: string }[] = [];
	const isCrowd = kind === 'crowding';
	if (of('admission')) {
		const isLifted = change.will.admission === 'open';
		options.push(
			isLifted
				? { weight: isCrowd ? 1 : 0.3, code: 'booking_lifted' }
				: { weight: kind === 'access' ? 1 : isCrowd ? 0.35 : 0.8, code: 'booking_required' },
		);
	}
	if (of('groups')) {
		const isBegun = change.will.groups !== null;
		options.push({ weight: isBegun ? 0.9 : 0.3, code: isBegun ? 'groups_began' : 'groups_ended' });
	}
	if (of('capacity')) {
		const isCut = change.will.capacity !== null;
		options.push({ weight: isCut ? 0.8 : 0.3, code: isCut ? 'fewer_inside' : 'more_inside' });
	}
	if (of('intakeHours') || of('issueHours') || of('bookingUntil')) {
		options.push({ weight: 0.5, code: 'hours_changed' });
	}
	if (of('services')) {
		const isCut = change.will.services === 'not_online';
		options.push({ weight: isCut ? 0.25 : 0.6, code: isCut ? 'fewer_services' : 'more_services' });
	}
	return options.sort((a, b) => b.weight - a.weight)[0] ?? { weight: 0, code: 'changed' };
}

/** Rule changes that could explain what happens at some subjects since an instant, and rules that hold for longer. */
export function ruleCauses(
	kind: IncidentKind,
	subjects: readonly Subject[],
	sinceMs: number,
	context: CauseContext,
): RawCause[] {
	const concerned = centersOf(subjects, context);
	const found = new Map<string, { change: RuleChange; covered: number }>();
	for (const center of concerned) {
		const from = new Date(sinceMs - RULES.withinMs);
		const to = new Date(Math.min(context.nowMs, sinceMs + RULES.leadMs));
		for (const change of ruleChangesOf(center, context.decisions, from, to)) {
			const key = `${change.kind}:${change.decisionId}:${change.at.getTime()}`;
			const known = found.get(key);
			if (known) known.covered++;
			else found.set(key, { change, covered: 1 });
		}
	}
	const causes = [...found.values()].map(({ change, covered }) =>
		changeCause(kind, change, covered / Math.max(1, concerned.length), sinceMs, context),
	);
	return causes.length > 0 ? causes : inForceCauses(kind, concerned, context);
}

function centersOf(subjects: readonly Subject[], context: CauseContext): RegimeSubject[] {
	const { byId } = indexOf(context.centers);
	return subjects.flatMap(({ kind, id }) => (kind === 'center' ? (byId.get(id) ?? []) : []));
}

/** A change: how long ago, whether what it says makes such an incident, who moved, and how people came. */
function changeCause(
	kind: IncidentKind,
	change: RuleChange,
	coveredShare: number,
	sinceMs: number,
	context: CauseContext,
): RawCause {
	const { weight, code } = bearing(kind, change);
	const agoMs = Math.max(0, sinceMs - change.at.getTime());
	const fresh = 0.5 ** (agoMs / RULES.halfLifeMs);
	const reasons: CauseReason[] = [
		forIt(code),
		forIt('time_since', { hours: hundredths(agoMs / HOUR_MS) }),
	];
	if (coveredShare < 1)
		reasons.push(againstIt('not_all_covered', { share: hundredths(coveredShare) }));

	const { changed, exempt } = reachOf(change, context);
	const moved = movedShare(changed, context);
	const control = movedShare(exempt, context);
	let contrast = 0;
	if (moved !== null) {
		// A handful of a city's centers is a sign already: a crowd goes where people know the place.
		contrast = Math.max(-0.5, Math.min(1, 3 * (moved - (control ?? 0))));
		const figures = {
			moved: hundredths(moved),
			centers: changed.length,
			exemptMoved: hundredths(control),
			exempt: exempt.length,
		};
		reasons.push(
			contrast > 0 ? forIt('changed_moved', figures) : againstIt('exempt_moved_too', figures),
		);
	}
	const mix = mixOf(kind, code, changed, context);
	if (mix) reasons.push(mix.reason);
	const score = weight * coveredShare * fresh * (0.7 + 0.2 * contrast + 0.1 * (mix?.weight ?? 0));
	return {
		kind: change.kind,
		name: change.decisionId,
		decisionId: change.decisionId,
		atMs: change.at.getTime(),
		score,
		reasons,
	};
}

/** Whom a change concerned: of its cities or regions those that it did not are the control group (domain.md D10). */
function reachOf(change: RuleChange, { centers, decisions, reach }: CauseContext): ChangeReach {
	const key = `${change.decisionId} ${change.at.getTime()}`;
	const known = reach.get(key);
	if (known) return known;
	const decision = decisions.find(({ id }) => id === change.decisionId);
	const before = new Date(change.at.getTime() - 1);
	const changed: RegimeSubject[] = [];
	const others: RegimeSubject[] = [];
	for (const center of centers) {
		const isChanged =
			decision !== undefined &&
			ruleChangesOf(center, decisions, before, change.at).some(
				({ decisionId }) => decisionId === change.decisionId,
			);
		(isChanged ? changed : others).push(center);
	}
	const regions = new Set(changed.map(({ regionId }) => regionId));
	const near = others.filter(({ regionId }) => regions.has(regionId));
	const found = { changed, exempt: near.length > 0 ? near : others };
	reach.set(key, found);
	return found;
}

function movedShare(centers: readonly RegimeSubject[], context: CauseContext): number | null {
	return meanOf(
		centers.map(({ id }) => {
			const evidence = context.evidenceOf(id);
			return evidence === null ? null : Number(evidence.isMoved);
		}),
	);
}

/** After a lifting people come without booking; after booking became a duty those who do not know it do. */
function mixOf(
	kind: IncidentKind,
	code: string,
	changed: readonly RegimeSubject[],
	context: CauseContext,
): { weight: number; reason: CauseReason } | null {
	if (code !== 'booking_lifted' && code !== 'booking_required') return null;
	const share = meanOf(
		changed.map(({ id }) => {
			const evidence = context.evidenceOf(id);
			return evidence?.isMoved ? evidence.walkInShare : null;
		}),
	);
	if (share === null || (kind !== 'crowding' && kind !== 'access')) return null;
	const isMostlyWalkIn = share >= 0.5;
	const figures = { walkInShare: hundredths(share) };
	return {
		weight: isMostlyWalkIn ? 1 : -1,
		reason: isMostlyWalkIn
			? forIt('mostly_walk_ins', figures)
			: againstIt('mostly_booked', figures),
	};
}

/** Rules that hold for longer and make such incidents: groups, a cap, booking only. */
function inForceCauses(
	kind: IncidentKind,
	concerned: readonly RegimeSubject[],
	{ decisions, nowMs }: CauseContext,
): RawCause[] {
	const ids = new Set<string>();
	for (const center of concerned) {
		const { decidedBy } = resolve(center, new Date(nowMs), decisions);
		const aspects: Aspect[] = kind === 'crowding' ? ['groups', 'capacity'] : ['admission'];
		for (const aspect of aspects) {
			const id = decidedBy[aspect];
			if (id !== undefined) ids.add(id);
		}
	}
	return [...ids].map((id) => ({
		kind: 'rule_in_force',
		name: id,
		decisionId: id,
		atMs: null,
		score: RULES.inForceScore,
		reasons: [forIt('in_force_for_long')],
	}));
}
