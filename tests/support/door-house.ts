// A production app on a database of its own with everybody who may stand at a door, for the tests that go through all doors.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { base32 } from '$lib/domain/base32.ts';
import { bySystem } from '$lib/domain/change.ts';
import type { FeedRight, Regions, Role } from '$lib/domain/permission.ts';
import { FEED_RIGHTS } from '$lib/domain/permission.ts';
import { FACTOR_ROLES, type SignInStep } from '$lib/domain/session.ts';
import { createSecretBox } from '$lib/server/auth/secret-box.ts';
import { makeFeedKey, makeSessionToken } from '$lib/server/auth/token.ts';
import { entryOf, subjectsOf } from '$lib/domain/regime-entry.ts';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { keepActFile } from '$lib/server/store/act-files.ts';
import { enterDecisions } from '$lib/server/store/decisions.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { seedFactor } from '$lib/server/store/factors.ts';
import { insertFeed, revokeFeedKey } from '$lib/server/store/feeds.ts';
import { insertSilence } from '$lib/server/store/silences.ts';
import type { Sql } from '$lib/server/store/connect.ts';
import { insertSession, revokeSession } from '$lib/server/store/sessions.ts';
import { disableUser } from '$lib/server/store/users.ts';
import { freshDatabase } from './database.ts';
import { dumpOf, leaksIn } from './leaks.ts';
import { freePort, startKezek } from './kezek-process.ts';
import { aMember as aPart, anIncident, aPlaceOf } from './incident-builders.ts';
import { openIncident } from './incident-desk.ts';
import { aPerson } from './people.ts';
import type { Grantee } from './permission-table.ts';
import { aDecision, aMeasure } from './rule-builders.ts';

/** A place to ask for: the region of some guests, or another. */
export interface Target {
	name: 'home' | 'away';
	regionId: string;
	centerId: string;
	siteId: string;
	/** An open incident at the center. */
	incidentId: string;
}

/** The two places of the matrix. */
export const TARGETS = {
	home: {
		name: 'home',
		regionId: 'KZ-75',
		centerId: 'almaty-almaly',
		siteId: 'kokshetau',
		incidentId: 'incident-home',
	},
	away: {
		name: 'away',
		regionId: 'KZ-71',
		centerId: 'astana-almaty',
		siteId: 'demo-2',
		incidentId: 'incident-away',
	},
} as const satisfies Record<string, Target>;

/** The text of the act behind the rule of a region. */
export function fileOf(regionId: string): { id: string; bytes: Uint8Array } {
	const bytes = new TextEncoder().encode(`%PDF-1.7 the rule of ${regionId}`);
	return { id: createHash('sha256').update(bytes).digest('hex'), bytes };
}

/** Somebody at the door. */
export interface Guest {
	name: string;
	/** Whose rights they have; null: nobody's. */
	grantee: Grantee | null;
	isEverywhere: boolean;
	/** The step of the sign-in that is owed still. */
	step: SignInStep | null;
	/** The account; null: none that is signed in. */
	userId: string | null;
	address: string;
	/** Value of a `Cookie` header. */
	cookie: string | null;
	key: string | null;
	/** Seed of the second factor, base32. */
	totpSecret: string | null;
	rights: readonly FeedRight[];
}

const DAY_MS = 86_400_000;
const DATA = join(import.meta.dirname, '../../data');
/** What opens `/metrics`. */
export const SCRAPE_TOKEN = 'scrape-token-of-the-doors';

/** A silence over a center that somebody of all regions entered; its number. */
async function aSilence(sql: Sql, centerId: string): Promise<number> {
	const author = await aPerson(sql, { username: `silent at ${centerId}` }, new Date());
	const startsAt = new Date();
	const endsAt = new Date(startsAt.getTime() + DAY_MS);
	const silence = { scope: `center:${centerId}`, regions: null, kinds: null, startsAt, endsAt };
	const entered = { ...silence, reason: 'works', author, commandId: centerId };
	return insertSilence(sql, entered, { by: 'system', at: startsAt });
}

/** Starts it. `end` stops the app and drops the database; it resolves with exit code, output, and which secrets
 * stand in the log or in the database. */
export async function openHouse(env: Record<string, string> = {}) {
	const database = await freshDatabase();
	const { sql } = database;
	const now = new Date();
	const sealingKey = randomBytes(32);
	const box = createSecretBox(sealingKey);
	await loadBundledDirectory(sql, DATA, now);
	const subjects = subjectsOf(await readDirectory(sql));
	const rules = [TARGETS.home, TARGETS.away].map(({ centerId, regionId }) => {
		const entries = [{ kind: 'center', id: centerId, regionId, isConfirmed: true } as const];
		const scope = { entries, classes: null, types: null };
		const decision = aDecision(`rule-of-${regionId.toLowerCase()}`, {
			measures: [aMeasure({ scope })],
		});
		const { id, bytes } = fileOf(regionId);
		decision.act.file = { id, name: 'act.pdf', type: 'application/pdf', size: bytes.length };
		return entryOf({ decision, knownAt: now, repeals: [] }, subjects);
	});
	await enterDecisions(sql, rules, { by: 'system', at: now, now, reason: null });
	for (const { incidentId, centerId, regionId } of [TARGETS.home, TARGETS.away]) {
		const members = [aPart(aPlaceOf(centerId, { cityId: null, regionId }))];
		await openIncident(sql, anIncident({ id: incidentId, members, measured: 4, peak: 4 }));
	}
	const silences = {
		home: await aSilence(sql, TARGETS.home.centerId),
		away: await aSilence(sql, TARGETS.away.centerId),
	};
	for (const { regionId } of [TARGETS.home, TARGETS.away]) {
		const file = { ...fileOf(regionId), type: 'application/pdf' as const };
		await keepActFile(sql, file, { now, forgetBefore: new Date(0) });
	}
	// The newest entries of the trail are of these two.
	await sql`update center set windows = coalesce(windows, 4) + 1
	           where id in (${TARGETS.home.centerId}, ${TARGETS.away.centerId})`;

	/** What may stand in no log and no dump. */
	const secrets: [what: string, secret: string][] = [
		['the sealing key', sealingKey.toString('base64')],
		['the sealing key', sealingKey.toString('hex')],
		['the scrape token', SCRAPE_TOKEN],
	];
	let count = 0;
	const session = async (userId: string, authLevel: number, at = now, expiresAt?: Date) => {
		const { id, secretHash, text } = makeSessionToken();
		const absoluteExpiresAt = expiresAt ?? new Date(at.getTime() + DAY_MS / 2);
		const row = { id, userId, secretHash, absoluteExpiresAt, authLevel, userEpoch: 1 };
		await insertSession(sql, { ...row, ip: null, agent: null }, { now: at, perUser: 5 });
		secrets.push(['a session token', text.split('.')[1] ?? text]);
		return { id, cookie: `kezek=${text}` };
	};
	const person = async (role: Role, regions: Regions = 'all') => {
		const username = `person-${++count}`;
		return { username, id: await aPerson(sql, { username, role, regions }, now) };
	};
	const factor = async (userId: string): Promise<string> => {
		const seed = randomBytes(20);
		await seedFactor(sql, userId, box.seal(seed, userId), now);
		secrets.push(['a seed', base32(seed)], ['a seed', seed.toString('hex')]);
		return base32(seed);
	};
	const member = async (role: Role, regions: Regions = 'all'): Promise<Guest> => {
		const { id } = await person(role, regions);
		const needsFactor = FACTOR_ROLES.includes(role);
		const totpSecret = needsFactor ? await factor(id) : null;
		const { cookie } = await session(id, needsFactor ? 2 : 1);
		const isEverywhere = regions === 'all';
		const name = isEverywhere ? role : `${role} of one region`;
		return { ...nobody(name), grantee: role, isEverywhere, userId: id, cookie, totpSecret };
	};
	/** Somebody whose session opens nothing. */
	const ended = async (
		why: string,
		begin: (id: string) => ReturnType<typeof session>,
		end: (who: { id: string; username: string }, sessionId: string) => Promise<unknown>,
	): Promise<Guest> => {
		const who = await person('admin');
		await factor(who.id);
		const begun = await begin(who.id);
		await end(who, begun.id);
		return { ...nobody(`session ${why}`), cookie: begun.cookie };
	};
	const owing = async (step: SignInStep): Promise<Guest> => {
		const { id } = await person(step === 'password' ? 'viewer' : 'admin');
		if (step === 'code') await factor(id);
		if (step === 'password')
			await sql`update app_user set must_change_password = true where id = ${id}`;
		const { cookie } = await session(id, 1);
		return { ...nobody(`sign-in that owes a ${step}`), step, cookie };
	};
	const feed = async (
		name: string,
		places: 'home' | 'all',
		rights: readonly FeedRight[] = FEED_RIGHTS,
	): Promise<Guest> => {
		const [home] = await sql<{ center: number; site: number }>`
			select center.ordinal as center, site.ordinal as site from center, contact_center as site
			 where center.id = ${TARGETS.home.centerId} and site.id = ${TARGETS.home.siteId}`;
		const key = makeFeedKey();
		secrets.push(['a feed key', key.text.slice(-43)]);
		await insertFeed(
			sql,
			{
				name,
				cadenceSeconds: 30,
				rights: [...rights],
				centers: places === 'all' ? null : [home?.center ?? 0],
				contactCenters: places === 'all' ? null : [home?.site ?? 0],
				keyId: key.id,
				secretHash: key.secretHash,
				addresses: null,
				expiresAt: new Date(now.getTime() + DAY_MS),
			},
			bySystem(now),
		);
		const isEverywhere = places === 'all';
		return { ...nobody(name), grantee: 'feed', isEverywhere, key: key.text, rights };
	};

	const bySomebody = bySystem(now);
	const usual = (id: string) => session(id, 2);
	const full = await feed('feed of all places', 'all');
	const revoked = await feed('feed whose key was revoked', 'all');
	await revokeFeedKey(sql, revoked.key?.split('_')[1] ?? '', bySomebody);
	const home = [TARGETS.home.regionId];
	const stolen = (await member('admin')).cookie ?? '';
	const guests: Guest[] = [
		nobody('nobody'),
		await ended('revoked', usual, (_, id) => revokeSession(sql, id, bySomebody)),
		await ended('of a disabled person', usual, ({ username }) =>
			disableUser(sql, username, bySomebody),
		),
		await ended(
			'of a demoted person',
			usual,
			({ id }) =>
				sql`update app_user set role = 'viewer', auth_epoch = auth_epoch + 1 where id = ${id}`,
		),
		await ended(
			'over its time',
			(id) => session(id, 2, new Date(now.getTime() - 2 * DAY_MS)),
			noAct,
		),
		await ended('idle', (id) => session(id, 2, new Date(now.getTime() - DAY_MS / 12)), noAct),
		{
			...nobody('session with another secret'),
			cookie: `${stolen.slice(0, -1)}${stolen.endsWith('A') ? 'B' : 'A'}`,
		},
		await owing('code'),
		await owing('password'),
		await owing('factor'),
		await member('viewer', home),
		await member('viewer'),
		await member('regional_director', home),
		await member('regional_director'),
		await member('duty_officer', home),
		await member('duty_officer'),
		await member('leadership'),
		await member('contact_supervisor'),
		await member('admin'),
		await feed('feed of one center', 'home'),
		full,
		await feed('feed that may only fill up history', 'all', ['backfill']),
		{ ...nobody(revoked.name), key: revoked.key },
	];
	const gone = await person('viewer');
	await disableUser(sql, gone.username, bySomebody);
	const port = await freePort();
	const app = await startKezek({
		port,
		env: {
			KEZEK_MODE: 'production',
			KEZEK_SCENARIO: '',
			KEZEK_SEALING_KEY: sealingKey.toString('base64'),
			DATABASE_URL: database.url,
			LISTED_ADDRESSES: '127.0.0.1,10.0.0.0/8',
			ADDRESS_HEADER: 'x-forwarded-for',
			METRICS_TOKEN: SCRAPE_TOKEN,
			// Whatever the app may say.
			LOG_LEVEL: 'trace',
			...env,
		},
	});
	return {
		app,
		sql,
		guests,
		/** A silence over the center of each target. */
		silences,
		/** A key that may do everything. */
		key: full.key ?? '',
		secrets,
		/** Login of an account that was disabled. */
		disabled: gone.username,
		/** An account that is acted upon; nobody is signed in with it. */
		subject: await person('duty_officer'),
		/** Somebody more. */
		member,
		/** Begins another session of a guest's account. */
		session,
		async end() {
			const code = await app.end();
			app.clean();
			const output = app.output();
			const leaks = leaksIn([['the log', output], ...(await dumpOf(sql))], secrets);
			await database.drop();
			return { code, output, leaks };
		},
	};
}

/** The open house. */
export type House = Awaited<ReturnType<typeof openHouse>>;

const noAct = () => Promise.resolve();

let guests = 0;

function nobody(name: string): Guest {
	const nothing = { grantee: null, isEverywhere: false, step: null, cookie: null, key: null };
	const unknown = { userId: null, totpSecret: null, rights: [] };
	return { name, ...nothing, ...unknown, address: `10.0.0.${++guests}` };
}
