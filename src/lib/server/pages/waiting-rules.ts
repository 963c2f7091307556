import type { RuleRequest } from '../../domain/admin-change.ts';
import type { Decision } from '../../domain/regime.ts';
import { decisionFromJson } from '../../domain/regime-json.ts';
import type { DraftView } from '../auth/drafts.ts';

/** Drafts of rules that wait for a second person, as the decisions that they would be. */
export function waitingRules(
	drafts: readonly Pick<DraftView, 'id' | 'kind' | 'content'>[],
): { draftId: string; decision: Decision }[] {
	return drafts.flatMap(({ id, kind, content }) => {
		if (kind !== 'regime.request') return [];
		const { doc } = (content as RuleRequest).entry;
		return [{ draftId: id, decision: decisionFromJson(doc) }];
	});
}
