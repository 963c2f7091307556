import type { CauseCandidate, CauseKind } from './cause.ts';
import {
	KIND_OF_FINDING,
	subjectKey,
	type Finding,
	type IncidentKind,
	type Instant,
	type Subject,
} from './finding.ts';
import { isOpen, revised, type Incident, type Member, type TimelineEntry } from './incident.ts';
import { isWithinReopening, reopened } from './incident-command.ts';
import { gathered, memberOf, updatedMember } from './incident-members.ts';
import { mergeIncidents } from './incident-merge.ts';

/** Signs must have cleared for so long before an incident resolves itself. */
const RESOLVE_AFTER_MINUTES = 15;

/** So long after it opened causes are looked for again: what is behind it often shows only then. */
const YOUNG_MINUTES = 30;

/** Causes that several centers have in common: their findings are one incident. */
const GATHERING: readonly CauseKind[] = [
	'rule_started',
	'rule_ended',
	'exemption_ended',
	'rule_in_force',
	'holiday',
	'upstream_outage',
	'rumor',
];

/** Gives the causes that could explain what happens at some subjects since an instant, the likeliest first. */
export type CausesOf = (
	kind: IncidentKind,
	subjects: readonly Subject[],
	since: Instant,
) => CauseCandidate[];

type Entry = Omit<TimelineEntry, 'at' | 'by'>;

/**
 * What the findings of one tick make of the incidents: opened, joined, worse, better, resolved, reopened. Returns the new
 * and the changed ones, each one revision on. `incidents` are the open ones and those resolved within the reopening
 * window. A function of its arguments alone, in whatever order they come: every node makes the same of the same.
 */
export function reconcile(
	incidents: readonly Incident[],
	findings: readonly Finding[],
	now: Instant,
	causesOf: CausesOf,
): Incident[] {
	const bySubject = groupBy(findings, ({ kind, subject }) =>
		partKey(KIND_OF_FINDING[kind], subject),
	);
	for (const list of bySubject.values()) list.sort((a, b) => (a.kind < b.kind ? -1 : 1));
	const kept = new Map<string, Incident>();
	const taken = new Set<string>();
	// Open ones first: a resolved one never takes what an open one has.
	for (const incident of [...incidents].sort(inOrder)) {
		if (incident.mergedInto !== null) continue;
		if (!isOpen(incident) && !isWithinReopening(incident, now)) continue;
		const own = (member: Member) => {
			const key = partKey(incident.kind, member);
			return taken.has(key) ? [] : (bySubject.get(key) ?? []);
		};
		kept.set(incident.id, followed(incident, own, now, causesOf));
		for (const member of incident.members) taken.add(partKey(incident.kind, member));
	}

	const fresh = [...bySubject].filter(([key]) => !taken.has(key));
	for (const [, own] of fresh.sort(([a], [b]) => (a < b ? -1 : 1))) {
		const joined = incidentWith(own, [...kept.values()], now, causesOf);
		kept.set(joined.id, joined);
	}
	gather(kept, now);
	const before = new Map(incidents.map((incident) => [incident.id, incident]));
	return [...kept.values()].flatMap((incident) => {
		const old = before.get(incident.id);
		if (old === incident) return [];
		// Several things in one tick are one change.
		return [{ ...incident, revision: (old?.revision ?? 0) + 1 }];
	});
}

/** Open before resolved, then by age. */
function inOrder(a: Incident, b: Incident): number {
	if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
	return a.openedAt + a.id < b.openedAt + b.id ? -1 : 1;
}

/** An incident by the findings of its members. */
function followed(
	incident: Incident,
	findingsOf: (member: Member) => readonly Finding[],
	now: Instant,
	causesOf: CausesOf,
): Incident {
	const members = incident.members.map((member) => {
		const next = updatedMember(member, findingsOf(member), now);
		return next.clearedAt !== null && next.isSetAside ? { ...next, isSetAside: false } : next;
	});
	const isChanged = members.some((member, i) => member !== incident.members[i]);
	if (!isOpen(incident)) {
		if (!isChanged) return incident;
		const isBack = members.some((member, i) => comesBack(incident.members[i], member));
		if (!isBack) return revised(incident, { members }, 'system', now, []);
		const again = reopened(incident, 'system', now, entry('reopened', {}));
		const back = members.map((member) => ({ ...member, isSetAside: false }));
		return withMembers(again, back, now, []);
	}
	const next = isChanged
		? withMembers(incident, members, now, memberEntries(incident.members, members))
		: incident;
	const isWorse = isChanged && next.measured < incident.measured;
	const looksAgain = isWorse || isYoung(incident, now);
	return resolvedByTime(looksAgain ? withCauses(next, now, causesOf) : next, now);
}

function isYoung({ openedAt }: Incident, now: Instant): boolean {
	return Date.parse(now) - Date.parse(openedAt) <= YOUNG_MINUTES * 60_000;
}

/**
 * Takes young incidents that turn out to have a cause in common into the oldest of them, as long as nobody works on them:
 * what people have taken they merge themselves.
 */
function gather(kept: Map<string, Incident>, now: Instant): void {
	const hosts = new Map<string, Incident>();
	for (const incident of [...kept.values()].sort(inOrder)) {
		const [lead] = incident.causes;
		if (!isOpen(incident) || !lead || !isGathering(lead) || leadingKey(incident) !== lead.key) {
			continue;
		}
		const key = `${incident.kind} ${lead.key}`;
		const host = hosts.get(key);
		const isFree = incident.acknowledgedAt === null && isYoung(incident, now);
		if (!host) hosts.set(key, incident);
		else if (isFree) {
			const expected = { into: host.revision, from: incident.revision };
			const { into, from } = mergeIncidents(host, incident, { by: 'system', at: now }, expected);
			kept.set(into.id, into);
			kept.set(from.id, from);
			hosts.set(key, into);
		}
	}
}

/** Whether a member of a resolved incident makes it go on: its signs are back, or worse than what was set aside. */
function comesBack(before: Member | undefined, member: Member): boolean {
	if (!before || member.clearedAt !== null) return false;
	return member.isSetAside ? member.severity < before.severity : true;
}

function memberEntries(before: readonly Member[], after: readonly Member[]): Entry[] {
	return after.flatMap((member, i) => {
		const had = before[i]?.clearedAt ?? null;
		if (member.clearedAt === null || had !== null) return [];
		return [entry('member_cleared', { member: subjectKey(member) })];
	});
}

function withMembers(
	incident: Incident,
	members: readonly Member[],
	now: Instant,
	entries: readonly Entry[],
): Incident {
	const whole = gathered(members);
	const severity =
		whole.measured === incident.measured
			? []
			: [entry('severity_changed', { from: incident.measured, to: whole.measured })];
	return revised(incident, whole, 'system', now, [...entries, ...severity]);
}

function resolvedByTime(incident: Incident, now: Instant): Incident {
	const cleared = incident.members.map(({ clearedAt }) => clearedAt);
	const last = cleared.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b));
	if (last === null) return incident;
	if (Date.parse(now) - Date.parse(last) < RESOLVE_AFTER_MINUTES * 60_000) return incident;
	return revised(incident, { state: 'resolved', resolvedAt: now }, 'system', now, [
		entry('resolved', { lasting: 0 }),
	]);
}

/** The incident that findings of one subject belong to: one with the same cause, else a new one. */
function incidentWith(
	own: readonly Finding[],
	known: readonly Incident[],
	now: Instant,
	causesOf: CausesOf,
): Incident {
	const member = memberOf(own, now);
	const kind = KIND_OF_FINDING[own[0]?.kind ?? 'long_wait'];
	const causes = causesOf(kind, [member], member.joinedAt);
	const shared = causes[0] && isGathering(causes[0]) ? causes[0].key : null;
	const host =
		shared === null
			? undefined
			: known
					.filter((one) => one.kind === kind && isOpen(one) && leadingKey(one) === shared)
					.sort(inOrder)[0];
	if (!host) return opened(kind, member, causes, now);
	const joined = withMembers(host, [...host.members, member], now, [
		entry('member_joined', { member: subjectKey(member), severity: member.severity }),
	]);
	return withCauses(joined, now, causesOf);
}

function isGathering({ kind, strength }: CauseCandidate): boolean {
	return strength !== 'unlikely' && GATHERING.includes(kind);
}

/** The cause that an incident goes by: a confirmed one, else the likeliest that nobody rejected. */
function leadingKey({ causes }: Incident): string | null {
	const lead =
		causes.find(({ verdict }) => verdict?.is === 'confirmed') ??
		causes.find(({ verdict }) => verdict === null);
	return lead?.key ?? null;
}

function opened(
	kind: IncidentKind,
	member: Member,
	causes: readonly CauseCandidate[],
	now: Instant,
): Incident {
	const whole = gathered([member]);
	const first: Incident = {
		id: `${kind}-${member.id}-${(Date.parse(now) / 1000).toString(36)}`,
		revision: 0,
		kind,
		state: 'open',
		...whole,
		peak: whole.measured,
		override: null,
		openedAt: now,
		owner: null,
		acknowledgedAt: null,
		resolvedAt: null,
		reviewedAt: null,
		causes,
		isCauseUnknown: false,
		levers: [],
		timeline: [],
		mergedInto: null,
		splitFrom: null,
		changedBy: 'system',
		changedAt: now,
	};
	return revised(first, {}, 'system', now, [
		entry('opened', { member: subjectKey(member), severity: whole.measured }),
		entry('causes_found', { cause: causes[0]?.key ?? null }),
	]);
}

/** Looks for causes again; what a person said of one stays, and so do causes that they named. */
function withCauses(incident: Incident, now: Instant, causesOf: CausesOf): Incident {
	const found = causesOf(incident.kind, incident.members, incident.openedAt);
	const said = new Map(
		incident.causes.filter(({ verdict }) => verdict !== null).map((cause) => [cause.key, cause]),
	);
	const kept = [...said.values()].filter(({ key }) => !found.some((cause) => cause.key === key));
	const causes = [
		...kept,
		...found.map((cause) => ({ ...cause, verdict: said.get(cause.key)?.verdict ?? null })),
	];
	const isNews = causes[0]?.key !== incident.causes[0]?.key;
	if (!isNews && isAlike(causes, incident.causes)) return incident;
	const entries = isNews ? [entry('causes_found', { cause: causes[0]?.key ?? null })] : [];
	return revised(incident, { causes }, 'system', now, entries);
}

/** Scores that move a little are no news. */
function isAlike(a: readonly CauseCandidate[], b: readonly CauseCandidate[]): boolean {
	const told = (list: readonly CauseCandidate[]) =>
		list.map(({ key, strength }) => `${key} ${strength}`).join();
	return told(a) === told(b);
}

function partKey(kind: IncidentKind, subject: Pick<Subject, 'kind' | 'id'>): string {
	return `${kind} ${subjectKey(subject)}`;
}

function entry(code: TimelineEntry['code'], about: TimelineEntry['about']): Entry {
	return { code, about, text: null };
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of list) {
		const key = keyOf(one);
		const group = groups.get(key);
		if (group) group.push(one);
		else groups.set(key, [one]);
	}
	return groups;
}
