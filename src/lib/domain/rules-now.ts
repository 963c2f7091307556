import type { RuleNow } from './detection.ts';
import type { Center } from './directory.ts';
import type { Decision, RegimeValues } from './regime.ts';
import { resolve } from './regime-resolve.ts';
import { centerSubject } from './regime-scope.ts';
import { stretchAt } from './regime-stretch.ts';

/** A rule as the detectors need it, and since and until when it holds; Unix ms. */
export interface HeldRule extends RuleNow {
	/** Null: as long as rules are known. */
	sinceMs: number | null;
	untilMs: number;
	/** What held before it; null where nothing else was known. */
	was: RuleNow | null;
}

/** Gives the regime in force, center by center, resolving it only when it may have changed. */
export interface RulesNow {
	of(center: Center, nowMs: number): HeldRule;
	/** Takes other decisions: everything is resolved anew. */
	setDecisions(decisions: readonly Decision[]): void;
}

/** Makes it of the decisions as they are known now. */
export function createRulesNow(decisions: readonly Decision[]): RulesNow {
	let known = decisions;
	const held = new Map<number, HeldRule>();
	return {
		setDecisions(next) {
			known = next;
			held.clear();
		},
		of(center, nowMs) {
			let rule = held.get(center.ordinal);
			const isOver = rule && (nowMs >= rule.untilMs || nowMs < (rule.sinceMs ?? -Infinity));
			if (!rule || isOver) held.set(center.ordinal, (rule = ruleAt(center, nowMs, known)));
			return rule;
		},
	};
}

function ruleAt(center: Center, nowMs: number, decisions: readonly Decision[]): HeldRule {
	const subject = centerSubject(center);
	const { regime, from, until } = stretchAt(subject, new Date(nowMs), decisions);
	const before = from && resolve(subject, new Date(from.getTime() - 1), decisions);
	return {
		...needed(regime),
		sinceMs: from?.getTime() ?? null,
		untilMs: until?.getTime() ?? Infinity,
		was: before && needed(before),
	};
}

function needed({ admission, capacity, intakeHours }: RegimeValues): RuleNow {
	return {
		isBookingOnly: admission === 'booking_only',
		people: capacity?.people ?? null,
		intakeHours,
	};
}
