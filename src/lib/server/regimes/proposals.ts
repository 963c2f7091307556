// Proposed decisions: what was typed becomes a decision over the places of the directory, checked against what is known
// and against the regions of whoever proposes it. Guarantee: nobody learns from a refusal what rules other regions have.
import { randomInt } from 'node:crypto';
import type { Calendar } from '../../domain/calendar.ts';
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import {
	canEverywhere,
	canInRegion,
	type Permission,
	type Principal,
} from '../../domain/permission.ts';
import { checkProposal, type ProposalProblem } from '../../domain/regime-check.ts';
import { entryOf, subjectsOf, type DecisionEntry } from '../../domain/regime-entry.ts';
import type { NewDecision } from '../../domain/regime-history.ts';
import { proposedDecision, type TypedDecision } from '../../domain/regime-typed.ts';
import type { Decision, ScopeEntry } from '../../domain/regime.ts';

/** What proposals are held against. */
export interface ProposalDeps {
	/** Decisions as known now. */
	known: () => Decision[];
	directory: () => Directory;
	calendar: Calendar;
	localTime: LocalTimeOf;
	/** Operations clock. */
	now: () => Date;
}

/** Signs of a new decision's id: no vowels, so that no word comes out. */
const ID_SIGNS = 'bcdfghjkmnpqrstvwxz23456789';

/** Makes and checks proposals. */
export function createProposals({ known, directory, calendar, localTime, now }: ProposalDeps) {
	return {
		/** What was typed, and everything that is wrong with it; null where no decision can be made of it. */
		read(
			principal: Principal,
			permission: Permission,
			typed: TypedDecision,
		): { proposed: NewDecision | null; problems: ProposalProblem[] } {
			const places = directory();
			const at = now();
			const around = { known: known(), directory: places, localTime, now: at };
			const { proposed, problems } = proposedDecision(typed, { ...around, id: idFor(typed) });
			if (!proposed) return { proposed, problems };
			const foreign = foreignPlaces(principal, permission, proposed, around);
			if (foreign.length > 0) return { proposed: null, problems: foreign };
			const isAtOnce = typed.start === 'now';
			const isUrgent = permission === 'regime.emergency';
			const context = { ...around, calendar, isAtOnce, isUrgent };
			return { proposed, problems: checkProposal(proposed, context) };
		},

		/** The entry of a proposal: where it only repeals, it belongs to the places of what it ends. */
		entryOf(proposed: NewDecision): DecisionEntry {
			const subjects = subjectsOf(directory());
			const entry = entryOf(proposed, subjects);
			if (proposed.decision.measures.length > 0) return entry;
			const ended = known()
				.filter(({ id }) => proposed.repeals.some((repeal) => repeal.id === id))
				.map((decision) => entryOf({ ...proposed, decision }, subjects));
			const isOfNone = ended.some(({ regions }) => regions === null);
			const regions = new Set(ended.flatMap((one) => one.regions ?? []));
			return {
				...entry,
				regions: isOfNone ? null : [...regions].sort(),
				scopes: [...new Set(ended.flatMap(({ scopes }) => scopes))],
			};
		},
	};
}

/** Whether all that a decision speaks of lies where a principal may do a thing. */
export function isOwn(
	principal: Principal,
	permission: Permission,
	decision: Decision,
	directory: Directory,
	known: readonly Decision[],
): boolean {
	if (canEverywhere(principal, permission)) return true;
	if (decision.level === 'nation') return false;
	const repealed = known.filter((one) => one.repealed?.by === decision.id);
	const spoken = decision.measures.length > 0 ? [decision] : repealed;
	const entries = spoken.flatMap(({ measures }) => measures.flatMap(({ scope }) => scope.entries));
	return (
		entries.length > 0 &&
		entries.every((entry) => isOwnPlace(principal, permission, entry, directory))
	);
}

/** Problems as one refusal: a collision is a conflict, a place elsewhere is not found, anything else a wrong field. */
export function refusal(problems: readonly ProposalProblem[]): AppError {
	const errors = problems.map(({ path, reason, by }) => ({
		path,
		reason,
		message: by === null ? reason : `${reason}: ${by}`,
	}));
	const reasons = problems.map(({ reason }) => reason);
	const [other] = problems.flatMap(({ by }) => by ?? []);
	const collision = COLLISIONS.find((reason) => reasons.includes(reason));
	const outside = reasons.find((reason) => reason === 'outside_regions');
	const code = outside ? 'not_found' : collision ? 'conflict' : 'invalid';
	const text = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
	return new AppError(code, `The change is refused: ${text}`, {
		reason: outside ?? collision ?? reasons[0] ?? 'invalid',
		errors,
		...(other !== undefined && { other }),
	});
}

const COLLISIONS: readonly ProposalProblem['reason'][] = [
	'overlap',
	'repeals_unknown',
	'repeals_higher_level',
	'repeals_ended',
	'changes_nothing',
	'not_covered',
];

function foreignPlaces(
	principal: Principal,
	permission: Permission,
	{ decision, repeals }: NewDecision,
	{ directory, known }: { directory: Directory; known: readonly Decision[] },
): ProposalProblem[] {
	const foreign = (path: string): ProposalProblem => ({
		path,
		reason: 'outside_regions',
		by: null,
	});
	const isNational = decision.level === 'nation' && !canEverywhere(principal, permission);
	return [
		...(isNational ? [foreign('level')] : []),
		...decision.measures.flatMap(({ scope }, i) =>
			scope.entries.flatMap((entry, j) =>
				isOwnPlace(principal, permission, entry, directory)
					? []
					: [foreign(`measures.${i}.scope.entries.${j}`)],
			),
		),
		...repeals.flatMap(({ id }, i) => {
			const old = known.find((one) => one.id === id);
			return !old || isOwn(principal, permission, old, directory, known)
				? []
				: [foreign(`repeals.${i}`)];
		}),
	];
}

/** A place that the directory does not know is nobody's; the check names it. */
function isOwnPlace(
	principal: Principal,
	permission: Permission,
	entry: ScopeEntry,
	{ places, contactCenters }: Directory,
): boolean {
	switch (entry.kind) {
		case 'nation':
			return canEverywhere(principal, permission);
		case 'region':
			return (
				!places.some(({ kind, id }) => kind === 'region' && id === entry.id) ||
				canInRegion(principal, permission, entry.id)
			);
		case 'contact': {
			const site = contactCenters.find(({ id }) => id === entry.id);
			return !site || canInRegion(principal, permission, site.regionId ?? '');
		}
		default:
			return entry.regionId === '' || canInRegion(principal, permission, entry.regionId);
	}
}

/** An id that tells day and place, and is nobody's yet. */
function idFor({ act, scope, repeals }: TypedDecision): string {
	const [place = repeals.length > 0 ? 'end' : 'nation'] = [
		...scope.cities,
		...scope.centers,
		...scope.regions,
		...scope.contacts,
	];
	const signs = Array.from({ length: 6 }, () => ID_SIGNS[randomInt(ID_SIGNS.length)]).join('');
	const readable = `${act.date}-${place}`.toLowerCase().replace(/[^a-z0-9-]/g, '');
	return `${readable.replace(/^-+/, '').slice(0, 50)}-${signs}`.replace(/^-+/, '');
}
