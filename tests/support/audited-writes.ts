// Every audited write of the store, each with a subject of its own, for the test that cuts them off.
import { createHash, randomBytes } from 'node:crypto';
import { bySystem } from '$lib/domain/change.ts';
import type { CenterEntry, ContactEntry } from '$lib/domain/directory-entry.ts';
import { applyCommand } from '$lib/domain/incident-command.ts';
import { tellingOf, UNTOLD } from '$lib/domain/incident-telling.ts';
import type { Role } from '$lib/domain/permission.ts';
import type { Decision } from '$lib/domain/regime.ts';
import { entryOf } from '$lib/domain/regime-entry.ts';
import { makeFeedKey, makeSessionToken } from '$lib/server/auth/token.ts';
import type { Sql } from '$lib/server/store/connect.ts';
import { putContactPoint } from '$lib/server/store/contact-points.ts';
import * as decisions from '$lib/server/store/decisions.ts';
import * as directory from '$lib/server/store/directory.ts';
import * as drafts from '$lib/server/store/drafts.ts';
import { insertExport } from '$lib/server/store/exports.ts';
import * as factors from '$lib/server/store/factors.ts';
import * as feeds from '$lib/server/store/feeds.ts';
import { commandIncidents } from '$lib/server/store/incidents.ts';
import { readThresholds } from '$lib/server/store/level-limits.ts';
import { usePasswordLink } from '$lib/server/store/password-links.ts';
import * as sessions from '$lib/server/store/sessions.ts';
import { endSilence, insertSilence } from '$lib/server/store/silences.ts';
import * as users from '$lib/server/store/users.ts';
import { aMember, anIncident, aPlaceOf } from './incident-builders.ts';
import { openIncident } from './incident-desk.ts';
import { aPerson } from './people.ts';
import { aDecision, aMeasure } from './rule-builders.ts';

/** A write that is ready to run, once, on whatever connection. */
export interface ReadyWrite {
	/** The object that its entry names; null: what the write returns. */
	objectId: string | null;
	run: (sql: Sql) => Promise<unknown>;
}

const NOW = new Date('2026-11-20T04:00:00.123Z');
const LATER = new Date(NOW.getTime() + 6 * 3_600_000);
const CHANGE = bySystem(NOW);
const RULE_CHANGE = { by: 'system', at: NOW, now: NOW, reason: null } as const;
let count = 0;

async function aUser(sql: Sql, role: Role = 'viewer') {
	const username = `subject-${++count}`;
	return { username, id: await aPerson(sql, { username, role }, NOW) };
}

function aSession(userId: string): sessions.NewSession {
	const { id, secretHash } = makeSessionToken();
	const rest = { absoluteExpiresAt: LATER, authLevel: 2, userEpoch: 1, ip: null, agent: null };
	return { id, userId, secretHash, ...rest };
}

async function aBegunSession(sql: Sql, userId: string): Promise<string> {
	const session = aSession(userId);
	await sessions.insertSession(sql, session, { now: NOW, perUser: 5 });
	return session.id;
}

const aSeed = () => randomBytes(40);

async function aFeed(sql: Sql) {
	const grant = {
		name: `feed ${++count}`,
		cadenceSeconds: 30,
		centers: null,
		contactCenters: null,
	};
	const key = aKey();
	const feed = { ...grant, rights: ['read' as const], ...key };
	return { feedId: await feeds.insertFeed(sql, feed, CHANGE), keyId: key.keyId };
}

function aKey() {
	const { id: keyId, secretHash } = makeFeedKey();
	return { keyId, secretHash, addresses: null, expiresAt: LATER };
}

function aCenter(): CenterEntry {
	const id = `center-${++count}`;
	const name = { kk: id, ru: id, en: id };
	return {
		kind: 'center',
		line: 0,
		id,
		regionId: 'KZ-75',
		cityId: null,
		class: 'rural',
		type: 'ordinary',
		name,
		lat: 43.2,
		lon: 76.9,
		hallM2: null,
		seats: null,
		windows: 4,
		opensAt: '09:00',
		closesAt: '18:00',
		timezone: 'Asia/Almaty',
		illustrative: false,
	};
}

function aSite(): ContactEntry {
	const id = `site-${++count}`;
	const name = { kk: id, ru: id, en: id };
	const site = { kind: 'contact' as const, line: 0, id, regionId: 'KZ-75', name };
	return { ...site, timezone: 'Asia/Almaty', illustrative: false };
}

/** A decision that begins tomorrow, over no center of the directory. */
function anEntry(emergency: Decision['emergency'] = null) {
	const from = new Date(NOW.getTime() + 86_400_000);
	const period = { from, until: null, timezone: 'UTC', inZones: {} };
	const decision = aDecision(`decision-${++count}`, {
		measures: [aMeasure({ period })],
		emergency,
	});
	return entryOf({ decision, knownAt: NOW, repeals: [] }, []);
}

const aRequest = () => ({
	entry: decisions.storedEntry(anEntry()),
	atOnce: null,
	seenChange: 0,
	reason: 'crowds',
});

/** A draft of whoever may, and its confirmation by the requester's code. */
async function aDraft(sql: Sql, kind: string, contentOf: object, secondRoles: Role[] = []) {
	const role = kind.startsWith('regime.') ? 'leadership' : 'admin';
	const { id: userId } = await aUser(sql, role);
	const sessionId = await aBegunSession(sql, userId);
	await factors.seedFactor(sql, userId, aSeed(), NOW);
	const content = JSON.stringify(contentOf);
	const draft = { kind, content, requestedBy: userId, sessionId, expiresAt: LATER };
	const id = await drafts.insertDraft(sql, draft, NOW);
	const key = makeFeedKey();
	const made = { linkId: key.id, keyId: key.id, secretHash: key.secretHash.toString('hex') };
	const digest = createHash('sha256').update(content).digest('hex');
	const given = { id, digest, userId, sessionId, made, step: 1, now: NOW, waitSeconds: 600 };
	return {
		objectId: id,
		run: (victim: Sql) => drafts.confirmDraft(victim, { ...given, roles: [role], secondRoles }),
		id,
		userId,
	};
}

async function aSilence(sql: Sql) {
	const { id: author } = await aUser(sql);
	const period = { startsAt: NOW, endsAt: LATER };
	const silence = { scope: 'city:almaty', regions: ['KZ-75'], kinds: null, ...period };
	return { ...silence, reason: 'works', author, commandId: `command-${++count}` };
}

/** An incident at a center of its own. */
function aFreshIncident() {
	const id = `incident-${++count}`;
	return anIncident({ id, members: [aMember(aPlaceOf(id))] });
}

/** What the writes need of the directory. */
export async function prepareRegion(sql: Sql): Promise<void> {
	const name = { kk: 'Алматы', ru: 'Алматы', en: 'Almaty' };
	const region = { kind: 'region' as const, line: 0, id: 'KZ-75', name, lat: 43, lon: 77 };
	await directory.upsertDirectory(sql, [{ ...region, illustrative: false }], CHANGE);
}

/** All of them by name; each call prepares one. */
export const AUDITED_WRITES: Record<string, (sql: Sql) => Promise<ReadyWrite>> = {
	'account added': () => {
		const username = `added-${++count}`;
		const account = {
			username,
			displayName: 'Added',
			role: 'viewer' as const,
			regions: 'all' as const,
		};
		const user = { ...account, passwordPhc: 'phc', mustChangePassword: true };
		return Promise.resolve({
			objectId: null,
			run: async (victim) => (await users.insertUser(victim, user, CHANGE)).id,
		});
	},
	'account disabled': async (sql) => {
		const { id, username } = await aUser(sql);
		return { objectId: id, run: (victim) => users.disableUser(victim, username, CHANGE) };
	},
	'account enabled': async (sql) => {
		const { id, username } = await aUser(sql);
		await users.disableUser(sql, username, CHANGE);
		return { objectId: id, run: (victim) => users.enableUser(victim, id, CHANGE) };
	},
	'role and regions changed': async (sql) => {
		const { id } = await aUser(sql);
		const wanted = { role: 'duty_officer' as const, regions: ['KZ-75'] };
		return { objectId: id, run: (victim) => users.changeUser(victim, id, wanted, CHANGE) };
	},
	'factor removed by the operator': async (sql) => {
		const { id } = await aUser(sql);
		await factors.seedFactor(sql, id, aSeed(), NOW);
		return { objectId: id, run: (victim) => factors.dropFactor(victim, id, CHANGE) };
	},
	'password set': async (sql) => {
		const { id: userId } = await aUser(sql);
		const change = { userId, passwordPhc: 'phc', mustChangePassword: true, endSessions: true };
		return { objectId: userId, run: (victim) => users.updatePassword(victim, change, CHANGE) };
	},
	'session begun in place of another': async (sql) => {
		const { id } = await aUser(sql);
		const replaces = await aBegunSession(sql, id);
		const session = aSession(id);
		const options = { now: NOW, perUser: 5, replaces };
		return {
			objectId: session.id,
			run: (victim) => sessions.insertSession(victim, session, options),
		};
	},
	'session ended': async (sql) => {
		const id = await aBegunSession(sql, (await aUser(sql)).id);
		return { objectId: id, run: (victim) => sessions.revokeSession(victim, id, CHANGE) };
	},
	'all sessions ended': async (sql) => {
		const { id } = await aUser(sql);
		const objectId = await aBegunSession(sql, id);
		await aBegunSession(sql, id);
		return { objectId, run: (victim) => sessions.revokeSessionsOf(victim, id, CHANGE) };
	},
	'own password changed': async (sql) => {
		const { id } = await aUser(sql);
		await aBegunSession(sql, id);
		const person = await users.findUser(sql, id);
		const change = { oldPhc: person?.passwordPhc ?? '', newPhc: 'new', now: NOW };
		return {
			objectId: id,
			run: (victim) => factors.changePassword(victim, id, change, aSession(id)),
		};
	},
	'factor shown': async (sql) => {
		const { id } = await aUser(sql);
		return { objectId: id, run: (victim) => factors.putFactor(victim, id, aSeed(), NOW) };
	},
	'factor seeded': async (sql) => {
		const { id } = await aUser(sql);
		return {
			objectId: id,
			run: (victim) => factors.seedFactor(victim, id, aSeed(), NOW).then(() => true),
		};
	},
	'factor proven': async (sql) => {
		const { id } = await aUser(sql);
		await factors.putFactor(sql, id, aSeed(), NOW);
		const proof = { step: 1, recoveryHashes: [aSeed(), aSeed()], now: NOW };
		return {
			objectId: id,
			run: (victim) => factors.confirmFactor(victim, id, proof, aSession(id)),
		};
	},
	'factor removed': async (sql) => {
		const { id } = await aUser(sql);
		await factors.seedFactor(sql, id, aSeed(), NOW);
		const proof = { step: 1, now: NOW };
		return { objectId: id, run: (victim) => factors.removeFactor(victim, id, proof, aSession(id)) };
	},
	'recovery code used': async (sql) => {
		const { id } = await aUser(sql);
		await factors.putFactor(sql, id, aSeed(), NOW);
		const hash = aSeed();
		const proof = { step: 1, recoveryHashes: [hash, aSeed()], now: NOW };
		await factors.confirmFactor(sql, id, proof, aSession(id));
		return { objectId: id, run: (victim) => factors.takeRecoveryCode(victim, id, hash, NOW) };
	},
	'password set by a link': async (sql) => {
		const { id: userId } = await aUser(sql);
		const { id, secretHash } = makeSessionToken();
		await sql`
			insert into password_link (id, secret_hash, user_id, created_at, expires_at, changed_by, changed_at)
			values (${id}, ${secretHash}, ${userId}, ${NOW}, ${LATER}, 'system', ${NOW})`;
		return { objectId: id, run: (victim) => usePasswordLink(victim, id, 'phc', NOW) };
	},
	'feed added': () => {
		const grant = {
			name: `feed ${++count}`,
			cadenceSeconds: 30,
			centers: null,
			contactCenters: null,
		};
		const key = aKey();
		const feed = { ...grant, rights: ['read' as const], ...key };
		return Promise.resolve({
			objectId: key.keyId,
			run: (victim) => feeds.insertFeed(victim, feed, CHANGE),
		});
	},
	'key added': async (sql) => {
		const { feedId } = await aFeed(sql);
		const key = aKey();
		return {
			objectId: key.keyId,
			run: (victim) => feeds.insertFeedKey(victim, feedId, key, CHANGE),
		};
	},
	'feed ended': async (sql) => {
		const { feedId } = await aFeed(sql);
		return { objectId: String(feedId), run: (victim) => feeds.revokeFeed(victim, feedId, CHANGE) };
	},
	'key ended': async (sql) => {
		const { keyId } = await aFeed(sql);
		return { objectId: keyId, run: (victim) => feeds.revokeFeedKey(victim, keyId, CHANGE) };
	},
	'key used from a new address': async (sql) => {
		const key = await aFeed(sql);
		return {
			objectId: key.keyId,
			run: (victim) => feeds.noteFeedKeyAddress(victim, { ...key, address: '10.0.0.7' }, NOW),
		};
	},
	'data taken out': () => {
		const taken = { kind: 'audit' as const, filter: { object: `user ${++count}` } };
		return Promise.resolve({
			objectId: null,
			run: async (victim) => String(await insertExport(victim, taken, CHANGE)),
		});
	},
	'directory entry added': () => {
		const entry = aCenter();
		return Promise.resolve({
			objectId: entry.id,
			run: (victim) => directory.upsertDirectory(victim, [entry, aSite()], CHANGE),
		});
	},
	'directory entry closed': async (sql) => {
		const entry = aCenter();
		await directory.upsertDirectory(sql, [entry], CHANGE);
		return {
			objectId: entry.id,
			run: (victim) => directory.closeDirectoryEntries(victim, { centers: [entry.id] }, NOW),
		};
	},
	'network named': () => {
		const text = `network ${++count}`;
		const run = (victim: Sql) =>
			directory.nameNation(victim, { kk: text, ru: text, en: text }, NOW).then(() => true);
		return Promise.resolve({ objectId: 'nation', run });
	},
	'draft withdrawn': async (sql) => {
		const { id, userId } = await aDraft(sql, 'user.manage', { act: 'create' });
		return { objectId: id, run: (victim) => drafts.withdrawDraft(victim, id, userId, NOW) };
	},
	'draft handed to a second person': (sql) =>
		aDraft(sql, 'user.manage', { act: 'create' }, ['admin']),
	'draft of a new account': (sql) =>
		aDraft(sql, 'user.manage', {
			act: 'create',
			username: `drafted-${++count}`,
			displayName: 'Drafted',
			role: 'viewer',
			regions: null,
			reason: null,
		}),
	'draft of another role': async (sql) => {
		const { id: userId, username } = await aUser(sql);
		await aBegunSession(sql, userId);
		const typed = { displayName: 'Other', role: 'duty_officer', regions: ['KZ-75'], reason: null };
		return aDraft(sql, 'user.manage', { act: 'change', userId, username, seenEpoch: 1, ...typed });
	},
	'draft of a disabling': async (sql) => {
		const { id: userId, username } = await aUser(sql);
		await aBegunSession(sql, userId);
		const content = { act: 'disable', userId, username, seenEpoch: 1, reason: 'left' };
		return aDraft(sql, 'user.manage', content);
	},
	'draft of a reset': async (sql) => {
		const { id: userId, username } = await aUser(sql);
		await factors.seedFactor(sql, userId, aSeed(), NOW);
		return aDraft(sql, 'user.reset', { userId, username, removesFactor: true, reason: null });
	},
	'draft of a feed': (sql) =>
		aDraft(sql, 'key.manage', {
			act: 'create',
			name: `drafted feed ${++count}`,
			cadenceSeconds: 30,
			rights: ['read'],
			centers: null,
			contactCenters: null,
			addresses: null,
			lifeDays: 30,
			reason: null,
		}),
	'draft of a key': async (sql) => {
		const { feedId } = await aFeed(sql);
		const content = {
			act: 'add_key',
			feedId,
			name: '',
			addresses: null,
			lifeDays: 30,
			reason: null,
		};
		return aDraft(sql, 'key.manage', content);
	},
	'draft of the end of a feed': async (sql) => {
		const { feedId } = await aFeed(sql);
		return aDraft(sql, 'key.manage', { act: 'revoke_feed', feedId, name: '', reason: null });
	},
	'draft of the end of a key': async (sql) => {
		const { feedId, keyId } = await aFeed(sql);
		return aDraft(sql, 'key.manage', { act: 'revoke_key', feedId, keyId, name: '', reason: null });
	},
	'draft of limits of centers': (sql) =>
		aDraft(sql, 'center.thresholds', {
			regionId: `region-${++count}`,
			class: 'city',
			type: 'ordinary',
			limits: { waitShare: [1, 2, 3], insideShare: [0.5, 1, 2], outside: [1, 2, 3] },
			seenRevision: 0,
			reason: null,
		}),
	'draft of limits of the contact center': async (sql) => {
		const seenRevision = (await readThresholds(sql)).contact?.revision ?? 0;
		const limits = { lostShare: [0.1, 0.2, 0.3], waitingPerOperator: [1, 2, ++count + 2] };
		return aDraft(sql, 'contact.thresholds', { limits, seenRevision, reason: null });
	},
	'draft of a directory file': async (sql) => {
		const entries = [aCenter(), aCenter()];
		const seenVersion = await directory.readDirectoryVersion(sql);
		const content = { file: 'a.csv', added: 2, changed: 0, entries, seenVersion };
		return aDraft(sql, 'place.manage', content);
	},
	'decision entered': () => {
		const entry = anEntry();
		return Promise.resolve({
			objectId: entry.doc.id,
			run: (victim) => decisions.enterDecisions(victim, [entry], RULE_CHANGE),
		});
	},
	'decision repealed by another': async (sql) => {
		const repealed = anEntry();
		await decisions.enterDecisions(sql, [repealed], RULE_CHANGE);
		const entry = { ...anEntry(), repeals: [{ id: repealed.doc.id, at: LATER }] };
		return {
			objectId: repealed.doc.id,
			run: (victim) => decisions.enterDecisions(victim, [entry], RULE_CHANGE),
		};
	},
	'decision taken back': async (sql) => {
		const { doc } = anEntry();
		await decisions.enterDecisions(sql, [{ ...anEntry(), doc }], RULE_CHANGE);
		const seen = { id: doc.id, seenRevision: 1 };
		return {
			objectId: doc.id,
			run: (victim) => decisions.cancelDecision(victim, seen, RULE_CHANGE),
		};
	},
	'draft of a decision': (sql) => aDraft(sql, 'regime.request', aRequest()),
	'draft of a decision handed to a second person': async (sql) => {
		await aUser(sql, 'leadership');
		return aDraft(sql, 'regime.request', aRequest(), ['leadership']);
	},
	'draft of an urgent decision': (sql) => aDraft(sql, 'regime.emergency', aRequest()),
	'draft of a countersignature': async (sql) => {
		const entry = anEntry({ countersignDueAt: LATER, countersignedAt: null });
		await decisions.enterDecisions(sql, [entry], RULE_CHANGE);
		return aDraft(sql, 'regime.approve', { id: entry.doc.id, seenRevision: 1 });
	},
	'draft that spares a center': async (sql) => {
		const entry = anEntry();
		await decisions.enterDecisions(sql, [entry], RULE_CHANGE);
		const center = aCenter();
		await directory.upsertDirectory(sql, [center], CHANGE);
		const drafted = { id: entry.doc.id, seenRevision: 1, centerId: center.id, measures: [0] };
		return aDraft(sql, 'regime.exempt', { ...drafted, until: LATER, reason: 'repairs' });
	},
	'draft that takes a decision back': async (sql) => {
		const entry = anEntry();
		await decisions.enterDecisions(sql, [entry], RULE_CHANGE);
		return aDraft(sql, 'regime.cancel', { id: entry.doc.id, seenRevision: 1, reason: 'x' });
	},
	'draft of the early end of a decision': async (sql) => {
		const lifted = anEntry();
		const { doc } = lifted;
		await decisions.enterDecisions(sql, [lifted], RULE_CHANGE);
		const entry = { ...anEntry(), repeals: [{ id: doc.id, at: LATER }] };
		const request = { ...aRequest(), entry: decisions.storedEntry(entry) };
		return aDraft(sql, 'regime.lift', { ...request, id: doc.id, seenRevision: 1 });
	},
	'contact point set': async (sql) => {
		const { id } = await aUser(sql);
		const point = {
			channel: 'email',
			address: 'a@example.kz',
			isOn: true,
			locale: 'kk',
			leastSeverity: 2,
			quiet: null,
			timezone: 'Asia/Almaty',
		} as const;
		return { objectId: null, run: (victim) => putContactPoint(victim, id, point, CHANGE) };
	},
	'silence entered': async (sql) => {
		const silence = await aSilence(sql);
		return { objectId: null, run: (victim) => insertSilence(victim, silence, CHANGE) };
	},
	'silence lifted': async (sql) => {
		const id = await insertSilence(sql, await aSilence(sql), CHANGE);
		return { objectId: String(id), run: (victim) => endSilence(victim, id, NOW, CHANGE) };
	},
	'incident opened': () => {
		const incident = aFreshIncident();
		return Promise.resolve({
			objectId: incident.id,
			run: (victim) => openIncident(victim, incident, ['email'], ['https://hooks.test/']),
		});
	},
	'command on an incident': async (sql) => {
		const before = aFreshIncident();
		await openIncident(sql, before);
		const { id: userId } = await aUser(sql);
		const by = `user:${userId}` as const;
		const told = { by, at: NOW.toISOString(), expectedRevision: 1 };
		const after = applyCommand(before, { kind: 'acknowledge' }, told);
		const kept = { commandId: `command-${++count}`, body: Buffer.alloc(32), answer: {} };
		const revision = { before, after, telling: tellingOf(before, after, UNTOLD) };
		const change = { by, at: NOW, reason: null, ways: { channels: [], webhooks: [] } };
		return {
			objectId: before.id,
			run: (victim) => commandIncidents(victim, [revision], kept, change),
		};
	},
};
