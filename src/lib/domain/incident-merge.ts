import type { Actor } from './change.ts';
import { AppError } from './errors.ts';
import { subjectKey, type Instant } from './finding.ts';
import { isOpen, revised, type Incident } from './incident.ts';
import { requireRevision } from './incident-command.ts';
import { gathered } from './incident-members.ts';
import { worseOf, type Severity } from './severity.ts';

/** Who merges or splits, and when; the revisions that they saw. */
interface By {
	by: Actor;
	at: Instant;
}

/**
 * Takes one open incident into another of its kind: its members, causes and levers go there, and it is resolved. Throws
 * `stale` where either was changed since, `conflict` where they cannot be merged.
 */
export function mergeIncidents(
	into: Incident,
	from: Incident,
	{ by, at }: By,
	expected: { into: number; from: number },
): { into: Incident; from: Incident } {
	requireRevision(into, expected.into);
	requireRevision(from, expected.from);
	if (into.id === from.id) throw cannot('same', 'An incident cannot be merged into itself');
	if (into.kind !== from.kind) throw cannot('other_kind', 'Only incidents of one kind are merged');
	if (!isOpen(into) || !isOpen(from)) throw cannot('not_open', 'Only open incidents are merged');

	const members = [...into.members, ...from.members];
	const known = new Set(into.causes.map(({ key }) => key));
	const causes = [...into.causes, ...from.causes.filter(({ key }) => !known.has(key))];
	const levers = [...into.levers, ...from.levers].sort((a, b) => (a.at < b.at ? -1 : 1));
	return {
		into: revised(
			into,
			{
				...gathered(members),
				peak: worseOf(into.peak, from.peak),
				causes,
				levers,
			},
			by,
			at,
			[{ code: 'merged', about: { from: from.id, members: from.members.length }, text: null }],
		),
		from: revised(from, { state: 'resolved', resolvedAt: at, mergedInto: into.id }, by, at, [
			{ code: 'merged_away', about: { into: into.id }, text: null },
		]),
	};
}

/**
 * Makes an incident of its own of some members of an open one; owner, causes and severity by hand are kept in both. Throws
 * `stale`, `invalid` for a member that is none, `conflict` where nothing would stay.
 */
export function splitIncident(
	incident: Incident,
	subjects: readonly string[],
	{ by, at }: By,
	expectedRevision: number,
): { stays: Incident; leaves: Incident } {
	requireRevision(incident, expectedRevision);
	if (!isOpen(incident)) throw cannot('not_open', 'Only an open incident is split');
	const wanted = new Set(subjects);
	const leaving = incident.members.filter((member) => wanted.has(subjectKey(member)));
	const staying = incident.members.filter((member) => !wanted.has(subjectKey(member)));
	if (leaving.length < wanted.size || leaving.length === 0) {
		throw new AppError('invalid', 'Only members can leave', {
			field: 'members',
			reason: 'no_member',
		});
	}
	if (staying.length === 0) throw cannot('nothing_stays', 'One member has to stay');

	const id = `${incident.id}-${incident.revision}`;
	const about = { members: leaving.length };
	const left: Incident = {
		...incident,
		...gathered(leaving),
		id,
		revision: 0,
		peak: leaving.reduce<Severity>((worst, { peak }) => worseOf(worst, peak), 4),
		levers: [],
		timeline: [],
		splitFrom: incident.id,
	};
	return {
		stays: revised(incident, gathered(staying), by, at, [
			{ code: 'split', about: { ...about, into: id }, text: null },
		]),
		leaves: revised(left, {}, by, at, [
			{ code: 'split_off', about: { ...about, from: incident.id }, text: null },
		]),
	};
}

function cannot(reason: string, message: string): AppError {
	return new AppError('conflict', message, { reason });
}
