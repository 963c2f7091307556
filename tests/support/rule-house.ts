// A database with the bundled directory, people who change rules, and the use-cases with which they do, on a clock that
// tests move. A code is the number of its step: what the codes are is another story.
import { join } from 'node:path';
import type { DraftContents, DraftKind } from '$lib/domain/admin-change.ts';
import { PLAIN_WEEKS } from '$lib/domain/calendar.ts';
import type { Regions, Role } from '$lib/domain/permission.ts';
import { resolve } from '$lib/domain/regime-resolve.ts';
import type { TypedDecision } from '$lib/domain/regime-typed.ts';
import type { RulePace } from '$lib/server/auth/rule-pace.ts';
import { createDrafts } from '$lib/server/auth/drafts.ts';
import type { SessionUser } from '$lib/server/auth/sessions.ts';
import { makeSessionToken } from '$lib/server/auth/token.ts';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { createLocalTime } from '$lib/server/live/local-time.ts';
import { createLog } from '$lib/server/log.ts';
import { createDraftedDecisions } from '$lib/server/regimes/drafted-decisions.ts';
import { createRuleChanges } from '$lib/server/regimes/rule-changes.ts';
import { createRuleEffect, previewWithLoads } from '$lib/server/regimes/rule-effect.ts';
import { createRuleView } from '$lib/server/regimes/rule-view.ts';
import { findDecisionChange } from '$lib/server/store/decisions.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { seedFactor } from '$lib/server/store/factors.ts';
import { insertSession } from '$lib/server/store/sessions.ts';
import { freshDatabase } from './database.ts';
import { aClock, aPerson } from './people.ts';
import { subjectOf } from './rule-builders.ts';

/** A Tuesday morning. */
export const NOW = new Date('2026-11-10T05:00:00Z');
const DATA = join(import.meta.dirname, '../../data');
const SESSION_MS = 200 * 3_600_000;

/** A decision of one center of Almaty, booking-only from the next morning, that one director may order alone. */
export function typedDecision(some: Partial<TypedDecision> = {}): TypedDecision {
	const name = { kk: 'Алматы әкімдігі', ru: 'Акимат Алматы', en: 'Akimat of Almaty' };
	return {
		level: 'city',
		act: {
			issuer: name,
			title: name,
			number: '7',
			date: '2026-11-09',
			source: 'https://example.kz',
			file: null,
		},
		reason: 'crowds in the hall',
		start: 'at',
		from: '2026-11-11T09:00',
		until: null,
		scope: scopeOf({ centers: ['almaty-almaly'] }),
		exemptions: { classes: [], types: [], centers: [] },
		content: { admission: 'booking_only' },
		repeals: [],
		...some,
	};
}

/** A scope of some places. */
export function scopeOf(some: Partial<TypedDecision['scope']>): TypedDecision['scope'] {
	const none = { regions: [], cities: [], centers: [], contacts: [], classes: [], types: [] };
	return { nation: false, ...none, ...some };
}

/** Opens it; the pace is as good as none unless it is given. */
export async function openRuleHouse(pace: RulePace = { own: 1000, all: 1000 }) {
	const db = await freshDatabase();
	const { sql } = db;
	await loadBundledDirectory(sql, DATA, NOW);
	const directory = await readDirectory(sql);
	const clock = aClock(NOW);
	const operations = { now: () => clock.now(), speed: 1 };
	const rules = await createRuleView({ sql });
	const withLoads = previewWithLoads(() => new Map());
	const effect = createRuleEffect({ rules, directory: () => directory, operations, withLoads });
	const changes = createRuleChanges({
		rules,
		directory: () => directory,
		calendar: PLAIN_WEEKS,
		localTime: createLocalTime(),
		now: () => clock.now(),
		withLoads,
		findChange: (id, now) => findDecisionChange(sql, id, now),
	});
	const drafts = createDrafts({
		sql,
		system: clock,
		factors: { stepOf: (_, code) => Promise.resolve(Number(code)) },
		rules: {
			needsSecond: (draft) => effect.needsSecond(draft),
			pace,
			lapsesInMs: (draft) => effect.lapsesInMs(draft),
			onDone: () => rules.look(),
		},
		log: createLog('silent'),
	});
	const drafted = createDraftedDecisions({
		sql,
		system: clock,
		operations,
		directory: () => directory,
	});
	let step = 0;

	const person = async (username: string, role: Role, regions: Regions): Promise<SessionUser> => {
		const userId = await aPerson(sql, { username, role, regions }, NOW);
		await seedFactor(sql, userId, Buffer.alloc(40), NOW);
		const { id: sessionId, secretHash } = makeSessionToken();
		const absoluteExpiresAt = new Date(NOW.getTime() + SESSION_MS);
		const row = {
			id: sessionId,
			userId,
			secretHash,
			absoluteExpiresAt,
			authLevel: 2,
			userEpoch: 1,
		};
		await insertSession(sql, { ...row, ip: null, agent: null }, { now: NOW, perUser: 5 });
		return { sessionId, userId, username, displayName: username, role, regions };
	};
	const confirm = async (who: SessionUser, id: string) => {
		const { digest } = await drafts.show(who, id);
		return (await drafts.confirm(who, { id, digest, code: String(++step) })).outcome;
	};

	return {
		db,
		sql,
		directory,
		clock,
		rules,
		changes,
		effect,
		drafts,
		drafted,
		person,
		/** Confirms a draft by the next code. */
		confirm,
		/** Drafts a change; returns its id. */
		draft: <K extends DraftKind>(who: SessionUser, kind: K, content: DraftContents[K]) =>
			drafts.preview(who, kind, content),
		/** How a center admits visitors now, as known now. */
		admission: (centerId: string) => {
			const subject = subjectOf(directory, centerId);
			const now = clock.now();
			return resolve(subject, now, rules.book().about(subject, now, now)).admission;
		},
		/** All decisions as known now. */
		decisions: () => rules.book().all(clock.now()),
		close: () => db.drop(),
	};
}
