import type { DraftKind } from '../../domain/admin-change.ts';
import { AppError } from '../../domain/errors.ts';
import type { Sql } from '../store/connect.ts';
import { countRuleDrafts } from '../store/drafts.ts';

/** How many changes of rules may be confirmed within an hour. */
export interface RulePace {
	/** By one person. */
	own: number;
	/** By everybody together. */
	all: number;
}

/** The usual pace (reliability.md §4). */
export const RULE_PACE: RulePace = { own: 6, all: 30 };

const HOUR_MS = 3_600_000;

/** What is never held up, though it counts: an emergency, and its countersignature. */
const UNHELD: readonly DraftKind[] = ['regime.emergency', 'regime.approve'];

/** Throws `rate_limited` where a person, or everybody together, has changed rules too often within the last hour. */
export async function requireRulePace(
	sql: Sql,
	{ kind, userId, pace, now }: { kind: DraftKind; userId: string; pace: RulePace; now: Date },
): Promise<void> {
	if (UNHELD.includes(kind)) return;
	const { own, all } = await countRuleDrafts(sql, userId, new Date(now.getTime() - HOUR_MS));
	const held = own.count >= pace.own ? own : all.count >= pace.all ? all : null;
	if (!held) return;
	const freeAt = (held.first ?? now).getTime() + HOUR_MS;
	throw new AppError('rate_limited', 'Too many changes of rules within an hour', {
		reason: 'rule_pace',
		retryAfterMs: Math.max(1, freeAt - now.getTime()),
	});
}
