/**
 * What people do to rules. Input: who asks and what was typed; output: the content of a draft, which a one-time code
 * confirms (auth/drafts.ts), and what it would do, center by center. Guarantee: nothing is changed here, and nothing that is
 * refused leaves a trace.
 */
import type {
	RuleCancel,
	RuleCountersign,
	RuleExempt,
	RuleLift,
	RuleRequest,
} from '../../domain/admin-change.ts';
import { AppError, type ObjectChange } from '../../domain/errors.ts';
import {
	canInCenter,
	requireSomewhere,
	type Permission,
	type Principal,
} from '../../domain/permission.ts';
import type { ProposalProblem } from '../../domain/regime-check.ts';
import { toJson } from '../../domain/regime-json.ts';
import { previewOf } from '../../domain/regime-preview.ts';
import { centerSubject, contactSubject } from '../../domain/regime-scope.ts';
import { countersignOf, stateOf } from '../../domain/regime-state.ts';
import { coveringMeasures, isExemptible } from '../../domain/regime-exemption.ts';
import { instantOf, type TypedDecision } from '../../domain/regime-typed.ts';
import type { Decision } from '../../domain/regime.ts';
import { storedEntry } from '../store/decisions.ts';
import { createProposals, isOwn, refusal, type ProposalDeps } from './proposals.ts';
import { needsSecond, type EffectOf, type RulePreview } from './rule-effect.ts';
import type { RuleView } from './rule-view.ts';

/** Lengths of a reason, characters: that of an urgent decision is all that others have at first. */
const REASON = { most: 2000, leastUrgent: 20 } as const;

/** A center to be spared, as it is typed. */
export interface TypedExemption {
	id: string;
	seenRevision: number;
	centerId: string;
	/** Wall clock of the center, `YYYY-MM-DDTHH:MM`. */
	until: string;
	reason: string;
}

/** The early end of a decision, as it is typed. */
export interface TypedLift extends Pick<
	TypedDecision,
	'level' | 'act' | 'reason' | 'start' | 'from'
> {
	id: string;
	seenRevision: number;
}

/** What somebody is shown before they decide. */
export interface ProposalView {
	/** Null where no decision can be made of what was typed. */
	preview: RulePreview | null;
	/** Whether another person will have to confirm it. */
	needsSecond: boolean;
	/** Empty: it can be asked for. */
	problems: ProposalProblem[];
}

/** Takes the decisions, the directory, the clocks and what is known of the load at centers. */
export function createRuleChanges(
	deps: Omit<ProposalDeps, 'known'> & {
		rules: Pick<RuleView, 'book'>;
		withLoads: EffectOf;
		/** Who changed a decision last, as of an instant of the operations clock. */
		findChange: (id: string, now: Date) => Promise<ObjectChange | null>;
	},
) {
	const { rules, directory, now, withLoads, findChange } = deps;
	const known = () => rules.book().all(now());
	const proposals = createProposals({ ...deps, known });
	const subjects = () => {
		const { centers, contactCenters } = directory();
		return [...centers.map(centerSubject), ...contactCenters.map(contactSubject)];
	};

	/** A decision that is all theirs to change. Throws `not_found`, `stale` where it is another version than was seen. */
	const decisionFor = async (
		principal: Principal,
		permission: Permission,
		{ id, seenRevision }: { id: string; seenRevision: number },
	): Promise<Decision> => {
		const all = known();
		const decision = all.find((one) => one.id === id);
		if (!decision || !isOwn(principal, permission, decision, directory(), all)) {
			throw new AppError('not_found', 'No such decision');
		}
		if (decision.revision === seenRevision) return decision;
		const changed = await findChange(id, now());
		throw new AppError('stale', `The decision ${id} was changed meanwhile by ${changed?.by}`, {
			reason: 'stale',
			...(changed && { changed }),
		});
	};

	/** Reads what was typed for a draft. Throws everything that is wrong with it. */
	const soundProposal = (principal: Principal, permission: Permission, typed: TypedDecision) => {
		const { proposed, problems } = proposals.read(principal, permission, typed);
		const isUrgent = permission === 'regime.emergency';
		const wrong = [...problems];
		if (isUrgent && typed.reason.trim().length < REASON.leastUrgent) {
			wrong.push({ path: 'reason', reason: 'reason_short', by: null });
		}
		if (!proposed || wrong.length > 0) throw refusal(wrong);
		return proposed;
	};
	const requestOf = (
		principal: Principal,
		permission: Permission,
		typed: TypedDecision,
	): RuleRequest => {
		// Before anything is read: what is committed later counts as unseen.
		const seenChange = rules.book().n;
		const proposed = soundProposal(principal, permission, typed);
		const entry = toJson(storedEntry(proposals.entryOf(proposed)));
		const atOnce = typed.start === 'now' ? proposed.knownAt.toISOString() : null;
		return { entry, atOnce, seenChange, reason: typed.reason };
	};

	return {
		/** What a typed decision would do. Throws `forbidden`. */
		preview(principal: Principal, typed: TypedDecision): ProposalView {
			requireSomewhere(principal, 'regime.preview');
			const { proposed, problems } = proposals.read(principal, 'regime.preview', typed);
			if (!proposed) return { preview: null, needsSecond: false, problems };
			const preview = previewOf(proposed, known(), subjects());
			return {
				preview: withLoads(preview),
				needsSecond: needsSecond(preview, directory(), now()),
				problems,
			};
		},

		/**
		 * A decision to be asked for. Throws `forbidden`, `invalid` at the fields, `conflict` with the other decision,
		 * `not_found`/`outside_regions`.
		 */
		draftRequest(principal: Principal, typed: TypedDecision): RuleRequest {
			requireSomewhere(principal, 'regime.request');
			return requestOf(principal, 'regime.request', typed);
		},

		/**
		 * A decision that holds as soon as one person has confirmed it, and is countersigned afterwards. Its act may have no
		 * source yet. Throws as `draftRequest`.
		 */
		draftEmergency(principal: Principal, typed: TypedDecision): RuleRequest {
			requireSomewhere(principal, 'regime.emergency');
			const urgent = { ...typed, start: 'now' as const, from: null };
			return requestOf(principal, 'regime.emergency', urgent);
		},

		/** An urgent decision to be countersigned. Throws `forbidden`, `not_found`, `stale`, `conflict`. */
		async draftCountersign(principal: Principal, seen: RuleCountersign): Promise<RuleCountersign> {
			requireSomewhere(principal, 'regime.approve');
			const decision = await decisionFor(principal, 'regime.approve', seen);
			const countersign = countersignOf(decision, now());
			if (countersign === 'none') throw notNow('no_emergency', stateOf(decision, now()));
			if (countersign === 'done') throw notNow('already_countersigned', stateOf(decision, now()));
			return { id: decision.id, seenRevision: decision.revision };
		},

		/**
		 * A decision in force to be ended by another act, now or at a date. Throws as `draftRequest`, and `stale`,
		 * `conflict`/`not_in_force`.
		 */
		async draftLift(
			principal: Principal,
			{ id, seenRevision, ...typed }: TypedLift,
		): Promise<RuleLift> {
			requireSomewhere(principal, 'regime.lift');
			const decision = await decisionFor(principal, 'regime.lift', { id, seenRevision });
			const state = stateOf(decision, now());
			if (state !== 'in_force') throw notNow('not_in_force', state);
			const lifting = { ...typed, ...NO_MEASURE, repeals: [id] };
			return { ...requestOf(principal, 'regime.lift', lifting), id, seenRevision };
		},

		/**
		 * A center to be spared by a decision from the code on, until an instant by its wall clock. Throws `forbidden`,
		 * `not_found`, `stale`, `invalid` at the fields, `conflict`/`not_covered`.
		 */
		async draftExempt(principal: Principal, typed: TypedExemption): Promise<RuleExempt> {
			requireSomewhere(principal, 'regime.exempt');
			const reason = soundReason(typed.reason);
			const center = directory().centers.find(({ id }) => id === typed.centerId);
			if (!center) throw refusal([{ path: 'center', reason: 'unknown_place', by: null }]);
			if (!canInCenter(principal, 'regime.exempt', center)) {
				throw refusal([{ path: 'center', reason: 'outside_regions', by: null }]);
			}
			const decision = await decisionFor(principal, 'regime.exempt', typed);
			const subject = centerSubject(center);
			const measures = coveringMeasures(decision, subject, now());
			if (measures.length === 0) {
				throw refusal([{ path: 'center', reason: 'not_covered', by: decision.id }]);
			}
			const problems: ProposalProblem[] = [];
			const { timezone } = center;
			const until = instantOf(typed.until, timezone, deps.localTime, 'until', problems);
			if (until && !isExemptible(decision, measures, { from: now(), until }, timezone)) {
				problems.push({ path: 'until', reason: 'exemption_period', by: null });
			}
			if (!until || problems.length > 0) throw refusal(problems);
			const { id, revision: seenRevision } = decision;
			const { centerId } = typed;
			return { id, seenRevision, centerId, measures, until: until.toISOString(), reason };
		},

		/** A scheduled decision to be taken back. Throws `forbidden`, `not_found`, `stale`, `conflict`/`not_scheduled`. */
		async draftCancel(principal: Principal, typed: RuleCancel): Promise<RuleCancel> {
			requireSomewhere(principal, 'regime.cancel');
			const reason = soundReason(typed.reason);
			const decision = await decisionFor(principal, 'regime.cancel', typed);
			const state = stateOf(decision, now());
			if (state !== 'scheduled') throw notNow('not_scheduled', state);
			return { id: decision.id, seenRevision: decision.revision, reason };
		},
	};
}

/** What is typed of a decision that only ends others. */
const NO_MEASURE = {
	until: null,
	scope: {
		nation: false,
		regions: [],
		cities: [],
		centers: [],
		contacts: [],
		classes: [],
		types: [],
	},
	exemptions: { classes: [], types: [], centers: [] },
	content: {},
} satisfies Partial<TypedDecision>;

/** Throws `invalid` at the field where nothing, or too much, was typed. */
function soundReason(text: string): string {
	const reason = text.trim();
	if (reason === '') throw refusal([{ path: 'reason', reason: 'missing', by: null }]);
	if (reason.length <= REASON.most) return reason;
	throw refusal([{ path: 'reason', reason: 'too_long', by: null }]);
}

function notNow(reason: string, state: string): AppError {
	return new AppError('conflict', `The decision is ${state}`, { reason, other: state });
}
