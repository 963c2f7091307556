import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPasswordHasher } from '$lib/server/auth/password.ts';
import { makeSessionToken, parseFeedKey } from '$lib/server/auth/token.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { findFolderHolder } from '$lib/server/store/data-folder-lock.ts';
import { findEmbedded } from '$lib/server/store/embedded.ts';
import { findFactor, seedFactor } from '$lib/server/store/factors.ts';
import { findFeedKey } from '$lib/server/store/feeds.ts';
import { insertSession } from '$lib/server/store/sessions.ts';
import { findUserByName } from '$lib/server/store/users.ts';
import { kezek, kezekProcess } from '../support/command-line.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts';

const DAY_MS = 86_400_000;
const WARSAW = 'data/recorded-networks/warsaw.csv';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
	database = await freshDatabase();
	folder = await mkdtemp(join(tmpdir(), 'kezek-cli-'));
	expect(await run('directory', 'import', 'data/kazakhstan.csv')).toMatchObject({ code: 0 });
});
afterAll(async () => {
	await database.drop();
	await rm(folder, { recursive: true, force: true });
});

const env = () => ({ DATABASE_URL: database.url });
const run = (...args: string[]) => kezek(args, { env: env() });
const runWith = (input: string, ...args: string[]) => kezek(args, { env: env(), input });

async function aFile(name: string, text: string): Promise<string> {
	const path = join(folder, name);
	await writeFile(path, text);
	return path;
}

describe('the command line itself', () => {
	it('explains itself, a group and each command', async () => {
		const all = await kezek(['--help']);
		expect(all).toMatchObject({ code: 0, err: '' });
		const names = [...all.out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(
			([, name = '']) => name,
		);
		expect(names).toEqual([
			'migrate',
			'user add',
			'user list',
			'user change',
			'user disable',
			'user enable',
			'user reset',
			'session end',
			'factor remove',
			'feed add',
			'feed list',
			'feed revoke',
			'directory import',
			'directory export',
			'regime list',
			'regime show',
			'regime resolve',
			'replay',
			'simulate',
			'audit verify',
			'audit export',
			'demo reset',
		]);
		const helps = await Promise.all(names.map((name) => kezek([...name.split(' '), '--help'])));
		for (const [i, name] of names.entries()) {
			expect(helps[i]).toMatchObject({ code: 0, err: '' });
			expect(helps[i]?.out).toMatch(new RegExp(`^${name}: .*\\n\\n {2}npm run kezek -- ${name}`));
		}
		expect((await kezek(['feed', '--help'])).out).not.toContain('user add');
	});

	it.each([
		[[], 'The operator’s command line'],
		[['frobnicate'], 'no command "frobnicate"'],
		[['user'], 'there are: user add, user list'],
		[['user', 'remove', 'x'], 'no command "user remove"'],
		[['user', 'list', '--nope'], "Unknown option '--nope'"],
		[['user', 'list', 'extra'], 'unexpected argument "extra"'],
		[['user', 'disable'], 'missing <username>'],
		[['user', 'add', 'x1'], '--role is required'],
		[['user', 'add', 'a b', '--role', 'admin'], '<username> must have'],
		[['user', 'add', 'x1', '--role', 'king'], '--role must be one of viewer'],
		[['user', 'add', 'x1', '--role', 'viewer'], '--regions is required'],
		[['user', 'add', 'x1', '--role', 'viewer', '--regions', 'KZ-75,XX'], 'no region "XX"'],
		[['feed', 'add', '--name', 'x'], '--centers or --contact-centers'],
		[['feed', 'add', '--centers', 'all'], '--name is required'],
		[['feed', 'add', '--name', 'x', '--centers', 'nowhere'], 'unknown: "nowhere"'],
		[['feed', 'add', '--name', 'x', '--centers', 'all', '--rights', 'root'], '--rights must be'],
		[
			['feed', 'add', '--name', 'x', '--centers', 'all', '--cadence-seconds', '0'],
			'from 1 to 86400',
		],
		[
			['feed', 'add', '--name', 'x', '--centers', 'all', '--expires', '2026-02-30T00:00:00Z'],
			'--expires must',
		],
		[
			['feed', 'add', '--name', 'x', '--centers', 'all', '--expires', '2020-01-01T00:00:00Z'],
			'within 400 days',
		],
		[
			['feed', 'add', '--name', 'x', '--centers', 'all', '--addresses', '10.0.0.0/99'],
			'--addresses must',
		],
		[['feed', 'revoke', 'x'], 'neither the number of a feed nor'],
		[['replay', 'x.csv'], 'choose one of --backfill'],
		[['replay', 'x.csv', '--backfill', '--exercise'], 'choose one of --backfill'],
		[['replay', 'x.csv', '--backfill', '--speed', '2'], '--speed goes with --exercise'],
		[['replay', 'x.csv', '--exercise', '--speed', 'fast'], '--speed must be a number'],
		[['replay', 'x.csv', '--backfill', '--from', 'monday'], '--from must be an instant'],
		[['simulate', '--scenario', 'doomsday'], 'no scenario "doomsday"; there are: ordinary-day'],
	])('%j is refused with code 2', async (args, words) => {
		const result = await run(...args);
		expect(result).toMatchObject({ code: 2, out: '' });
		expect(result.err).toContain(words);
	});

	it('names a wrong or silent database, and fails', async () => {
		const wrong = await kezek(['user', 'list'], { env: { DATABASE_URL: 'mysql://x' } });
		expect(wrong).toMatchObject({ code: 1, out: '' });
		expect(wrong.err).toContain('DATABASE_URL: must look like postgres://');
		const silent = await kezek(['user', 'list'], {
			env: { DATABASE_URL: 'postgres://u:p@127.0.0.1:9/none' },
		});
		expect(silent).toMatchObject({ code: 1, out: '' });
		expect(silent.err).toContain('does not answer');
		expect(silent.err).not.toContain('p@');
	});
});

describe('as a process', () => {
	it('prints the result alone on standard output and ends with 0', async () => {
		const added = await kezekProcess(
			['user', 'add', 'spawned', '--role', 'admin', '--password-stdin'],
			{ env: env(), input: 'тихий вечер на даче\n' },
		);
		expect(added).toEqual({ code: 0, out: 'added spawned (admin, all regions)\n', err: '' });
	});

	it('ends with 1 on a failure, 2 on a command line that cannot be understood', async () => {
		const failed = await kezekProcess(['user', 'disable', 'nobody'], { env: env() });
		expect(failed).toMatchObject({ code: 1, out: '' });
		expect(failed.err).toBe('kezek user disable: no account "nobody"\n');
		const unclear = await kezekProcess(['user', 'disable'], { env: env() });
		expect(unclear).toMatchObject({ code: 2, out: '' });
	});

	it('works on a bundled PostgreSQL of its own, stops it, and fails with 1 there too', async () => {
		const own = { KEZEK_DATA_DIR: join(folder, 'data') };
		await chmod(folder, 0o755);
		const refused = await kezekProcess(['user', 'add', 'own', '--role', 'admin'], {
			env: own,
			input: 'too short',
		});
		expect(refused).toMatchObject({ code: 1, out: '' });
		expect(await findFolderHolder(own.KEZEK_DATA_DIR)).toBeNull();
		expect(await findEmbedded(own.KEZEK_DATA_DIR)).toBeNull();
		expect(await kezekProcess(['user', 'list'], { env: own })).toMatchObject({ code: 0 });
		expect(await kezekProcess(['demo', 'reset'], { env: own })).toMatchObject({ code: 0 });
		expect(await readdir(own.KEZEK_DATA_DIR)).toEqual([]);
	});
});

it('migrate brings an empty database to the schema, once; other commands refuse to work before', async () => {
	const empty = await emptyDatabase();
	try {
		const there = { env: { DATABASE_URL: empty.url } };
		const early = await kezek(['user', 'list'], there);
		expect(early).toMatchObject({ code: 1 });
		expect(early.err).toContain('npm run kezek -- migrate');
		expect(await kezek(['migrate', '--check'], there)).toMatchObject({ code: 1 });
		const first = await kezek(['migrate'], there);
		expect(first).toMatchObject({ code: 0, err: '' });
		expect(first.out).toMatch(/^applied: 0001-/);
		expect(await kezek(['migrate'], there)).toMatchObject({ code: 0, out: 'nothing to do\n' });
		expect(await kezek(['migrate', '--check'], there)).toMatchObject({ code: 0 });
		expect(await kezek(['user', 'list'], there)).toMatchObject({ code: 0 });
	} finally {
		await empty.drop();
	}
});

describe('people', () => {
	const hasher = createPasswordHasher();
	const passwordOf = async (username: string) =>
		(await findUserByName(database.sql, username))?.passwordPhc ?? '';

	it('are added with a password from standard input', async () => {
		const added = await runWith(
			'тихий вечер на даче\n',
			...['user', 'add', 'Aigerim', '--role', 'regional_director', '--regions', 'KZ-75,KZ-71'],
			...['--name', 'Әйгерім Серікова', '--password-stdin'],
		);
		expect(added).toMatchObject({ code: 0, err: '' });
		expect(await findUserByName(database.sql, 'aigerim')).toMatchObject({
			username: 'Aigerim',
			displayName: 'Әйгерім Серікова',
			role: 'regional_director',
			regions: ['KZ-75', 'KZ-71'],
			disabledAt: null,
		});
		expect(await hasher.verify('тихий вечер на даче', await passwordOf('aigerim'))).toBe(true);
		expect(added.out).not.toContain('вечер');
	});

	it('with a national role answer for all regions', async () => {
		const added = await runWith(
			'a quiet river at night',
			'user',
			'add',
			'chief',
			'--role',
			'admin',
		);
		expect(added).toMatchObject({ code: 0, out: 'added chief (admin, all regions)\n' });
	});

	it.each([
		['eleven char', 'at least 12 characters'],
		['Karaganda-in-winter', 'a word that anyone would try'],
		['newcomer is my login', 'a word that anyone would try'],
		['Password123456', 'too common'],
		['', 'no password was given'],
	])('are not added with the password "%s"', async (password, words) => {
		const refused = await runWith(password, 'user', 'add', 'newcomer', '--role', 'admin');
		expect(refused.code).not.toBe(0);
		expect(refused.err).toContain(words);
		expect(await findUserByName(database.sql, 'newcomer')).toBeNull();
	});

	it('are not added twice, in whatever case', async () => {
		const again = await runWith(
			'a quiet river at night',
			'user',
			'add',
			'CHIEF',
			'--role',
			'admin',
		);
		expect(again).toMatchObject({ code: 1, out: '' });
		expect(again.err).toContain('taken');
	});

	it('get a made password that works, and their sessions end', async () => {
		const before = await findUserByName(database.sql, 'chief');
		const reset = await run('user', 'reset', 'chief');
		expect(reset.code).toBe(0);
		expect(reset.out).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}\n$/);
		expect(await hasher.verify(reset.out.trim(), await passwordOf('chief'))).toBe(true);
		const after = await findUserByName(database.sql, 'chief');
		expect(after?.authEpoch).toBe((before?.authEpoch ?? 0) + 1);
		expect(after?.mustChangePassword).toBe(true);
	});

	it('are disabled once, listed, and not found when they do not exist', async () => {
		expect(await run('user', 'disable', 'chief')).toMatchObject({ code: 0 });
		expect(await run('user', 'disable', 'chief')).toMatchObject({ code: 1 });
		expect(await run('user', 'reset', 'chief')).toMatchObject({ code: 1 });
		const missing = await run('user', 'disable', 'nobody');
		expect(missing).toMatchObject({ code: 1, out: '' });
		expect(missing.err).toContain('no account "nobody"');
		const list = await run('user', 'list');
		expect(list.out).toMatch(/^Aigerim +regional_director +KZ-75,KZ-71 +enabled /m);
		expect(list.out).toMatch(/^chief +admin +all +disabled /m);
	});

	it('are enabled again, get another role and other regions, and lose their sessions and factor', async () => {
		expect(await run('user', 'enable', 'chief')).toMatchObject({ code: 0 });
		expect(await run('user', 'enable', 'chief')).toMatchObject({ code: 1 });
		const before = await findUserByName(database.sql, 'chief');
		expect(before?.disabledAt).toBeNull();
		const changed = await run(
			...['user', 'change', 'chief', '--role', 'duty_officer', '--regions', 'KZ-75'],
			...['--reason', 'moved to Almaty'],
		);
		expect(changed).toMatchObject({
			code: 0,
			out: 'chief is duty_officer, KZ-75; all sessions ended\n',
		});
		const after = await findUserByName(database.sql, 'chief');
		expect(after).toMatchObject({ role: 'duty_officer', regions: ['KZ-75'] });
		expect(after?.authEpoch).toBe((before?.authEpoch ?? 0) + 1);
		expect((await run('user', 'change', 'chief')).code).toBe(2);
		expect((await run('user', 'change', 'chief', '--regions', 'KZ-00')).err).toContain('KZ-00');

		const now = new Date();
		const { id, secretHash } = makeSessionToken();
		const absoluteExpiresAt = new Date(now.getTime() + DAY_MS);
		const rest = { absoluteExpiresAt, userEpoch: after?.authEpoch ?? 0, authLevel: 1 };
		const session = { id, userId: after?.id ?? '', secretHash, ...rest, ip: null, agent: null };
		await insertSession(database.sql, session, { now, perUser: 5 });
		expect((await run('session', 'end', 'chief')).out).toBe('ended 1 sessions of chief\n');
		expect((await run('session', 'end', 'chief')).out).toBe('ended 0 sessions of chief\n');

		expect((await run('factor', 'remove', 'chief')).err).toContain('has no second factor');
		await seedFactor(database.sql, after?.id ?? '', Buffer.from('sealed'), now);
		expect(await run('factor', 'remove', 'chief')).toMatchObject({ code: 0 });
		expect(await findFactor(database.sql, after?.id ?? '')).toBeNull();
	});

	it('and all that was done to them is in the exported trail, once the export too', async () => {
		const output = join(folder, 'trail.jsonl');
		expect(await run('audit', 'export', '--output', output)).toMatchObject({ code: 0 });
		const lines = (await readFile(output, 'utf8')).trim().split('\n');
		const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(entries[0]).toMatchObject({ actor: expect.stringMatching(/^operator:/) as string });
		expect(entries.map(({ reason }) => reason)).toContain('moved to Almaty');
		const again = await run('audit', 'export', '--output', output);
		expect(again).toMatchObject({ code: 1 });
		expect((await run('audit', 'export', '--output', 'x', '--format', 'xml')).code).toBe(2);
	});
});

describe('feeds', () => {
	it('are added with a key that is shown once and stored as a hash', async () => {
		const added = await run(
			...['feed', 'add', '--name', 'Queue vendor', '--centers', 'almaty-almaly'],
			...['--rights', 'readings,read', '--cadence-seconds', '15', '--addresses', '10.0.0.0/8'],
		);
		expect(added).toMatchObject({ code: 0 });
		const key = parseFeedKey(added.out.trim());
		const row = await findFeedKey(database.sql, key?.id ?? '');
		const { centers } = await readDirectory(database.sql);
		expect(row).toMatchObject({
			name: 'Queue vendor',
			cadenceSeconds: 15,
			rights: ['readings', 'read'],
			centers: [centers.find(({ id }) => id === 'almaty-almaly')?.ordinal],
			contactCenters: [],
			addresses: ['10.0.0.0/8'],
			revokedAt: null,
		});
		expect(Buffer.from(row?.secretHash ?? []).equals(key?.secretHash ?? Buffer.alloc(0))).toBe(
			true,
		);
		const days = ((row?.expiresAt.getTime() ?? 0) - Date.now()) / DAY_MS;
		expect(Math.round(days)).toBe(365);
	});

	it('get by their places the rights that fit', async () => {
		const added = await run('feed', 'add', '--name', 'PBX', '--contact-centers', 'all');
		const row = await findFeedKey(database.sql, parseFeedKey(added.out.trim())?.id ?? '');
		expect(row).toMatchObject({
			rights: ['contact_readings'],
			centers: [],
			contactCenters: null,
			cadenceSeconds: 30,
		});
	});

	it('are listed without secrets, and revoked by number or by key', async () => {
		const { out } = await run('feed', 'add', '--name', 'Short-lived', '--centers', 'all');
		const keyText = out.trim();
		const keyId = parseFeedKey(keyText)?.id ?? '';
		const listed = await run('feed', 'list');
		expect(listed.out).toMatch(new RegExp(`${keyId} +active +all / 0 +30 s .*Short-lived`));
		expect(listed.out).not.toContain(keyText);
		expect(await run('feed', 'revoke', keyId)).toMatchObject({ code: 0 });
		expect((await findFeedKey(database.sql, keyId))?.revokedAt).not.toBeNull();
		expect(await run('feed', 'revoke', keyId)).toMatchObject({ code: 1 });
		expect(await run('feed', 'revoke', '1')).toMatchObject({ code: 0 });
		expect(await run('feed', 'revoke', '999999')).toMatchObject({ code: 1 });
		expect((await run('feed', 'list')).out).toMatch(/^1 .* revoked /m);
	});
});

describe('the directory', () => {
	it('lists every change of another network first, then imports it, then finds nothing', async () => {
		const before = await readDirectory(database.sql);
		const plan = await run('directory', 'import', WARSAW, '--dry-run');
		expect(plan).toMatchObject({ code: 0, err: '' });
		expect(plan.out).toContain('line 2: add region warsaw\n');
		expect(plan.out).toMatch(/would import: 23 new, 0 changed, 0 unchanged\n$/);
		expect((await readDirectory(database.sql)).version).toBe(before.version);

		const written = await run('directory', 'import', WARSAW);
		expect(written.out).toMatch(/imported: 23 new, 0 changed, 0 unchanged\n$/);
		const after = await readDirectory(database.sql);
		expect(after.centers).toHaveLength(before.centers.length + 21);

		const again = await run('directory', 'import', WARSAW);
		expect(again.out).toBe('nothing to import: 0 new, 0 changed, 23 unchanged\n');
	});

	it('lists every mistake with its place and writes nothing', async () => {
		const good = (await readFile(WARSAW, 'utf8')).split('\n');
		const file = await aFile(
			'broken.csv',
			[good[0], good[3]?.replace('52.2395', '152.2395').replace('UD_Bemowo', 'UD_New')].join('\n'),
		);
		const before = await readDirectory(database.sql);
		const refused = await run('directory', 'import', file);
		expect(refused.code).toBe(1);
		expect(refused.err).toMatch(/error: line 2, column 10 \(lat\): /);
		expect(refused.err).toContain('nothing was imported: 1 mistake');
		expect((await readDirectory(database.sql)).version).toBe(before.version);
	});

	it('comes out as a file that imports back without a change', async () => {
		const output = join(folder, 'out.csv');
		expect(await run('directory', 'export', '--output', output)).toMatchObject({
			code: 0,
			out: '',
		});
		const printed = await run('directory', 'export');
		expect(printed.out).toBe((await readFile(output, 'utf8')).replace(/\r?\n$/, '\n'));
		const back = await run('directory', 'import', output);
		expect(back.out).toMatch(/^nothing to import: 0 new, 0 changed, \d+ unchanged\n$/);
	});

	it('takes borders of known regions, and refuses a file that is none', async () => {
		const ring = [
			[20.8, 52.1],
			[21.3, 52.1],
			[21.3, 52.4],
			[20.8, 52.4],
			[20.8, 52.1],
		];
		const feature = {
			type: 'Feature',
			properties: { id: 'warsaw' },
			geometry: { type: 'Polygon', coordinates: [ring] },
		};
		const file = await aFile(
			'borders.geojson',
			JSON.stringify({ type: 'FeatureCollection', features: [feature] }),
		);
		const planned = await run('directory', 'import', '--boundaries', file, '--dry-run');
		expect(planned.out).toMatch(/would import: borders of 1 regions\n$/);
		const written = await run('directory', 'import', '--boundaries', file);
		expect(written).toMatchObject({ code: 0, err: '' });
		expect(await run('directory', 'import', '--boundaries', WARSAW)).toMatchObject({ code: 1 });
	});

	it('says which file is missing', async () => {
		const missing = await run('directory', 'import', join(folder, 'none.csv'));
		expect(missing).toMatchObject({ code: 1, out: '' });
		expect(missing.err).toContain('none.csv');
	});
});

describe('what needs a running Kezek', () => {
	it('says that none answers', async () => {
		const nobody = { KEZEK_URL: 'http://127.0.0.1:9', KEZEK_DATA_DIR: folder };
		for (const args of [
			['simulate', '--scenario', 'ordinary-day'],
			['replay', WARSAW, '--shift-to-now'],
		]) {
			const result = await kezek(args, { env: nobody });
			expect(result).toMatchObject({ code: 1, out: '' });
			expect(result.err).toContain('no Kezek answers');
		}
	});

	it('demo reset leaves an outside database alone', async () => {
		const refused = await run('demo', 'reset');
		expect(refused).toMatchObject({ code: 1, out: '' });
		expect(refused.err).toContain('DATABASE_URL is set');
	});
});
