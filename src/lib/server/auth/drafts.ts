/**
 * Step-up: a sensitive change is drafted, shown exactly as it will be done, and done by a one-time code that is bound to
 * it; some need a second person's code too. Guarantee: role, session, code, time and content are checked in the statement
 * that makes the change; a code confirms one draft, a draft is done once. `confirm_draft` of the migrations is the one
 * place that does it; another kind needs its function `apply_<kind>`, its line in CONFIRMATIONS and its content's type.
 */
import {
	canonicalJson,
	type DraftContents,
	type DraftKind,
	type KeyChange,
} from '../../domain/admin-change.ts';
import { AppError } from '../../domain/errors.ts';
import {
	canSomewhere,
	CONFIRMATIONS,
	requireSomewhere,
	rolesWith,
} from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import {
	confirmDraft,
	deleteStaleDrafts,
	findDraft,
	insertDraft,
	listWaitingDrafts,
	withdrawDraft,
	type Draft,
} from '../store/drafts.ts';
import type { Factors } from './factors.ts';
import { principalOf, type SessionUser } from './sessions.ts';
import { requireRulePace, type RulePace } from './rule-pace.ts';
import { makeFeedKey, makeSessionToken } from './token.ts';

/** How long a preview holds, and how long a second person has. */
const TIMES = { previewMs: 5 * 60_000, secondMs: 24 * 3_600_000 } as const;
/** A confirmation names its draft; longer ids are none. */
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** A draft as it is shown to whoever may confirm it. */
export interface DraftView {
	id: string;
	kind: DraftKind;
	content: DraftContents[DraftKind];
	/** Hexadecimal; comes back with the code. */
	digest: string;
	requestedBy: string;
	expiresAt: Date;
	/** It waits for a second person: for this one, or, of one's own, for another. */
	isWaiting: boolean;
	isOwn: boolean;
}

/** What came of a confirmation. `secret`: shown once, kept nowhere. */
export type Confirmed =
	| { outcome: 'waiting' }
	| { outcome: 'done'; secret: { kind: 'link' | 'key'; text: string } | null };

/** What the drafts of rules depend on beside their kind; of any other draft it says nothing. */
export interface RuleDrafts {
	/** Whether a second person must confirm it, by now. */
	needsSecond: (draft: DraftView) => boolean;
	/** Real ms until it lapses by itself, at its start; null: never. */
	lapsesInMs: (draft: DraftView) => number | null;
	pace: RulePace;
	/** A change of rules was committed: open pages hear of it. */
	onDone: () => Promise<void>;
}

/** Makes the drafts of this node. */
export function createDrafts(deps: {
	sql: Sql;
	system: Clock;
	factors: Pick<Factors, 'stepOf'>;
	rules: RuleDrafts;
	log: Log;
}) {
	const { sql, system, factors, rules, log } = deps;

	const find = async (user: SessionUser, id: string): Promise<Draft & { kind: DraftKind }> => {
		const draft = UUID.test(id) ? await findDraft(sql, id) : null;
		if (!draft || !isDraftKind(draft.kind) || !mayLook(user, { ...draft, kind: draft.kind })) {
			throw new AppError('not_found', 'No such draft');
		}
		return { ...draft, kind: draft.kind };
	};

	/** How long a second person has, ms: at its start a change of rules lapses. */
	const waitOf = (view: DraftView): number => {
		const lapsesInMs = rules.lapsesInMs(view);
		if (lapsesInMs === null) return TIMES.secondMs;
		if (lapsesInMs <= 0) throw draftOver();
		return Math.min(lapsesInMs, TIMES.secondMs);
	};

	return {
		/** Keeps a change to be confirmed; returns the draft's id. Throws `forbidden`. */
		async preview<K extends DraftKind>(
			user: SessionUser,
			kind: K,
			content: DraftContents[K],
		): Promise<string> {
			requireSomewhere(principalOf(user), kind);
			const now = system.now();
			await deleteStaleDrafts(sql, new Date(now.getTime() - TIMES.secondMs));
			const expiresAt = new Date(now.getTime() + TIMES.previewMs);
			const { userId: requestedBy, sessionId } = user;
			return insertDraft(
				sql,
				{ kind, content: canonicalJson(content), requestedBy, sessionId, expiresAt },
				now,
			);
		},

		/** A draft to be confirmed. Throws `not_found` for everybody whom it does not concern, `stale` when it is over. */
		async show(user: SessionUser, id: string): Promise<DraftView> {
			const draft = await find(user, id);
			if (draft.usedAt || draft.withdrawnAt || draft.expiresAt <= system.now()) {
				throw draftOver();
			}
			return viewOf(draft, user);
		},

		/**
		 * Confirms a draft by a code, and does it. Throws `code_wrong`, `code_used`, `no_factor`, `rate_limited`,
		 * `step_up_mismatch`, `four_eyes`, `no_second_person`, `stale`, and what the change itself refuses.
		 */
		async confirm(
			user: SessionUser,
			given: { id: string; digest: string; code: string },
		): Promise<Confirmed> {
			const draft = await find(user, given.id);
			const view = viewOf(draft, user);
			const { second = null } = CONFIRMATIONS[draft.kind] ?? {};
			const permission = view.isOwn ? draft.kind : (second ?? draft.kind);
			requireSomewhere(principalOf(user), permission);
			const isRule = draft.kind.startsWith('regime.');
			const needsSecond = second !== null && (!isRule || rules.needsSecond(view));
			if (isRule && view.isOwn && !view.isWaiting) {
				const now = system.now();
				const asked = { kind: draft.kind, userId: user.userId, pace: rules.pace, now };
				await requireRulePace(sql, asked);
			}
			const step = await factors.stepOf(user.userId, given.code);
			const { made, secret } = madeFor(view);
			const outcome = await confirmDraft(sql, {
				id: draft.id,
				digest: /^[0-9a-f]{64}$/.test(given.digest) ? given.digest : '',
				userId: user.userId,
				sessionId: user.sessionId,
				step,
				roles: rolesWith(permission),
				secondRoles: needsSecond ? rolesWith(second) : [],
				made,
				now: system.now(),
				waitSeconds: waitOf(view) / 1000,
			});
			log.info(
				{ event: 'draft', kind: draft.kind, draft: draft.id, outcome },
				'a draft was confirmed',
			);
			if (isRule && outcome === 'done') await rules.onDone();
			return outcome === 'done' ? { outcome, secret } : { outcome };
		},

		/** Drafts that wait for a second person and concern this one. */
		async waiting(user: SessionUser): Promise<DraftView[]> {
			const drafts = await listWaitingDrafts(sql, system.now());
			return drafts.flatMap((draft) =>
				isDraftKind(draft.kind) && mayLook(user, { ...draft, kind: draft.kind })
					? [viewOf({ ...draft, kind: draft.kind }, user)]
					: [],
			);
		},

		/** Takes a draft back, or refuses somebody else's. Throws `not_found`, `stale`. */
		async withdraw(user: SessionUser, id: string): Promise<void> {
			const draft = await find(user, id);
			if (await withdrawDraft(sql, draft.id, user.userId, system.now())) return;
			throw new AppError('stale', 'The draft is over', { reason: 'draft_used' });
		},
	};
}

/** The drafts of a node. */
export type Drafts = ReturnType<typeof createDrafts>;

function draftOver(): AppError {
	return new AppError('stale', 'The draft is over', { reason: 'draft_expired' });
}

/** Whom a draft concerns: its author in their session, and once it waits whoever may confirm it too. */
function mayLook(user: SessionUser, draft: Draft & { kind: DraftKind }): boolean {
	const principal = principalOf(user);
	const isWaiting = draft.confirmedAt !== null;
	if (draft.requestedBy === user.userId) {
		return canSomewhere(principal, draft.kind) && (isWaiting || draft.sessionId === user.sessionId);
	}
	const { second = null } = CONFIRMATIONS[draft.kind] ?? {};
	return isWaiting && second !== null && canSomewhere(principal, second);
}

function viewOf(draft: Draft & { kind: DraftKind }, user: SessionUser): DraftView {
	return {
		id: draft.id,
		kind: draft.kind,
		content: JSON.parse(draft.content) as DraftContents[DraftKind],
		digest: draft.digest,
		requestedBy: draft.requestedByName,
		expiresAt: draft.expiresAt,
		isWaiting: draft.confirmedAt !== null,
		isOwn: draft.requestedBy === user.userId,
	};
}

function isDraftKind(kind: string): kind is DraftKind {
	return kind in CONFIRMATIONS;
}

/** New secrets of a change: their hashes for the database, their text for whoever confirmed. */
function madeFor(draft: DraftView): {
	made: Record<string, string>;
	secret: { kind: 'link' | 'key'; text: string } | null;
} {
	if (draft.kind === 'user.reset') {
		const { id, secretHash, text } = makeSessionToken();
		const made = { linkId: id, secretHash: secretHash.toString('hex') };
		return { made, secret: { kind: 'link', text } };
	}
	const needsKey =
		draft.kind === 'key.manage' && ['create', 'add_key'].includes((draft.content as KeyChange).act);
	if (needsKey) {
		const { id, secretHash, text } = makeFeedKey();
		const made = { keyId: id, secretHash: secretHash.toString('hex') };
		return { made, secret: { kind: 'key', text } };
	}
	return { made: {}, secret: null };
}
