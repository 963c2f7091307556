import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors.ts';
import {
	findFeedKey,
	insertFeed,
	insertFeedKey,
	listFeeds,
	revokeFeed,
	revokeFeedKey,
	touchFeedKey,
} from '$lib/server/store/feeds.ts';
import {
	findRunningClock,
	readOperationsClock,
	reserveOperationsClock,
	saveOperationsClock,
	startClock,
} from '$lib/server/store/operations-clock.ts';
import {
	deleteEndedSessions,
	findSession,
	findSessions,
	hasSessionFrom,
	insertSession,
	listSessions,
	revokeSession,
	revokeSessionsOf,
	touchSession,
} from '$lib/server/store/sessions.ts';
import {
	disableUser,
	findUserByName,
	insertUser,
	listUsers,
	updatePassword,
	updatePasswordHash,
} from '$lib/server/store/users.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { bySystem } from '$lib/domain/change.ts';
import { after, NOW } from '../support/reading-builders.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.drop());

describe('feeds', () => {
	const key = (keyId: string) => ({
		keyId,
		secretHash: randomBytes(32),
		addresses: ['10.0.0.0/8'],
		expiresAt: after(300 * 86_400),
	});
	const grant = {
		name: 'queue system',
		cadenceSeconds: 10,
		rights: ['readings', 'backfill'] as ('readings' | 'backfill')[],
		centers: [1, 2],
		contactCenters: null,
	};

	test('are found by their key with rights and places', async () => {
		const first = key('aaaaaaaaaaaa');
		const feedId = await insertFeed(db.sql, { ...grant, ...first }, bySystem(NOW));
		expect(await findFeedKey(db.sql, 'aaaaaaaaaaaa')).toEqual({
			...grant,
			...first,
			feedId,
			lastUsedAt: null,
			revokedAt: null,
		});
		expect(await findFeedKey(db.sql, 'AAAAAAAAAAAA')).toBeNull();
	});
	test('change keys without a gap: two are good at once, one can end', async () => {
		const [feed] = await listFeeds(db.sql);
		expect(
			await insertFeedKey(db.sql, feed?.feedId ?? -1, key('bbbbbbbbbbbb'), bySystem(NOW)),
		).toBe(true);
		expect(await insertFeedKey(db.sql, 999, key('cccccccccccc'), bySystem(NOW))).toBe(false);
		expect(await revokeFeedKey(db.sql, 'aaaaaaaaaaaa', bySystem(after(5)))).toBe(true);
		expect(await revokeFeedKey(db.sql, 'aaaaaaaaaaaa', bySystem(after(6)))).toBe(false);
		expect((await findFeedKey(db.sql, 'aaaaaaaaaaaa'))?.revokedAt).toEqual(after(5));
		expect((await findFeedKey(db.sql, 'bbbbbbbbbbbb'))?.revokedAt).toBeNull();
	});
	test('note their last use at most once in a while', async () => {
		await touchFeedKey(db.sql, 'bbbbbbbbbbbb', after(10), 60_000);
		await touchFeedKey(db.sql, 'bbbbbbbbbbbb', after(20), 60_000);
		expect((await findFeedKey(db.sql, 'bbbbbbbbbbbb'))?.lastUsedAt).toEqual(after(10));
		await touchFeedKey(db.sql, 'bbbbbbbbbbbb', after(71), 60_000);
		expect((await findFeedKey(db.sql, 'bbbbbbbbbbbb'))?.lastUsedAt).toEqual(after(71));
	});
	test('end with all their keys', async () => {
		const [feed] = await listFeeds(db.sql);
		expect(feed?.keys.map(({ keyId }) => keyId)).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb']);
		expect(await revokeFeed(db.sql, feed?.feedId ?? -1, bySystem(after(100)))).toBe(true);
		expect((await findFeedKey(db.sql, 'bbbbbbbbbbbb'))?.revokedAt).toEqual(after(100));
	});
	test('may not have a key for longer than 400 days, nor an unknown right', async () => {
		const long = { ...key('dddddddddddd'), expiresAt: after(401 * 86_400) };
		await expect(insertFeed(db.sql, { ...grant, ...long }, bySystem(NOW))).rejects.toMatchObject({
			code: '23514',
		});
		expect(await listFeeds(db.sql)).toHaveLength(1);
	});
});

const person = (username: string) => ({
	username,
	displayName: 'Айгүл Қасым',
	role: 'duty_officer' as const,
	regions: ['KZ-75', 'KZ-10'],
	passwordPhc: '$argon2id$old',
	mustChangePassword: false,
});

describe('accounts', () => {
	test('are found by name in whatever case, Kazakh letters too', async () => {
		const user = await insertUser(db.sql, person('Айгүл.Қ'), bySystem(NOW));
		expect(await findUserByName(db.sql, 'АЙГҮЛ.қ')).toEqual({
			...user,
			passwordPhc: '$argon2id$old',
		});
		expect(user).toMatchObject({ role: 'duty_officer', regions: ['KZ-75', 'KZ-10'], authEpoch: 1 });
		expect(await findUserByName(db.sql, 'nobody')).toBeNull();
	});
	test('cannot share a name', async () => {
		const error: unknown = await insertUser(db.sql, person('АЙГҮЛ.Қ'), bySystem(NOW)).catch(
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(AppError);
		expect(error).toMatchObject({ code: 'conflict', details: { reason: 'username_taken' } });
	});
	test('with all regions say so', async () => {
		const user = await insertUser(db.sql, { ...person('chief'), regions: 'all' }, bySystem(NOW));
		expect(user.regions).toBe('all');
		expect((await listUsers(db.sql)).map(({ username }) => username)).toEqual(['Айгүл.Қ', 'chief']);
	});
	test('end their sessions by another password and by being disabled, not by a stronger hash', async () => {
		const user = await insertUser(db.sql, person('epoch'), bySystem(NOW));
		await updatePasswordHash(db.sql, user.id, { old: '$argon2id$old', new: '$argon2id$strong' });
		await updatePasswordHash(db.sql, user.id, { old: '$argon2id$old', new: '$argon2id$wrong' });
		expect(await findUserByName(db.sql, 'epoch')).toMatchObject({
			authEpoch: 1,
			passwordPhc: '$argon2id$strong',
		});
		const change = {
			userId: user.id,
			passwordPhc: 'x',
			mustChangePassword: true,
			endSessions: true,
		};
		expect(await updatePassword(db.sql, change, bySystem(after(1)))).toBe(true);
		expect(await findUserByName(db.sql, 'epoch')).toMatchObject({
			authEpoch: 2,
			mustChangePassword: true,
		});
		expect(await disableUser(db.sql, 'EPOCH', bySystem(after(2)))).toBe(true);
		expect(await disableUser(db.sql, 'epoch', bySystem(after(3)))).toBe(false);
		expect(await findUserByName(db.sql, 'epoch')).toMatchObject({
			authEpoch: 3,
			disabledAt: after(2),
		});
	});
});

describe('sessions', () => {
	const begin = async (userId: string, id: string, at: Date, replaces: string | null = null) =>
		insertSession(
			db.sql,
			{
				id,
				userId,
				secretHash: randomBytes(32),
				absoluteExpiresAt: after(12 * 3600),
				authLevel: 1,
				userEpoch: 1,
				ip: '192.0.2.7',
				agent: 'test',
			},
			{ now: at, perUser: 5, replaces },
		);

	test('carry all that decides whether they hold', async () => {
		const user = await insertUser(db.sql, person('one'), bySystem(NOW));
		expect(await begin(user.id, 's1', NOW)).toEqual([]);
		expect(await findSession(db.sql, 's1')).toMatchObject({
			id: 's1',
			userId: user.id,
			username: 'one',
			role: 'duty_officer',
			regions: ['KZ-75', 'KZ-10'],
			userEpoch: 1,
			authEpoch: 1,
			revokedAt: null,
			disabledAt: null,
			lastSeenAt: NOW,
			absoluteExpiresAt: after(12 * 3600),
		});
		expect(await findSession(db.sql, 'none')).toBeNull();
		expect(await hasSessionFrom(db.sql, user.id, '192.0.2.7')).toBe(true);
		expect(await hasSessionFrom(db.sql, user.id, '192.0.2.8')).toBe(false);
	});
	test('end the one that they replace, in the same statement', async () => {
		const user = await insertUser(db.sql, person('two'), bySystem(NOW));
		await begin(user.id, 'r1', NOW);
		expect(await begin(user.id, 'r2', after(1), 'r1')).toEqual(['r1']);
		expect((await findSession(db.sql, 'r1'))?.revokedAt).toEqual(after(1));
		const other = await insertUser(db.sql, person('two-b'), bySystem(NOW));
		expect(await begin(other.id, 'r3', after(2), 'r2')).toEqual([]);
		expect((await findSession(db.sql, 'r2'))?.revokedAt).toBeNull();
	});
	test('are five at most: the oldest ends, and the one replaced does not count', async () => {
		const user = await insertUser(db.sql, person('five'), bySystem(NOW));
		for (let i = 1; i <= 5; i++) expect(await begin(user.id, `f${i}`, after(i))).toEqual([]);
		expect(await begin(user.id, 'f6', after(6))).toEqual(['f1']);
		expect(await begin(user.id, 'f7', after(7), 'f6')).toEqual(['f6']);
		expect((await listSessions(db.sql, user.id, after(8))).map(({ id }) => id)).toEqual([
			'f7',
			'f5',
			'f4',
			'f3',
			'f2',
		]);
	});
	test('are touched forward only, and not after their end', async () => {
		const user = await insertUser(db.sql, person('touch'), bySystem(NOW));
		await begin(user.id, 't1', NOW);
		await touchSession(db.sql, 't1', after(60));
		await touchSession(db.sql, 't1', after(30));
		expect((await findSession(db.sql, 't1'))?.lastSeenAt).toEqual(after(60));
		expect(
			await revokeSession(db.sql, 't1', { ...bySystem(after(61)), reason: 'signed_out' }),
		).toBe(true);
		expect(
			await revokeSession(db.sql, 't1', { ...bySystem(after(62)), reason: 'signed_out' }),
		).toBe(false);
		await touchSession(db.sql, 't1', after(120));
		expect((await findSession(db.sql, 't1'))?.lastSeenAt).toEqual(after(60));
	});
	test('of a person end together, and are read together', async () => {
		const user = await insertUser(db.sql, person('all'), bySystem(NOW));
		for (const id of ['a1', 'a2', 'a3']) await begin(user.id, id, NOW);
		expect((await findSessions(db.sql, ['a1', 'a3', 'none'])).map(({ id }) => id).sort()).toEqual([
			'a1',
			'a3',
		]);
		expect((await revokeSessionsOf(db.sql, user.id, bySystem(after(1)))).sort()).toEqual([
			'a1',
			'a2',
			'a3',
		]);
		expect(await listSessions(db.sql, user.id, after(2))).toEqual([]);
	});
	test('that ended long ago are removed', async () => {
		const removed = await deleteEndedSessions(db.sql, after(13 * 3600));
		expect(removed).toBeGreaterThan(5);
		expect(await findSession(db.sql, 's1')).toBeNull();
	});
});

describe('the operations clock', () => {
	const reservation = (node: string, systemAt: Date, operationsAt: Date) => ({
		node,
		startSpec: 'x@2',
		systemAt,
		operationsAt,
		until: new Date(operationsAt.getTime() + 10_000),
		speed: 2,
	});

	test('never runs back: a reservation only grows, and an orderly end is exact', async () => {
		expect(await readOperationsClock(db.sql)).toBeNull();
		expect(await startClock(db.sql, reservation('a', after(0), after(50)))).toBe(true);
		await reserveOperationsClock(db.sql, reservation('a', after(1), after(20)));
		expect(await readOperationsClock(db.sql)).toEqual(after(60));
		await saveOperationsClock(db.sql, { node: 'a', exactAt: after(45), systemAt: after(2) });
		expect(await readOperationsClock(db.sql)).toEqual(after(45));
		expect(await findRunningClock(db.sql, after(2))).toBeNull();
		expect(await startClock(db.sql, reservation('a', after(3), after(45)))).toBe(true);
		expect(await readOperationsClock(db.sql)).toEqual(after(60));
	});

	test('is one for all nodes: while one runs it the others join, and the last to end keeps where it stopped', async () => {
		expect(await startClock(db.sql, reservation('b', after(4), after(100)))).toBe(false);
		expect(await findRunningClock(db.sql, after(4))).toEqual({
			systemAt: after(3),
			operationsAt: after(45),
			speed: 2,
		});
		await reserveOperationsClock(db.sql, reservation('b', after(4), after(47)));
		await saveOperationsClock(db.sql, { node: 'a', exactAt: after(48), systemAt: after(5) });
		expect(await readOperationsClock(db.sql)).toEqual(after(60));
		expect(await findRunningClock(db.sql, after(5))).not.toBeNull();
		await saveOperationsClock(db.sql, { node: 'b', exactAt: after(49), systemAt: after(5) });
		expect(await readOperationsClock(db.sql)).toEqual(after(49));
	});

	test('of a node that was killed stands after five seconds', async () => {
		expect(await startClock(db.sql, reservation('c', after(20), after(60)))).toBe(true);
		expect(await startClock(db.sql, reservation('d', after(24), after(60)))).toBe(false);
		expect(await findRunningClock(db.sql, after(26))).toBeNull();
		expect(await startClock(db.sql, reservation('d', after(26), after(70)))).toBe(true);
	});
});
