import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import { createPasswordHasher } from '$lib/server/auth/password.ts';
import { createSessions, type SignInAttempt } from '$lib/server/auth/sessions.ts';
import { disableUser, findUserByName, updatePassword } from '$lib/server/store/users.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aClock, aPerson, quickHasher, type MovableClock } from '../support/people.ts';

const START = new Date('2026-11-20T04:00:00Z');
const DESK = '10.0.0.7';

let database: TestDatabase;
beforeAll(async () => {
	database = await freshDatabase();
	const { sql } = database;
	await aPerson(sql, { username: 'aigerim', role: 'duty_officer', regions: ['KZ-75'] }, START);
	await aPerson(sql, { username: 'boss', role: 'admin' }, START);
});
afterAll(() => database.drop());

let clock: MovableClock;
let ended: [string[], string][];
let sessions: ReturnType<typeof createSessions>;
beforeEach(async () => {
	await database.sql`delete from session`;
	clock = aClock(START);
	ended = [];
	sessions = someSessions();
	sessions.onEnded(({ sessionIds }, reason) => void ended.push([[...sessionIds].sort(), reason]));
});

function someSessions(hasher = quickHasher) {
	return createSessions({
		sql: database.sql,
		system: clock,
		hasher,
		log: pino({ level: 'silent' }),
		isSecure: false,
		asksFactor: false,
	});
}

function attempt(username: string, differs: Partial<SignInAttempt> = {}): SignInAttempt {
	return { username, password: `password of ${username}`, ip: DESK, agent: 'test', ...differs };
}

describe('a signed-in person', () => {
	it('is known by the token, and by the cookie among others', async () => {
		const { token, user } = await sessions.signIn(attempt('aigerim'));
		expect(user).toMatchObject({
			username: 'aigerim',
			displayName: 'The aigerim',
			role: 'duty_officer',
			regions: ['KZ-75'],
		});
		expect(await sessions.authenticate(token)).toEqual(user);
		const cookies = `kezek-locale=kk; ${sessions.cookie.name}=${token}`;
		expect(await sessions.authenticate(cookies)).toEqual(user);
		expect(sessions.principalOf(user)).toEqual({
			kind: 'user',
			userId: user.userId,
			role: 'duty_officer',
			regions: ['KZ-75'],
		});
	});

	it('is nobody by a changed secret, a foreign cookie, or nothing', async () => {
		const { token } = await sessions.signIn(attempt('aigerim'));
		const changed = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
		for (const wrong of [changed, `other=${token}`, '', null, undefined, 'x'.repeat(9_000)]) {
			expect(await sessions.authenticate(wrong)).toBeNull();
		}
	});

	it('leaves only a hash of the secret in the database', async () => {
		const { token } = await sessions.signIn(attempt('aigerim'));
		const [id = '', secret = ''] = token.split('.');
		const [row] = await database.sql<{ row: string }>`
			select session::text as row from session where id = ${id}`;
		expect(row?.row).toContain(id);
		expect(row?.row).not.toContain(secret);
	});

	it('writes the username in any case of letters and with blanks around it', async () => {
		const { user } = await sessions.signIn(
			attempt('aigerim', { username: ' AigeRIM ', password: 'password of aigerim' }),
		);
		expect(user.username).toBe('aigerim');
	});
});

describe('a session ends', () => {
	it('after eight idle hours of a duty officer, half an hour of an admin', async () => {
		const officer = await sessions.signIn(attempt('aigerim'));
		const admin = await sessions.signIn(attempt('boss'));
		clock.pass(29);
		expect(await sessions.authenticate(admin.token, { isAct: false })).not.toBeNull();
		clock.pass(1);
		expect(await sessions.authenticate(admin.token)).toBeNull();
		clock.pass(7.5 * 60 - 1);
		expect(await sessions.authenticate(officer.token, { isAct: false })).not.toBeNull();
		clock.pass(1);
		expect(await sessions.authenticate(officer.token)).toBeNull();
	});

	it('not while a person acts, but after twelve hours whatever they do', async () => {
		const { token } = await sessions.signIn(attempt('boss'));
		for (let quarter = 1; quarter < 12 * 4; quarter++) {
			clock.pass(15);
			expect(await sessions.authenticate(token)).not.toBeNull();
		}
		clock.pass(15);
		expect(await sessions.authenticate(token)).toBeNull();
	});

	it('although pushes go on: only a person’s acts count', async () => {
		const { token, user } = await sessions.signIn(attempt('boss'));
		for (let minute = 0; minute < 30; minute++) {
			await sessions.authenticate(token, { isAct: false });
			await sessions.isValid([user.sessionId]);
			clock.pass(1);
		}
		expect(await sessions.authenticate(token)).toBeNull();
		expect(await sessions.isValid([user.sessionId])).toEqual(new Set());
	});

	it('by signing out, and whoever holds its sockets is told', async () => {
		const { token, user } = await sessions.signIn(attempt('aigerim'));
		await sessions.end(user, 'sign_out');
		expect(await sessions.authenticate(token)).toBeNull();
		expect(ended).toEqual([[[user.sessionId], 'sign_out']]);
	});

	it('when a new one takes its place, if the browser proves to hold it', async () => {
		const first = await sessions.signIn(attempt('aigerim'));
		const forged = `${first.user.sessionId}.${'A'.repeat(43)}`;
		await sessions.signIn(attempt('aigerim', { oldToken: forged }));
		expect(await sessions.authenticate(first.token)).not.toBeNull();
		await sessions.signIn(attempt('aigerim', { oldToken: first.token }));
		expect(await sessions.authenticate(first.token)).toBeNull();
		expect(ended).toEqual([[[first.user.sessionId], 'replaced']]);
	});

	it('when the person begins a sixth: the oldest', async () => {
		await aPerson(database.sql, { username: 'six' }, START);
		const all = [];
		for (let n = 0; n < 6; n++) {
			all.push(await sessions.signIn(attempt('six')));
			clock.pass(1);
		}
		const alive = await Promise.all(all.map(({ token }) => sessions.authenticate(token)));
		expect(alive.map((user) => user !== null)).toEqual([false, true, true, true, true, true]);
		expect(ended).toEqual([[[all[0]!.user.sessionId], 'too_many']]);
	});

	it('by another of the same person: one, or all others, and of nobody else', async () => {
		await aPerson(database.sql, { username: 'many' }, START);
		const mine = [];
		for (let n = 0; n < 4; n++) mine.push(await sessions.signIn(attempt('many')));
		const other = await sessions.signIn(attempt('aigerim'));
		const [here, one] = [mine[0]!, mine[1]!];
		await expect(sessions.endOwn(here.user, other.user.sessionId)).rejects.toMatchObject({
			code: 'not_found',
		});
		await sessions.endOwn(here.user, one.user.sessionId);
		expect(await sessions.authenticate(one.token)).toBeNull();
		expect((await sessions.listOwn(here.user)).length).toBe(3);
		expect(await sessions.endOthers(here.user)).toBe(2);
		expect((await sessions.listOwn(here.user)).map(({ id }) => id)).toEqual([here.user.sessionId]);
		expect(await sessions.authenticate(other.token)).not.toBeNull();
	});

	it('by the word of an administrator, and of nobody else', async () => {
		const { token, user } = await sessions.signIn(attempt('aigerim'));
		const boss = sessions.principalOf((await sessions.signIn(attempt('boss'))).user);
		const officer = sessions.principalOf(user);
		await expect(sessions.force(officer, user.sessionId, 'x')).rejects.toMatchObject({
			code: 'forbidden',
		});
		expect((await sessions.listAll(boss)).map(({ username }) => username).sort()).toEqual([
			'aigerim',
			'boss',
		]);
		await sessions.force(boss, user.sessionId, 'left the desk');
		expect(await sessions.authenticate(token)).toBeNull();
		await expect(sessions.force(boss, user.sessionId, 'again')).rejects.toMatchObject({
			code: 'not_found',
		});
		const again = await sessions.signIn(attempt('aigerim'));
		expect(await sessions.forceAllOf(boss, again.user.userId, 'left the service')).toBe(1);
		expect(await sessions.authenticate(again.token)).toBeNull();
		expect(ended.map(([, reason]) => reason)).toEqual(['forced', 'forced']);
	});

	it('when the password changes, elsewhere and without a word to this node', async () => {
		const userId = await aPerson(database.sql, { username: 'changed' }, START);
		const { token, user } = await sessions.signIn(attempt('changed'));
		const passwordPhc = await quickHasher.hash('another password');
		const change = { userId, passwordPhc, mustChangePassword: false, endSessions: true };
		await updatePassword(database.sql, change, bySystem(clock.now()));
		expect(await sessions.authenticate(token)).toBeNull();
		expect(await sessions.isValid([user.sessionId])).toEqual(new Set());
		await sessions.signIn(attempt('changed', { password: 'another password' }));
	});

	it('when the person is disabled', async () => {
		await aPerson(database.sql, { username: 'gone' }, START);
		const { token } = await sessions.signIn(attempt('gone'));
		await disableUser(database.sql, 'gone', bySystem(clock.now()));
		expect(await sessions.authenticate(token)).toBeNull();
	});

	it('among many by one question', async () => {
		const [one, two] = [
			await sessions.signIn(attempt('aigerim')),
			await sessions.signIn(attempt('boss')),
		];
		await sessions.end(one.user, 'sign_out');
		const ids = [one.user.sessionId, two.user.sessionId, 'unknown'];
		expect(await sessions.isValid(ids)).toEqual(new Set([two.user.sessionId]));
	});
});

describe('a refused sign-in', () => {
	it('reads the same whatever is wrong', async () => {
		await aPerson(database.sql, { username: 'former' }, START);
		await disableUser(database.sql, 'former', bySystem(START));
		const wrong = [
			attempt('aigerim', { password: 'password of boss' }),
			attempt('aigerim', { password: '' }),
			attempt('nobody'),
			attempt('former'),
			attempt("x' or '1'='1"),
		];
		const texts = [];
		for (const one of wrong) {
			const error: Error = await sessions.signIn(one).then(
				() => new Error('signed in'),
				(thrown: Error) => thrown,
			);
			texts.push({ ...error, message: error.message });
		}
		expect(new Set(texts.map((text) => JSON.stringify(text))).size).toBe(1);
		expect(texts[0]).toMatchObject({
			code: 'unauthenticated',
			message: 'Wrong user name or password',
		});
	});

	it('the sixth at one desk has to wait, also with the right password; other desks do not', async () => {
		await aPerson(database.sql, { username: 'guessed' }, START);
		for (let wrong = 0; wrong < 5; wrong++) {
			const guess = attempt('guessed', { password: `guess ${wrong}` });
			await expect(sessions.signIn(guess)).rejects.toMatchObject({ code: 'unauthenticated' });
		}
		await expect(sessions.signIn(attempt('guessed'))).rejects.toMatchObject({
			code: 'rate_limited',
		});
		await sessions.signIn(attempt('guessed', { ip: '10.0.0.8' }));
	});

	it('of a login guessed from everywhere leaves its owner the desk they know', async () => {
		await aPerson(database.sql, { username: 'target' }, START);
		await sessions.signIn(attempt('target'));
		for (let n = 0; n < 20; n++) {
			const guess = attempt('target', { password: 'guess', ip: `10.0.9.${n}` });
			await expect(sessions.signIn(guess)).rejects.toMatchObject({ code: 'unauthenticated' });
		}
		const elsewhere = attempt('target', { ip: '10.0.9.99' });
		await expect(sessions.signIn(elsewhere)).rejects.toMatchObject({ code: 'rate_limited' });
		await sessions.signIn(attempt('target'));
	});
});

describe('with real hashes', () => {
	it('a weaker one is renewed at sign-in without ending anything', async () => {
		const userId = await aPerson(database.sql, { username: 'old' }, START);
		const weak =
			'$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
		const change = { userId, passwordPhc: weak, mustChangePassword: false, endSessions: false };
		await updatePassword(database.sql, change, bySystem(START));
		const real = someSessions(createPasswordHasher());
		const first = await real.signIn(attempt('old', { password: 'password' }));
		const user = await findUserByName(database.sql, 'old');
		expect(user?.passwordPhc).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
		expect(await real.authenticate(first.token)).not.toBeNull();
		await real.signIn(attempt('old', { password: 'password' }));
	});

	it('odd addresses and agents are no obstacle', async () => {
		for (const ip of ['::1', '::ffff:127.0.0.1', 'fe80::1%eth0', 'unknown', '']) {
			const { token } = await sessions.signIn(attempt('aigerim', { ip, agent: 'x'.repeat(9_000) }));
			expect(await sessions.authenticate(token)).not.toBeNull();
		}
	});
});

it('an outage is unavailable, not a wrong password', async () => {
	const away = await freshDatabase();
	const there = createSessions({
		sql: away.sql,
		system: clock,
		hasher: quickHasher,
		log: pino({ level: 'silent' }),
		isSecure: false,
		asksFactor: false,
	});
	await aPerson(away.sql, { username: 'away' }, START);
	const { token } = await there.signIn(attempt('away'));
	await away.drop();
	await expect(there.authenticate(token)).rejects.toMatchObject({ code: 'unavailable' });
	await expect(there.signIn(attempt('away'))).rejects.toMatchObject({ code: 'unavailable' });
});
