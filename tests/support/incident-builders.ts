import type { CauseCandidate } from '../../src/lib/domain/cause.ts';
import type { Finding, FindingKind, Subject } from '../../src/lib/domain/finding.ts';
import { KIND_OF_FINDING } from '../../src/lib/domain/finding.ts';
import { placeOf, regionsOf, type Incident, type Member } from '../../src/lib/domain/incident.ts';

/** The instant that tests of incidents call now: a Monday morning in Almaty. */
export const T0 = '2026-11-23T04:30:00.000Z';

/** So many minutes after `T0`. */
export function minutesLater(minutes: number): string {
	return new Date(Date.parse(T0) + minutes * 60_000).toISOString();
}

/** A center of Almaty, or what differs. */
export function aPlaceOf(id: string, some: Partial<Subject> = {}): Subject {
	return { kind: 'center', id, cityId: 'almaty', regionId: 'KZ-75', ...some };
}

/** A finding of severity 3 since `T0`. */
export function aFinding(
	kind: FindingKind,
	subject: Subject,
	some: Partial<Finding> = {},
): Finding {
	return { kind, subject, since: T0, severity: 3, figures: {}, isUnconfirmed: false, ...some };
}

/** A member with one sign of severity 3 that lasts. */
export function aMember(subject: Subject, some: Partial<Member> = {}): Member {
	return {
		...subject,
		joinedAt: T0,
		clearedAt: null,
		severity: 3,
		peak: 3,
		signs: [
			{
				kind: 'hall_over_cap',
				since: T0,
				clearedAt: null,
				severity: 3,
				peak: 3,
				figures: { occupancy: 70, capacity: 60 },
				isUnconfirmed: false,
			},
		],
		isSetAside: false,
		...some,
	};
}

/** A cause without verdict. */
export function aCause(key: string, some: Partial<CauseCandidate> = {}): CauseCandidate {
	return {
		key,
		kind: 'influx',
		decisionId: null,
		at: null,
		score: 0.5,
		strength: 'weak',
		reasons: [],
		text: null,
		verdict: null,
		...some,
	};
}

/** An incident of crowding at `almaty-1` that just opened. */
export function anIncident(some: Partial<Incident> = {}): Incident {
	const members = some.members ?? [aMember(aPlaceOf('almaty-1'))];
	return {
		id: 'crowding-almaty-1',
		revision: 1,
		kind: KIND_OF_FINDING.hall_over_cap,
		state: 'open',
		place: placeOf(members),
		regionIds: regionsOf(members),
		members,
		measured: 3,
		peak: 3,
		override: null,
		openedAt: T0,
		owner: null,
		acknowledgedAt: null,
		resolvedAt: null,
		reviewedAt: null,
		causes: [aCause('rule_ended:almaty'), aCause('influx')],
		isCauseUnknown: false,
		levers: [],
		timeline: [],
		mergedInto: null,
		splitFrom: null,
		changedBy: 'system',
		changedAt: T0,
		...some,
	};
}
