import type { RequestEvent } from '@sveltejs/kit';
import { canInRegion } from '../../domain/permission.ts';
import type { RuleBoard } from '../regimes/rule-board.ts';
import { requireUser } from './form.ts';
import { waitingRules } from './waiting-rules.ts';

/** What every page with the board of rules shows of it. */
export interface BoardData {
	rules: RuleBoard;
	/** Drafts that wait, by the decision that they would be. */
	waiting: { draftId: string; decisionId: string }[];
	/** Regions in which this person may order a change. */
	mayChange: string[];
}

/** The board of rules for whoever asks; `?day=` is the first day shown. Throws `forbidden`, `invalid`. */
export async function boardData(event: RequestEvent): Promise<BoardData> {
	const { sessions, ruleBoard, drafts } = event.locals.app;
	const user = requireUser(event);
	const waiting = waitingRules(await drafts.waiting(user));
	const principal = sessions.principalOf(user);
	const rules = ruleBoard(
		principal,
		event.url.searchParams.get('day'),
		waiting.map(({ decision }) => decision),
	);
	return {
		rules,
		waiting: waiting.map(({ draftId, decision }) => ({ draftId, decisionId: decision.id })),
		mayChange: [...new Set(rules.places.map(({ regionId }) => regionId))].filter((id) =>
			(['regime.request', 'regime.emergency'] as const).some((permission) =>
				canInRegion(principal, permission, id),
			),
		),
	};
}
