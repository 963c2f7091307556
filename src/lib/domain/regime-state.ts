import type { Decision } from './regime.ts';
import { boundariesOf } from './regime-period.ts';

/** Where a change of rules stands that is no decision yet (contract.md §4). */
export const DRAFT_STATES = ['draft', 'waiting', 'lapsed'] as const;
/** Where such a change stands: not confirmed, waiting for a second person, or not confirmed in time. */
export type DraftState = (typeof DRAFT_STATES)[number];

/** Where decisions stand (contract.md §4). */
export const DECISION_STATES = ['scheduled', 'in_force', 'ended', 'repealed', 'canceled'] as const;
/** Where a decision stands. */
export type DecisionState = (typeof DECISION_STATES)[number];

/**
 * Where a decision stands at an instant: in force from its first start in any zone until its last end. One without
 * measures only repeals others and has done so.
 */
export function stateOf(decision: Decision, at: Date): DecisionState {
	const { repealed, canceledAt } = decision;
	if (canceledAt && canceledAt <= at) return 'canceled';
	if (repealed && repealed.at <= at) return 'repealed';
	if (decision.measures.length === 0) return 'ended';
	const [start] = boundariesOf(decision);
	if (!start || at < start) return 'scheduled';
	const end = endOf(decision);
	return end !== null && end <= at ? 'ended' : 'in_force';
}

/** Where the countersignature of a decision stands: `none` is needed, it is `due`, `overdue` or `done`. */
export type Countersign = 'none' | 'due' | 'overdue' | 'done';

/** Where the countersignature of a decision stands at an instant. */
export function countersignOf({ emergency }: Decision, at: Date): Countersign {
	if (!emergency) return 'none';
	if (emergency.countersignedAt) return 'done';
	return at >= emergency.countersignDueAt ? 'overdue' : 'due';
}

/** When nothing of a decision is in force any more; null: open. */
export function endOf(decision: Decision): Date | null {
	const isOpen =
		decision.repealed === null &&
		decision.canceledAt === null &&
		decision.measures.some(({ period }) =>
			[period, ...Object.values(period.inZones)].some(({ until }) => until === null),
		);
	return isOpen ? null : (boundariesOf(decision).at(-1) ?? null);
}
