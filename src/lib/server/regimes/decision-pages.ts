// Decisions as pages show them: the archive, one with all its versions, and who made them. Input: the decisions in memory, and
// the audit for names. Guarantee: people see decisions that concern places of theirs only.
import type { Directory, Name } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import {
	canInCenter,
	canSomewhere,
	requireSomewhere,
	type Permission,
	type Principal,
} from '../../domain/permission.ts';
import type { Decision } from '../../domain/regime.ts';
import { coveringMeasures } from '../../domain/regime-exemption.ts';
import { centerSubject } from '../../domain/regime-scope.ts';
import { countersignOf, DECISION_STATES, type DecisionState } from '../../domain/regime-state.ts';
import { decisionFromJson } from '../../domain/regime-json.ts';
import type { DraftContents, DraftKind } from '../../domain/admin-change.ts';
import type { Clock } from '../clock.ts';
import { listAudit } from '../store/audit.ts';
import type { Sql } from '../store/connect.ts';
import { findDecisionApprover } from '../store/decisions.ts';
import { isOwn } from './proposals.ts';
import { concerns, decisionView, type DecisionView } from './regimes.ts';
import type { CitedDecision } from './rule-pages.ts';
import type { RuleView } from './rule-view.ts';

/** More versions of one decision are not told by name. */
const HANDS = 200;

/** One version of a decision. */
interface VersionLine {
	revision: number;
	/** Operations clock: since when it is known. */
	knownAt: Date;
	state: DecisionState;
	/** Login, `system`, or the operator; null where the reader may not see the trail, or it is too long ago. */
	by: string | null;
	reason: string | null;
}

/** A decision as its page shows it. */
export interface DecisionPage {
	decision: DecisionView;
	/** Names of the places that it speaks of, by `city almaty`. */
	names: Record<string, Name>;
	/** Those that it repeals. */
	repeals: CitedDecision[];
	/** The one that repeals it. */
	repealedBy: CitedDecision | null;
	versions: VersionLine[];
	/** Of an urgent decision: whether it is signed by a second person. */
	countersign: ReturnType<typeof countersignOf>;
	/** When that is due, operations clock; null for any other. */
	countersignDueAt: Date | null;
	/** Login of the second person; null: nobody, or not to be seen. */
	approvedBy: string | null;
}

/** Takes the decisions, the directory, the operations clock and the store. */
export function createDecisionPages(deps: {
	rules: Pick<RuleView, 'book'>;
	directory: () => Directory;
	operations: Clock;
	sql: Sql;
}) {
	const { rules, directory, operations, sql } = deps;

	return {
		/** Decisions that concern the reader, the newest act first, with the names of their places; of one state where asked. */
		list(principal: Principal, state: string | null) {
			requireSomewhere(principal, 'regime.view');
			const now = operations.now();
			const decisions = rules
				.book()
				.all(now)
				.filter((decision) => concerns(principal, decision, directory()))
				.map((decision) => decisionView(decision, now))
				.filter((decision) => !isState(state) || decision.state === state)
				.sort((a, b) => (a.act.date < b.act.date ? 1 : -1));
			return { decisions, names: namesOf(decisions, directory()) };
		},

		/** What a draft is about: the decision that it would enter or change, with what words of it need; null for any other draft. */
		ofDraft(
			principal: Principal,
			{ kind, content }: { kind: DraftKind; content: DraftContents[DraftKind] },
		) {
			if (!kind.startsWith('regime.')) return null;
			requireSomewhere(principal, 'regime.view');
			const known = rules.book().all(operations.now());
			const isRequest = 'entry' in content;
			const id = isRequest ? content.entry.doc.id : (content as { id: string }).id;
			const decision = isRequest
				? decisionFromJson(content.entry.doc)
				: known.find((one) => one.id === id);
			if (!decision) return null;
			const ended = isRequest ? content.entry.repeals.map((repeal) => repeal.id) : [];
			return {
				decision,
				names: namesOf([decision], directory()),
				repeals: known.filter((one) => ended.includes(one.id)).map(cited),
				decisions: known.map(cited),
			};
		},

		/** Whether all that a decision speaks of is theirs to change. */
		isOwn: (principal: Principal, permission: Permission, decision: Decision): boolean =>
			isOwn(principal, permission, decision, directory(), rules.book().all(operations.now())),

		/** Ids of the centers of theirs that a decision covers or will cover, and could spare. */
		exemptible(principal: Principal, decision: Decision): string[] {
			const now = operations.now();
			return directory()
				.centers.filter(
					(center) =>
						canInCenter(principal, 'regime.exempt', center) &&
						coveringMeasures(decision, centerSubject(center), now).length > 0,
				)
				.map(({ id }) => id);
		},

		/** One decision with its versions. Throws `forbidden`, or `not_found` where it does not exist for this reader. */
		async show(principal: Principal, id: string): Promise<DecisionPage> {
			requireSomewhere(principal, 'regime.view');
			const now = operations.now();
			const known = rules.book().all(now);
			const found = known.find((one) => one.id === id);
			if (!found || !concerns(principal, found, directory())) {
				throw new AppError('not_found', 'No such decision');
			}
			const maySeeNames = canSomewhere(principal, 'audit.read');
			const [trail, approvedBy] = maySeeNames
				? await Promise.all([
						listAudit(sql, { object: 'decision', objectId: id }, { limit: HANDS }),
						findDecisionApprover(sql, id),
					])
				: [[], null];
			const handOf = (revision: number) =>
				trail.find(({ after }) => Number(after?.revision) === revision) ?? null;
			return {
				decision: decisionView(found, now),
				names: namesOf([found], directory()),
				repeals: known.filter(({ repealed }) => repealed?.by === id).map(cited),
				repealedBy: citedAs(known, found.repealed?.by),
				versions: rules
					.book()
					.versions(id)
					.filter(({ knownAt }) => knownAt <= now)
					.map(({ decision, knownAt }): VersionLine => {
						const hand = handOf(decision.revision);
						return {
							revision: decision.revision,
							knownAt,
							state: decisionView(decision, knownAt).state,
							by: hand && (hand.username ?? hand.actor),
							reason: hand?.reason ?? null,
						};
					}),
				countersign: countersignOf(found, now),
				countersignDueAt: found.emergency?.countersignDueAt ?? null,
				approvedBy,
			};
		},
	};
}

function isState(state: string | null): state is DecisionState {
	return (DECISION_STATES as readonly (string | null)[]).includes(state);
}

function cited({ id, act, isEnteredLate }: Decision): CitedDecision {
	return { id, act, isEnteredLate };
}

function citedAs(known: readonly Decision[], id: string | undefined): CitedDecision | null {
	const found = known.find((one) => one.id === id);
	return found ? cited(found) : null;
}

/** Names of everything that scopes and single exemptions speak of. */
function namesOf(
	decisions: readonly Decision[],
	{ places, centers, contactCenters }: Directory,
): Record<string, Name> {
	const wanted = new Set(
		decisions.flatMap(({ measures }) =>
			measures.flatMap(({ scope, exemptions }) => [
				...scope.entries.flatMap((entry) =>
					entry.kind === 'nation' ? [] : [`${entry.kind} ${entry.id}`],
				),
				...exemptions.centers.map(({ id }) => `center ${id}`),
			]),
		),
	);
	const all: [string, Name][] = [
		...places.map(({ kind, id, name }): [string, Name] => [`${kind} ${id}`, name]),
		...centers.map(({ id, name }): [string, Name] => [`center ${id}`, name]),
		...contactCenters.map(({ id, name }): [string, Name] => [`contact ${id}`, name]),
	];
	return Object.fromEntries(all.filter(([key]) => wanted.has(key)));
}
