// What pages say of rules. Input: the decisions in memory, a center or a decision. Output: the rule in force and what follows
// it, or the signs of a decision. Guarantee: people see their places only; nothing is told that the resolver does not say.
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import { doorSigns, type DoorSign } from '../../domain/notice.ts';
import { canInCenter, requireSomewhere, type Principal } from '../../domain/permission.ts';
import type { Decision, Regime } from '../../domain/regime.ts';
import { resolve } from '../../domain/regime-resolve.ts';
import { centerSubject } from '../../domain/regime-scope.ts';
import { speaksOf, stretchAt, type RegimeStretch } from '../../domain/regime-stretch.ts';
import type { Clock } from '../clock.ts';
import type { RuleView } from './rule-view.ts';

/** A decision as it is cited. */
export type CitedDecision = Pick<Decision, 'id' | 'act' | 'isEnteredLate'>;

/** The rule of a center as its page shows it. */
interface CenterRule {
	stretch: RegimeStretch;
	/** What holds after the stretch; null where it has no end. */
	next: Regime | null;
	/** Those of both traces, and those that ended or overruled them. */
	decisions: CitedDecision[];
}

/** The signs of a decision that a reader may see. */
interface DecisionNotices {
	decision: Decision;
	signs: DoorSign[];
	/** Those that the signs speak of. */
	decisions: CitedDecision[];
}

/** Takes the decisions, the directory and the operations clock. */
export function createRulePages(deps: {
	rules: Pick<RuleView, 'book'>;
	directory: () => Directory;
	operations: Clock;
}) {
	const { rules, directory, operations } = deps;

	/** A decision with the door signs that it makes for centers of the reader. */
	const signsOf = (principal: Principal, id: string) => {
		requireSomewhere(principal, 'regime.view');
		const now = operations.now();
		const decisions = rules.book().all(now);
		const decision = decisions.find((one) => one.id === id);
		const subjects = directory()
			.centers.filter((center) => canInCenter(principal, 'regime.view', center))
			.map(centerSubject);
		const signs = decision ? doorSigns(decision, { subjects, decisions, now }) : [];
		return { decision, decisions, signs };
	};

	return {
		/** The rule of a center now, as known now. Throws `forbidden`, or `not_found` where it does not exist for this reader. */
		ofCenter(principal: Principal, id: string): CenterRule {
			requireSomewhere(principal, 'regime.view');
			const center = directory().centers.find((one) => one.id === id);
			if (!center || !canInCenter(principal, 'regime.view', center)) {
				throw new AppError('not_found', 'No such center');
			}
			const now = operations.now();
			const known = rules.book().all(now);
			const subject = centerSubject(center);
			const about = known.filter((decision) => speaksOf(decision, subject));
			const stretch = stretchAt(subject, now, about);
			const next = stretch.until && resolve(subject, stretch.until, about);
			const ids = [stretch.regime, ...(next ? [next] : [])].flatMap(idsOf);
			return { stretch, next, decisions: citedOf(known, ids) };
		},

		/** The notices of a decision, for the centers of the reader. Throws `forbidden`, or `not_found` where there is none. */
		ofDecision(principal: Principal, id: string): DecisionNotices {
			const { decision, decisions, signs } = signsOf(principal, id);
			if (!decision || signs.length === 0) throw new AppError('not_found', 'No such notices');
			const ids = signs.flatMap(({ parts }) =>
				parts.flatMap((part) => (part.kind === 'exempt' ? part.decisionIds : [])),
			);
			return { decision, signs, decisions: citedOf(decisions, [id, ...ids]) };
		},

		/** Whether a decision has notices for this reader; one about 1414 alone has none. Throws `forbidden`. */
		hasNotices: (principal: Principal, id: string): boolean =>
			signsOf(principal, id).signs.length > 0,
	};
}

function idsOf({ trace }: Regime): string[] {
	return trace.flatMap(({ decisionId, by, aspects }) => [
		decisionId,
		...(by === null ? [] : [by]),
		...aspects.flatMap((verdict) => verdict.by ?? []),
	]);
}

function citedOf(decisions: readonly Decision[], ids: readonly string[]): CitedDecision[] {
	const wanted = new Set(ids);
	return decisions
		.filter(({ id }) => wanted.has(id))
		.map(({ id, act, isEnteredLate }) => ({ id, act, isEnteredLate }));
}
