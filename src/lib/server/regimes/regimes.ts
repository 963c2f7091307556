/**
 * What rules say, for whoever may ask. Input: the decisions in memory, a center or site of 1414, an instant. Output: the regime
 * in force with its trace, and the decisions behind it. Guarantee: what was in force at an instant, and what was believed
 * then, are both answered, from memory.
 */
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import { parseInstant, wrongField } from '../../domain/instant.ts';
import {
	canEverywhere,
	canInCenter,
	canInRegion,
	requireSomewhere,
	type Principal,
} from '../../domain/permission.ts';
import type { Decision, Regime } from '../../domain/regime.ts';
import { boundariesOf } from '../../domain/regime-period.ts';
import { resolve } from '../../domain/regime-resolve.ts';
import { centerSubject, coverOf } from '../../domain/regime-scope.ts';
import {
	countersignOf,
	DECISION_STATES,
	DRAFT_STATES,
	endOf,
	stateOf,
	type Countersign,
	type DecisionState,
} from '../../domain/regime-state.ts';
import type { Clock } from '../clock.ts';
import type { RuleView } from './rule-view.ts';

/** A decision as readers see it. */
export interface DecisionView extends Decision {
	state: DecisionState;
	countersign: Countersign;
	/** Its first start in any zone; null: never. */
	startsAt: Date | null;
	/** Null: open. */
	endsAt: Date | null;
}

/** The regime of a center (contract.md §4). */
export interface RegimeAnswer extends Regime {
	/** The center. */
	id: string;
	/** As of which knowledge. */
	knownAt: Date;
	/** The decisions of the trace, without their measures. */
	decisions: Omit<DecisionView, 'measures'>[];
}

/** Takes the decisions, the directory and the operations clock. */
export function createRegimes(deps: {
	rules: Pick<RuleView, 'book'>;
	directory: () => Directory;
	operations: Clock;
}) {
	const { rules, directory, operations } = deps;

	/** What is asked to be known, at most what is known now. */
	const knownAtOf = (parameters: URLSearchParams): Date => {
		const now = operations.now();
		const knownAt = parseInstant('known', parameters.get('known')) ?? now;
		if (knownAt > now) throw wrongField('known', 'range', 'known must not lie in the future');
		return knownAt;
	};

	return {
		/**
		 * The regime of a center at `at` (now), as of what was known at `known` (now). Throws `forbidden`, `not_found` where
		 * the center does not exist for this reader, `invalid` for a wrong question.
		 */
		ofCenter(principal: Principal, id: string, parameters: URLSearchParams): RegimeAnswer {
			requireSomewhere(principal, 'regime.view');
			const center = directory().centers.find((candidate) => candidate.id === id);
			if (!center || !canInCenter(principal, 'regime.view', center)) {
				throw new AppError('not_found', 'No such center');
			}
			const at = parseInstant('at', parameters.get('at')) ?? operations.now();
			const knownAt = knownAtOf(parameters);
			const subject = centerSubject(center);
			const decisions = rules.book().about(subject, at, knownAt);
			const regime = resolve(subject, at, decisions);
			const traced = new Set(regime.trace.map(({ decisionId }) => decisionId));
			return {
				id,
				knownAt,
				...regime,
				decisions: decisions
					.filter((decision) => traced.has(decision.id))
					.map((decision) => {
						const { measures: _, ...view } = decisionView(decision, at);
						return view;
					}),
			};
		},

		/** The decisions that concern places of the reader, in the order of their entry; of one `state` where that is asked. */
		list(principal: Principal, parameters: URLSearchParams): DecisionView[] {
			requireSomewhere(principal, 'regime.view');
			const state = parameters.get('state');
			if (state !== null && !(DECISION_STATES as readonly string[]).includes(state)) {
				throw wrongField(
					'state',
					'range',
					`state must be one of ${[...DRAFT_STATES, ...DECISION_STATES].join(', ')}`,
				);
			}
			const now = operations.now();
			return rules
				.book()
				.all(knownAtOf(parameters))
				.filter((decision) => concerns(principal, decision, directory()))
				.map((decision) => decisionView(decision, now))
				.filter((decision) => state === null || decision.state === state);
		},
	};
}

/** A decision with where it stands at an instant. */
export function decisionView(decision: Decision, at: Date): DecisionView {
	return {
		...decision,
		state: stateOf(decision, at),
		countersign: countersignOf(decision, at),
		startsAt: boundariesOf(decision)[0] ?? null,
		endsAt: endOf(decision),
	};
}

/** Whether a decision speaks of anything that the reader may see: one that only repeals, of what it repeals. */
export function concerns(
	principal: Principal,
	{ measures }: Decision,
	{ centers }: Directory,
): boolean {
	if (measures.length === 0 || canEverywhere(principal, 'regime.view')) return true;
	if (principal.kind === 'feed') {
		const own = centers.filter((center) => canInCenter(principal, 'regime.view', center));
		return own.some((center) =>
			measures.some(
				(measure) =>
					coverOf(measure, centerSubject(center), measure.period.from).outcome !== 'none',
			),
		);
	}
	return measures.some(({ scope }) =>
		scope.entries.some((entry) => {
			if (entry.kind === 'nation' || entry.kind === 'contact') return true;
			const regionId = entry.kind === 'region' ? entry.id : entry.regionId;
			return canInRegion(principal, 'regime.view', regionId);
		}),
	);
}
