import type { Actor } from './change.ts';
import type { Figures, Instant } from './finding.ts';

/**
 * `rule_started`, `rule_ended`, `exemption_ended`: a rule changed (admission, hours, groups, cap) · `rule_in_force`: one that
 * holds for longer · `holiday`: the days around one · `upstream_outage`: a system that all centers or 1414 depend on · `rumor`:
 * something that people believe · `influx`: more people than usual, for no known reason · `staffing`: fewer windows than
 * usual · `feed_error`: the figures are wrong · `other`: named by a person.
 */
export type CauseKind =
	| 'rule_started'
	| 'rule_ended'
	| 'exemption_ended'
	| 'rule_in_force'
	| 'holiday'
	| 'upstream_outage'
	| 'rumor'
	| 'influx'
	| 'staffing'
	| 'feed_error'
	| 'other';

/** One reason for or against a cause, from which words are made. */
export interface CauseReason {
	code: string;
	/** It speaks against the cause. */
	isAgainst: boolean;
	figures: Figures;
}

/** What a person says of a cause. */
export interface CauseVerdict {
	is: 'confirmed' | 'rejected';
	by: Actor;
	at: Instant;
	reason: string | null;
}

/** One cause that could explain an incident, the likeliest first. */
export interface CauseCandidate {
	/** Unique in its incident: kind, and the decision or date that it names. */
	key: string;
	kind: CauseKind;
	/** The decision behind a rule cause. */
	decisionId: string | null;
	/** When it took effect; null where it has no one instant. */
	at: Instant | null;
	/** 0 … 1, for the order and the words only: no probability. */
	score: number;
	strength: 'strong' | 'weak' | 'unlikely';
	reasons: readonly CauseReason[];
	/** In the words of whoever named it; null where Kezek found it. */
	text: string | null;
	verdict: CauseVerdict | null;
}
