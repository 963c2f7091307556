// What drafted changes of rules would do by now, for those who confirm them: the preview with the load of each center, whether
// a second person is needed, and when the draft lapses.
import type {
	DraftContents,
	DraftKind,
	RuleCancel,
	RuleExempt,
	RuleRequest,
} from '../../domain/admin-change.ts';
import type { Directory } from '../../domain/directory.ts';
import { requireSomewhere, type Principal } from '../../domain/permission.ts';
import { needsSecondPerson } from '../../domain/regime-confirmation.ts';
import type { NewDecision } from '../../domain/regime-history.ts';
import { decisionFromJson } from '../../domain/regime-json.ts';
import { withExemption } from '../../domain/regime-exemption.ts';
import type { Decision } from '../../domain/regime.ts';
import { previewOf, previewOfVersion, type RegimePreview } from '../../domain/regime-preview.ts';
import { centerSubject, contactSubject } from '../../domain/regime-scope.ts';
import type { Freshness, Level } from '../../domain/row.ts';
import type { OperationsClock } from '../clock.ts';
import type { RuleView } from './rule-view.ts';

/** What is known of a center now; figures that nobody measured are null. */
export interface LoadThere {
	level: Level;
	freshness: Freshness;
	/** Null: never heard of. */
	ageSeconds: number | null;
	occupancy: number | null;
	queueLength: number | null;
	/** Booked visitors who wait, and places that can still be booked. */
	bookedWaiting: number | null;
	slotsFree: number | null;
	slotsTotal: number | null;
}

/** Drafts that hold a whole decision. */
const REQUESTS: readonly DraftKind[] = ['regime.request', 'regime.emergency', 'regime.lift'];

type WithLoad<T> = T & { load: LoadThere | null };

/** A preview with the load of each center; null for sites of 1414. */
export interface RulePreview extends Omit<RegimePreview, 'affected' | 'exempt'> {
	affected: WithLoad<RegimePreview['affected'][number]>[];
	exempt: WithLoad<RegimePreview['exempt'][number]>[];
}

/** Adds the loads of now. */
export type EffectOf = (preview: RegimePreview) => RulePreview;

/** A draft as far as its effect goes. */
interface DraftedRule {
	kind: DraftKind;
	content: DraftContents[DraftKind];
}

/** Makes what adds loads to previews. */
export function previewWithLoads(
	loadsOf: (centerIds: ReadonlySet<string>) => ReadonlyMap<string, LoadThere>,
): EffectOf {
	return ({ affected, exempt, unconfirmed }) => {
		const loads = loadsOf(new Set([...affected, ...exempt].map(({ id }) => id)));
		const withLoad = <T extends { kind: 'center' | 'contact'; id: string }>(subject: T) => ({
			...subject,
			load: subject.kind === 'center' ? (loads.get(subject.id) ?? null) : null,
		});
		return { affected: affected.map(withLoad), exempt: exempt.map(withLoad), unconfirmed };
	};
}

/** Takes the decisions, the directory and the operations clock. */
export function createRuleEffect(deps: {
	rules: Pick<RuleView, 'book'>;
	directory: () => Directory;
	operations: Pick<OperationsClock, 'now' | 'speed'>;
	withLoads: EffectOf;
}) {
	const { rules, directory, operations, withLoads } = deps;
	const previewOfRequest = (request: RuleRequest, now: Date) =>
		previewOf(proposedBy(request, now), rules.book().all(now), subjectsOf(directory()));

	const previewFor = ({ kind, content }: DraftedRule, now: Date): RegimePreview | null => {
		if (REQUESTS.includes(kind)) return previewOfRequest(content as RuleRequest, now);
		if (kind !== 'regime.cancel' && kind !== 'regime.exempt') return null;
		const known = rules.book().all(now);
		const decision = known.find(({ id }) => id === (content as RuleCancel | RuleExempt).id);
		if (!decision) return null;
		const next =
			kind === 'regime.cancel'
				? { ...decision, canceledAt: now }
				: exempted(decision, content as RuleExempt, now);
		return previewOfVersion(next, known, subjectsOf(directory()), now);
	};

	return {
		/** What a draft would do by now; null for one that changes no rule. Throws `forbidden`. */
		of(principal: Principal, draft: DraftedRule): RulePreview | null {
			const preview = previewFor(draft, operations.now());
			if (!preview) return null;
			requireSomewhere(principal, 'regime.preview');
			return withLoads(preview);
		},

		/** Whether a second person must confirm a draft, by now. */
		needsSecond({ kind, content }: DraftedRule): boolean {
			if (kind !== 'regime.request') return false;
			const now = operations.now();
			return needsSecond(previewOfRequest(content as RuleRequest, now), directory(), now);
		},

		/** Real ms until a draft lapses, at its start; null for one that has none. */
		lapsesInMs({ kind, content }: DraftedRule): number | null {
			if (!REQUESTS.includes(kind)) return null;
			const { entry, atOnce } = content as RuleRequest;
			const startsAt = entry.doc.startsAt ?? entry.repeals[0]?.at;
			if (atOnce !== null || entry.doc.isEnteredLate || !startsAt) return null;
			return (Date.parse(startsAt) - operations.now().getTime()) / operations.speed;
		},
	};
}

/** Whether a second person must confirm what a preview shows; where nothing is affected, the start is unclear and one must. */
export function needsSecond(
	{ affected }: RegimePreview,
	{ centers }: Directory,
	now: Date,
): boolean {
	const cities = new Map(centers.map(({ id, cityId }) => [id, cityId]));
	const places = affected.map(({ kind, id }) => ({
		kind,
		id,
		cityId: kind === 'center' ? (cities.get(id) ?? null) : null,
	}));
	const starts = affected.map(({ at }) => at.getTime());
	return needsSecondPerson(places, starts.length > 0 ? new Date(Math.min(...starts)) : now, now);
}

function exempted(decision: Decision, drafted: RuleExempt, now: Date): Decision {
	const { centerId: id, measures, until, reason } = drafted;
	return withExemption(decision, measures, { id, reason, from: now, until: new Date(until) });
}

/** The decision of a draft; one that begins when it is confirmed begins now. */
function proposedBy({ entry, atOnce }: RuleRequest, now: Date): NewDecision {
	const begun =
		atOnce === null
			? entry
			: (JSON.parse(
					JSON.stringify(entry).replaceAll(JSON.stringify(atOnce), JSON.stringify(now)),
				) as typeof entry);
	return {
		decision: decisionFromJson(begun.doc),
		knownAt: now,
		repeals: begun.repeals.map(({ id, at }) => ({ id, at: new Date(at) })),
	};
}

function subjectsOf({ centers, contactCenters }: Directory) {
	return [...centers.map(centerSubject), ...contactCenters.map(contactSubject)];
}
