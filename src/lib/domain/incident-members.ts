import type { Finding, Instant } from './finding.ts';
import { placeOf, regionsOf, type Incident, type Member, type Sign } from './incident.ts';
import { raisedTogether, worseOf, type Severity } from './severity.ts';

/**
 * The worst severity of members that have not cleared, raised where they are many; where all have cleared, the worst of
 * all of them.
 */
function measuredOf(members: readonly Member[]): Severity {
	const lasting = members.filter(({ clearedAt }) => clearedAt === null);
	if (lasting.length === 0) return worstOf(members.map(({ severity }) => severity));
	return raisedTogether(
		worstOf(lasting.map(({ severity }) => severity)),
		lasting.filter(({ kind }) => kind === 'center').map(({ cityId }) => cityId),
	);
}

/** What an incident says of its members as a whole. */
export function gathered(
	members: readonly Member[],
): Pick<Incident, 'members' | 'place' | 'regionIds' | 'measured'> {
	return {
		members,
		place: placeOf(members),
		regionIds: regionsOf(members),
		measured: measuredOf(members),
	};
}

/** A member made of the findings of one subject; there is at least one. */
export function memberOf(findings: readonly Finding[], at: Instant): Member {
	const [first] = findings;
	if (!first) throw new Error('a member needs a finding');
	const severity = worstOf(findings.map((finding) => finding.severity));
	return {
		...first.subject,
		joinedAt: at,
		clearedAt: null,
		severity,
		peak: severity,
		signs: findings.map((finding) => signOf(finding, null)),
		isSetAside: false,
	};
}

/**
 * A member by the findings of now: signs that came, lasted and cleared. The same object where nothing changed that people
 * act on: a sign, a severity, or whether its data stopped. Figures alone are no change.
 */
export function updatedMember(member: Member, findings: readonly Finding[], at: Instant): Member {
	const known = new Map(member.signs.map((sign) => [sign.kind, sign]));
	let isChanged = false;
	for (const finding of findings) {
		const sign = known.get(finding.kind);
		if (sign && !isNews(sign, finding)) continue;
		known.set(finding.kind, signOf(finding, sign ?? null));
		isChanged = true;
	}
	const lasting = new Set(findings.map(({ kind }) => kind));
	for (const sign of member.signs) {
		if (sign.clearedAt !== null || lasting.has(sign.kind)) continue;
		known.set(sign.kind, { ...sign, clearedAt: at });
		isChanged = true;
	}
	if (!isChanged) return member;
	const signs = [...known.values()];
	const active = signs.filter(({ clearedAt }) => clearedAt === null);
	const severity =
		active.length === 0 ? member.severity : worstOf(active.map((sign) => sign.severity));
	return {
		...member,
		signs,
		severity,
		peak: worseOf(member.peak, severity),
		clearedAt: active.length === 0 ? (member.clearedAt ?? at) : null,
	};
}

function isNews(sign: Sign, finding: Finding): boolean {
	return (
		sign.clearedAt !== null ||
		sign.severity !== finding.severity ||
		sign.isUnconfirmed !== finding.isUnconfirmed
	);
}

/** A sign that comes back goes on with its peak. */
function signOf(finding: Finding, before: Sign | null): Sign {
	const { kind, since, severity, figures, isUnconfirmed } = finding;
	const peak = worseOf(before?.peak ?? null, severity) ?? severity;
	return { kind, since, clearedAt: null, severity, peak, figures, isUnconfirmed };
}

function worstOf(severities: readonly Severity[]): Severity {
	return severities.reduce<Severity>((worst, one) => worseOf(worst, one), 4);
}
