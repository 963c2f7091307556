import type { CauseCandidate } from './cause.ts';
import type { CauseContext, RawCause } from './cause-context.ts';
import { crowdCauses, feedCauses } from './cause-evidence.ts';
import { ruleCauses } from './cause-rules.ts';
import { instantOf } from './finding.ts';
import type { CausesOf } from './incident-reconcile.ts';

/** From which score on a cause is strong, and below which it is unlikely [I]. */
const STRENGTH = { strong: 0.55, weak: 0.25 } as const;
/** So many are shown. */
const MOST = 6;

/** Makes the search for causes of one instant: the likeliest first, equal ones in the order of their keys. */
export function createCauses(context: CauseContext): CausesOf {
	return (kind, subjects, since) => {
		const rules = kind === 'feed' ? [] : ruleCauses(kind, subjects, Date.parse(since), context);
		const raw =
			kind === 'feed'
				? feedCauses(subjects, context)
				: [...rules, ...crowdCauses(kind, subjects, rules, context)];
		return raw
			.map(candidateOf)
			.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
			.slice(0, MOST);
	};
}

function candidateOf({ kind, name, decisionId, atMs, score, reasons }: RawCause): CauseCandidate {
	const rounded = Math.round(Math.min(1, Math.max(0, score)) * 100) / 100;
	const { strong, weak } = STRENGTH;
	return {
		key: name === '' ? kind : `${kind}:${name}`,
		kind,
		decisionId,
		at: atMs === null ? null : instantOf(atMs),
		score: rounded,
		strength: rounded >= strong ? 'strong' : rounded >= weak ? 'weak' : 'unlikely',
		reasons,
		text: null,
		verdict: null,
	};
}
