import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import type { FeedRight } from '$lib/domain/permission.ts';
import { createFeedKeys } from '$lib/server/auth/feed-keys.ts';
import { makeFeedKey } from '$lib/server/auth/token.ts';
import {
	findFeedKey,
	insertFeed,
	insertFeedKey,
	revokeFeed,
	revokeFeedKey,
} from '$lib/server/store/feeds.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aClock, type MovableClock } from '../support/people.ts';

const START = new Date('2026-11-20T04:00:00Z');
const IN_A_YEAR = new Date('2027-11-20T04:00:00Z');
const SENDER = '10.0.0.7';

let database: TestDatabase;
beforeAll(async () => {
	database = await freshDatabase();
});
afterAll(() => database.drop());

let clock: MovableClock;
let keys: ReturnType<typeof createFeedKeys>;
beforeEach(() => {
	clock = aClock(START);
	keys = someKeys();
});
afterEach(() => {
	vi.useRealTimers();
});

function someKeys(listedAddresses: string[] = []) {
	const log = pino({ level: 'silent' });
	return createFeedKeys({ sql: database.sql, system: clock, log, listedAddresses });
}

async function aFeed(
	differs: {
		rights?: FeedRight[];
		centers?: number[] | null;
		addresses?: string[] | null;
		expiresAt?: Date;
	} = {},
) {
	const key = makeFeedKey();
	const feedId = await insertFeed(
		database.sql,
		{
			name: 'A vendor',
			cadenceSeconds: 30,
			rights: ['readings'],
			centers: null,
			contactCenters: [],
			keyId: key.id,
			secretHash: key.secretHash,
			addresses: null,
			expiresAt: IN_A_YEAR,
			...differs,
		},
		bySystem(START),
	);
	return { feedId, key, bearer: `Bearer ${key.text}` };
}

describe('a good key', () => {
	it('opens the door to its feed, rights and places', async () => {
		const { feedId, bearer } = await aFeed({ rights: ['readings', 'read'], centers: [3, 7] });
		expect(await keys.authenticate(bearer, SENDER)).toEqual({
			kind: 'feed',
			feedId,
			rights: ['readings', 'read'],
			centers: [3, 7],
			contactCenters: [],
		});
	});

	it('may write the scheme in any case', async () => {
		const { feedId, key } = await aFeed();
		expect(await keys.authenticate(`bearer  ${key.text}`, SENDER)).toMatchObject({ feedId });
	});

	it('works beside a second one while keys are changed', async () => {
		const { feedId, bearer } = await aFeed();
		const second = makeFeedKey();
		const row = { keyId: second.id, secretHash: second.secretHash, addresses: null };
		await insertFeedKey(database.sql, feedId, { ...row, expiresAt: IN_A_YEAR }, bySystem(START));
		for (const one of [bearer, `Bearer ${second.text}`]) {
			expect(await keys.authenticate(one, SENDER)).toMatchObject({ feedId });
		}
	});

	it('of listed addresses works from there only', async () => {
		const { feedId, bearer } = await aFeed({ addresses: ['10.0.0.0/24'] });
		expect(await keys.authenticate(bearer, '::ffff:10.0.0.9')).toMatchObject({ feedId });
		await expect(keys.authenticate(bearer, '10.0.1.9')).rejects.toMatchObject({
			code: 'unauthenticated',
		});
	});

	it('has its last use written, at most each minute', async () => {
		const { key, bearer } = await aFeed();
		const lastUse = async () => (await findFeedKey(database.sql, key.id))?.lastUsedAt ?? null;
		await keys.authenticate(bearer, SENDER);
		await vi.waitUntil(async () => (await lastUse())?.getTime() === START.getTime());
		clock.pass(0.9);
		await keys.authenticate(bearer, SENDER);
		clock.pass(0.2);
		await keys.authenticate(bearer, SENDER);
		await vi.waitUntil(async () => (await lastUse())?.getTime() === clock.now().getTime());
	});
});

describe('a refused key', () => {
	it('reads the same whatever is wrong', async () => {
		const expired = await aFeed({ expiresAt: new Date(START.getTime() - 1) });
		const revoked = await aFeed();
		await revokeFeedKey(database.sql, revoked.key.id, bySystem(START));
		const closed = await aFeed();
		await revokeFeed(database.sql, closed.feedId, bySystem(START));
		const good = await aFeed();
		const { text } = good.key;
		const wrong = [
			null,
			'',
			text,
			`Basic ${text}`,
			'Bearer ',
			'Bearer kezek_short',
			`Bearer ${makeFeedKey().text}`,
			`Bearer ${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`,
			`${good.bearer} ${text}`,
			expired.bearer,
			revoked.bearer,
			closed.bearer,
		];
		const texts = new Set<string>();
		for (const [n, authorization] of wrong.entries()) {
			const error: Error = await keys.authenticate(authorization, `10.0.5.${n}`).then(
				() => new Error(`let in by ${authorization}`),
				(thrown: Error) => thrown,
			);
			texts.add(JSON.stringify({ ...error, message: error.message }));
		}
		expect([...texts].map((text) => JSON.parse(text) as object)).toEqual([
			{
				name: 'AppError',
				code: 'unauthenticated',
				details: {},
				message: 'The feed key is missing or not valid',
			},
		]);
	});

	it('that was good a moment ago is refused within two seconds', async () => {
		const { bearer, key } = await aFeed();
		await keys.authenticate(bearer, SENDER);
		await revokeFeedKey(database.sql, key.id, bySystem(START));
		clock.pass(2 / 60);
		await expect(keys.authenticate(bearer, SENDER)).rejects.toMatchObject({
			code: 'unauthenticated',
		});
	});

	it('that expires while it is remembered is refused at once', async () => {
		const { bearer } = await aFeed({ expiresAt: new Date(START.getTime() + 500) });
		await keys.authenticate(bearer, SENDER);
		clock.pass(0.5 / 60);
		await expect(keys.authenticate(bearer, SENDER)).rejects.toMatchObject({
			code: 'unauthenticated',
		});
	});
});

describe('limits', () => {
	it('after ten wrong keys in a minute an address has to wait; good keys and others go on', async () => {
		const { bearer, feedId } = await aFeed();
		await keys.authenticate(bearer, SENDER);
		for (let wrong = 0; wrong < 10; wrong++) {
			await expect(keys.authenticate(`Bearer ${makeFeedKey().text}`, SENDER)).rejects.toMatchObject(
				{ code: 'unauthenticated' },
			);
		}
		await expect(keys.authenticate(`Bearer ${makeFeedKey().text}`, SENDER)).rejects.toMatchObject({
			code: 'rate_limited',
			details: { retryAfterMs: expect.any(Number) as number },
		});
		expect(await keys.authenticate(bearer, SENDER)).toMatchObject({ feedId });
		expect(await keys.authenticate(bearer, '10.0.0.8')).toMatchObject({ feedId });
	});

	it('a key may come a hundred times at once and fifty times a second', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: START });
		const { bearer } = await aFeed();
		const burst = () =>
			Promise.allSettled(Array.from({ length: 101 }, () => keys.authenticate(bearer, SENDER)));
		await keys.authenticate(bearer, SENDER);
		const first = await burst();
		expect(first.filter(({ status }) => status === 'fulfilled')).toHaveLength(99);
		expect(first.at(-1)).toMatchObject({ reason: { code: 'rate_limited' } });
		vi.setSystemTime(new Date(START.getTime() + 2_000));
		expect((await burst()).filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
	});

	it('a listed address may do ten times as much', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: START });
		keys = someKeys(['127.0.0.1']);
		const { bearer } = await aFeed();
		await keys.authenticate(bearer, '127.0.0.1');
		const all = await Promise.allSettled(
			Array.from({ length: 1_000 }, () => keys.authenticate(bearer, '::ffff:127.0.0.1')),
		);
		expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(999);
	});
});

it('the first use of a key from an address is told to the trail, once', async () => {
	const { bearer, key, feedId } = await aFeed();
	for (const from of [SENDER, SENDER, '10.0.0.8']) await keys.authenticate(bearer, from);
	const told = () => database.sql`
		select actor, after ->> 'address' as address from audit
		 where object = 'feed_key_address' and object_id = ${key.id} order by address`;
	const both = [SENDER, '10.0.0.8'].map((address) => ({ actor: `feed:${feedId}`, address }));
	await expect.poll(told).toEqual(both);
	// Another node, which remembers nothing.
	await someKeys().authenticate(bearer, SENDER);
	await someKeys().authenticate(bearer, '10.0.0.9');
	await expect.poll(async () => (await told()).length).toBe(3);
});

describe('a key in an address', () => {
	it('is revoked', async () => {
		const { bearer, key } = await aFeed();
		await keys.authenticate(bearer, SENDER);
		await keys.revokeLeaked(`?key=${key.text}&x=1`);
		await expect(keys.authenticate(bearer, SENDER)).rejects.toMatchObject({
			code: 'unauthenticated',
		});
	});

	it('with another secret is not: nobody can revoke what they know the id of', async () => {
		const { bearer, key, feedId } = await aFeed();
		await keys.revokeLeaked(`?key=kezek_${key.id}_${'A'.repeat(43)}`);
		await keys.revokeLeaked(`?key=kezek_${key.id}`);
		clock.pass(1);
		expect(await keys.authenticate(bearer, SENDER)).toMatchObject({ feedId });
	});
});
