// Demo mode: the directory, people of every role and one feed, made once; `demo.json` tells tools and tests about them.
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { base32, fromBase32 } from '../domain/base32.ts';
import { bySystem } from '../domain/change.ts';
import { FEED_RIGHTS, type Role } from '../domain/permission.ts';
import { FACTOR_ROLES } from '../domain/session.ts';
import type { PasswordHasher } from './auth/password.ts';
import type { SecretBox } from './auth/secret-box.ts';
import { makeFeedKey, makePassword, parseFeedKey } from './auth/token.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { importDirectory } from './directory/import.ts';
import { loadBundledDirectory } from './directory/bundled.ts';
import type { Sql } from './store/connect.ts';
import { findFactor, seedFactor } from './store/factors.ts';
import { findFeedKey, insertFeed } from './store/feeds.ts';
import { findUserByName, insertUser, updatePassword } from './store/users.ts';

/** One demo account as `demo.json` and the sign-in page show it. */
interface DemoAccount {
	username: string;
	password: string;
	role: Role;
	regions: string[] | 'all';
	/** Base32; for roles that need a second factor. */
	totpSecret?: string;
}

/** What `demo.json` holds (contract.md §1). */
export interface DemoFile {
	url: string;
	feedKey: string;
	accounts: DemoAccount[];
}

/** Who exists in demo mode. Names are plain roles: nobody is invented. */
const PEOPLE: { username: string; displayName: string; role: Role; regions: string[] | 'all' }[] = [
	{ username: 'viewer', displayName: 'Viewer', role: 'viewer', regions: 'all' },
	{ username: 'leadership', displayName: 'Leadership', role: 'leadership', regions: 'all' },
	{
		username: 'director-almaty',
		displayName: 'Director, Almaty',
		role: 'regional_director',
		regions: ['KZ-75'],
	},
	{
		username: 'director-astana',
		displayName: 'Director, Astana',
		role: 'regional_director',
		regions: ['KZ-71'],
	},
	{ username: 'duty', displayName: 'Duty officer', role: 'duty_officer', regions: 'all' },
	{
		username: 'supervisor',
		displayName: '1414 supervisor',
		role: 'contact_supervisor',
		regions: 'all',
	},
	{ username: 'admin', displayName: 'Administrator', role: 'admin', regions: 'all' },
	{ username: 'admin-2', displayName: 'Administrator 2', role: 'admin', regions: 'all' },
];
const FEED = { name: 'Demo feed', cadenceSeconds: 30, lifeDays: 365 } as const;
/** How often the sources of the recordings reported. */
const RECORDED_CADENCE_SECONDS: Record<string, number> = {
	warsaw: 300,
	nyc311: 300,
	fitnesspark: 1200,
};
const DAY_MS = 24 * 3600 * 1000;

/**
 * Seeds what is missing and writes `demo.json` (mode 0600). What an earlier start wrote there is kept as long as the
 * database agrees with it; otherwise passwords and key are made afresh. The hashes of kept passwords are kept beside it
 * (`demo-hashes.json`), for an exercise begins with an empty database and hashing takes seconds.
 */
export async function prepareDemo(deps: {
	config: Config;
	sql: Sql;
	system: Clock;
	hasher: PasswordHasher;
	box: SecretBox;
	progress: (text: string) => void;
}): Promise<DemoFile> {
	const { config, sql, system, hasher, box, progress } = deps;
	const now = system.now();
	await seedDirectory(config, sql, now, progress);

	const file = join(config.dataFolder, 'demo.json');
	const hashFile = join(config.dataFolder, 'demo-hashes.json');
	const known = await readJson<DemoFile>(file);
	const knownHashes = (await readJson<Record<string, string>>(hashFile)) ?? {};
	const hashes: Record<string, string> = {};
	const feedKey = await ensureFeed(sql, known?.feedKey ?? null, config, now);
	progress('preparing demo accounts');
	const accounts = await Promise.all(
		PEOPLE.map(async ({ displayName, ...person }): Promise<DemoAccount> => {
			const before = known?.accounts.find((account) => account.username === person.username);
			const password = before?.password ?? makePassword();
			const kept = before && knownHashes[person.username];
			const passwordPhc = (hashes[person.username] = kept ?? (await hasher.hash(password)));
			const account = { ...person, displayName, passwordPhc };
			const userId = await ensureAccount(sql, account, before !== undefined, now);
			if (!FACTOR_ROLES.includes(person.role)) return { ...person, password };
			const seed = before?.totpSecret === undefined ? null : fromBase32(before.totpSecret);
			const totpSecret = await ensureFactor({ sql, box, userId, kept: seed, now });
			return { ...person, password, totpSecret };
		}),
	);

	const demo: DemoFile = { url: config.origin, feedKey, accounts };
	await writeJson(hashFile, hashes);
	await writeJson(file, demo);
	return demo;
}

/** An exercise that replays a file shows the file's network only; everything else shows Kazakhstan. */
async function seedDirectory(
	config: Config,
	sql: Sql,
	now: Date,
	progress: (text: string) => void,
): Promise<void> {
	const data = join(config.root, 'data');
	if (config.feeder && 'file' in config.feeder) {
		const network = networkOf(config.feeder.file);
		progress(`loading the network of the recording (${network})`);
		const report = await importDirectory({
			sql,
			file: await readFile(join(data, 'recorded-networks', `${network}.csv`)),
			dryRun: false,
			change: bySystem(now),
		});
		if (report.outcome === 'refused') throw new Error(`the network ${network} cannot be loaded`);
		return;
	}
	if ((await loadBundledDirectory(sql, data, now)) === 'loaded')
		progress('loaded the directory of Kazakhstan');
}

/** What an earlier start wrote, or null. */
async function readJson<T>(file: string): Promise<T | null> {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as T;
	} catch {
		return null;
	}
}

async function writeJson(file: string, content: unknown): Promise<void> {
	await writeFile(`${file}.new`, `${JSON.stringify(content, null, '\t')}\n`, { mode: 0o600 });
	await rename(`${file}.new`, file);
}

async function ensureFeed(
	sql: Sql,
	known: string | null,
	config: Config,
	now: Date,
): Promise<string> {
	const parsed = known === null ? null : parseFeedKey(known);
	if (known !== null && parsed) {
		const row = await findFeedKey(sql, parsed.id);
		const isGood = row?.revokedAt === null && row.expiresAt > now;
		if (isGood && Buffer.from(row.secretHash).equals(parsed.secretHash)) return known;
	}
	const key = makeFeedKey();
	await insertFeed(
		sql,
		{
			name: FEED.name,
			cadenceSeconds: cadenceOf(config),
			rights: FEED_RIGHTS.filter((right) => right !== 'backfill'),
			centers: null,
			contactCenters: null,
			keyId: key.id,
			secretHash: key.secretHash,
			addresses: null,
			expiresAt: new Date(now.getTime() + FEED.lifeDays * DAY_MS),
		},
		bySystem(now),
	);
	return key.text;
}

/**
 * The feed's promise in seconds: what the recording's source kept; 30 otherwise, or as often as the simulator reports in a
 * fast exercise, which is every five real seconds.
 */
function cadenceOf({ feeder, exercise }: Config): number {
	if (feeder === null) return FEED.cadenceSeconds;
	if ('file' in feeder) {
		return RECORDED_CADENCE_SECONDS[networkOf(feeder.file)] ?? FEED.cadenceSeconds;
	}
	return Math.max(FEED.cadenceSeconds, 5 * (exercise?.speed ?? 1));
}

/** The network of a recorded file: how its name begins. */
function networkOf(file: string): string {
	return basename(file).split(/[_.]/)[0] ?? '';
}

async function ensureAccount(
	sql: Sql,
	person: {
		username: string;
		displayName: string;
		role: Role;
		regions: string[] | 'all';
		passwordPhc: string;
	},
	isKnown: boolean,
	now: Date,
): Promise<string> {
	const { passwordPhc } = person;
	const found = await findUserByName(sql, person.username);
	if (!found) {
		return (await insertUser(sql, { ...person, mustChangePassword: false }, bySystem(now))).id;
	}
	if (!isKnown) {
		const change = { userId: found.id, passwordPhc, mustChangePassword: false, endSessions: true };
		await updatePassword(sql, change, bySystem(now));
	}
	return found.id;
}

/** Sets the second factor that `demo.json` tells, unless the database has it already; returns its seed in base32. */
async function ensureFactor(deps: {
	sql: Sql;
	box: SecretBox;
	userId: string;
	kept: Uint8Array | null;
	now: Date;
}): Promise<string> {
	const { sql, box, userId, kept, now } = deps;
	const seed = kept ?? randomBytes(20);
	const factor = kept && (await findFactor(sql, userId));
	if (!factor?.confirmedAt) await seedFactor(sql, userId, box.seal(seed, userId), now);
	return base32(seed);
}
