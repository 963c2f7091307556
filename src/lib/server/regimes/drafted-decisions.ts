// Changes of rules that are no decision yet, as the API lists them. Input: the drafts of the store; output: what they would
// enter, with where they stand. Guarantee: an unconfirmed one is its author's alone, the others are for those who may ask for
// or approve rules of its places.
import type { DraftContents } from '../../domain/admin-change.ts';
import type { Directory } from '../../domain/directory.ts';
import { canSomewhere, requireSomewhere, type Principal } from '../../domain/permission.ts';
import { decisionFromJson } from '../../domain/regime-json.ts';
import { DRAFT_STATES, type DraftState } from '../../domain/regime-state.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/connect.ts';
import { listDecisionDrafts } from '../store/drafts.ts';
import { concerns, decisionView, type DecisionView } from './regimes.ts';

/** A decision that is not entered yet. */
type DraftedDecision = Omit<DecisionView, 'state'> & { state: DraftState };

/** Takes the drafts of the store, the directory, and both clocks. */
export function createDraftedDecisions(deps: {
	sql: Sql;
	system: Clock;
	operations: Clock;
	directory: () => Directory;
}) {
	const { sql, system, operations, directory } = deps;
	return {
		/** Whether a state is one of a change that is no decision yet. */
		isState: (state: string | null): state is DraftState =>
			(DRAFT_STATES as readonly (string | null)[]).includes(state),

		/** Those that stand so and concern the reader, oldest first. Throws `forbidden`. */
		async list(principal: Principal, state: DraftState): Promise<DraftedDecision[]> {
			requireSomewhere(principal, 'regime.view');
			const mayPrepare = (['regime.request', 'regime.approve'] as const).some((permission) =>
				canSomewhere(principal, permission),
			);
			const drafts = await listDecisionDrafts(sql, state, system.now());
			return drafts
				.filter(
					({ requestedBy }) =>
						(state !== 'draft' && mayPrepare) ||
						(principal.kind === 'user' && principal.userId === requestedBy),
				)
				.map(({ content }) => {
					const { entry } = JSON.parse(content) as DraftContents['regime.request'];
					return decisionFromJson(entry.doc);
				})
				.filter((decision) => concerns(principal, decision, directory()))
				.map((decision) => ({ ...decisionView(decision, operations.now()), state }));
		},
	};
}
