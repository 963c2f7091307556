import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors.ts';
import { bootCheck, serverFaults } from '$lib/server/store/boot-check.ts';
import { openStore, type Sql, type Store } from '$lib/server/store/connect.ts';
import { asAdmin, freshDatabase, SILENT, type TestDatabase } from '../support/database.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

let db: TestDatabase;
let proxy: TcpProxy;
const stores: Store[] = [];
beforeAll(async () => {
	db = await freshDatabase();
	const { hostname, port } = new URL(db.url);
	proxy = await startTcpProxy({ host: hostname, port: Number(port) });
});
afterEach(async () => {
	await Promise.all(stores.splice(0).map((store) => store.close()));
	proxy.setMode('pass');
});
afterAll(async () => {
	await proxy.close();
	await db.drop();
});

function storeAt(url: string, max?: number): Store {
	const store = openStore({ url, log: SILENT, ...(max !== undefined && { max }) });
	stores.push(store);
	return store;
}
function viaProxy(max?: number): Store {
	const url = new URL(db.url);
	url.port = String(proxy.port);
	return storeAt(url.href, max);
}

async function outcomeOf(query: Promise<unknown>) {
	const began = performance.now();
	const error: unknown = await query.then(
		() => null,
		(reason: unknown) => reason,
	);
	return { error, ms: performance.now() - began };
}

const isAnswering = async (sql: Sql) => (await outcomeOf(sql`select 1`)).error === null;
const isUnavailable = (error: unknown) => error instanceof AppError && error.code === 'unavailable';

describe('a query', () => {
	test('gives camelCase columns, safe numbers for bigint, text for date, instants as Date, JSON untouched', async () => {
		const [row] = await db.sql`
			select 9007199254740991::bigint as big_one, '2026-11-21'::date as the_day,
			       '2026-11-21T04:15:00Z'::timestamptz as at, '{"state_services": {"deep_key": 1}}'::jsonb as topics`;
		expect(row).toEqual({
			bigOne: Number.MAX_SAFE_INTEGER,
			theDay: '2026-11-21',
			at: new Date('2026-11-21T04:15:00Z'),
			topics: { state_services: { deep_key: 1 } },
		});
	});
	test('with a bigint beyond the safe range is a fault, not a wrong number', async () => {
		await expect(db.sql`select 9007199254740993::bigint as n`).rejects.toThrow(/safe integer/);
	});
	test('that is wrong stays what it is: a bug, not an outage', async () => {
		const { error } = await outcomeOf(db.sql`select no_such_column`);
		expect(isUnavailable(error)).toBe(false);
		expect(error).toMatchObject({ code: '42703' });
	});
	test('that takes too long is unavailable after three seconds, and can be tried again', async () => {
		const store = storeAt(db.url, 1);
		const { error, ms } = await outcomeOf(store.sql`select pg_sleep(20)`);
		expect(isUnavailable(error)).toBe(true);
		expect((error as AppError).details.retryAfterMs).toBeGreaterThan(0);
		expect(ms).toBeGreaterThan(2500);
		expect(ms).toBeLessThan(4000);
		expect(await store.sql`select 1 as n`).toEqual([{ n: 1 }]);
	});
	test('beyond the waiting line is refused at once, while those before it are answered', async () => {
		const store = storeAt(db.url, 1);
		const asked = Array.from({ length: 70 }, () => outcomeOf(store.sql`select pg_sleep(0.005)`));
		const outcomes = await Promise.all(asked);
		expect(outcomes.filter(({ error }) => error === null)).toHaveLength(65);
		const refused = outcomes.filter(({ error }) => isUnavailable(error));
		expect(refused).toHaveLength(5);
		expect(Math.max(...refused.map(({ ms }) => ms))).toBeLessThan(100);
	});
	test('of health and login is answered while the main pool is full', async () => {
		const store = storeAt(db.url, 2);
		const sleeping = Array.from({ length: 10 }, () => outcomeOf(store.sql`select pg_sleep(2)`));
		const began = performance.now();
		expect(await isAnswering(store.spare)).toBe(true);
		expect(performance.now() - began).toBeLessThan(500);
		await store.close();
		await Promise.all(sleeping);
	});
});

describe('an outage', () => {
	test('of a server that is not there is unavailable at once', async () => {
		const store = storeAt('postgres://postgres:x@127.0.0.1:1/nothing');
		const { error, ms } = await outcomeOf(store.sql`select 1`);
		expect(isUnavailable(error)).toBe(true);
		expect(ms).toBeLessThan(1000);
		expect(await isAnswering(store.spare)).toBe(false);
	});
	test('that hangs up on every connection ends in three seconds and is not flooded', async () => {
		const store = viaProxy();
		proxy.setMode('hang_up');
		const before = proxy.accepted;
		const began = performance.now();
		const outcomes = await Promise.all(
			Array.from({ length: 20 }, () => outcomeOf(store.sql`select 1`)),
		);
		const seconds = (performance.now() - began) / 1000;
		expect(outcomes.every(({ error, ms }) => isUnavailable(error) && ms < 4000)).toBe(true);
		expect(proxy.accepted - before).toBeLessThanOrEqual(10 * (seconds + 1));
		proxy.setMode('pass');
		await expect.poll(() => isAnswering(store.sql), { timeout: 5000 }).toBe(true);
	});
	test('in which all bytes vanish ends in three seconds, and the dead connections are replaced', async () => {
		const store = viaProxy(1);
		await store.sql`select 1`;
		proxy.setMode('silent');
		const { error, ms } = await outcomeOf(store.sql`select 1`);
		expect(isUnavailable(error)).toBe(true);
		expect(ms).toBeLessThan(4000);
		proxy.setMode('pass');
		await expect.poll(() => isAnswering(store.sql), { timeout: 15_000, interval: 200 }).toBe(true);
	});
	test('by a terminated backend is unavailable, and the pool is whole again', async () => {
		const store = storeAt(db.url, 2);
		const asked = outcomeOf(store.sql`select pg_sleep(30) as victim`);
		await expect
			.poll(async () => {
				const rows = await db.sql`
					select pg_terminate_backend(pid) from pg_stat_activity
					 where datname = current_database() and query like '%victim%' and pid <> pg_backend_pid()
					   and state = 'active'`;
				return rows.length;
			})
			.toBeGreaterThan(0);
		expect(isUnavailable((await asked).error)).toBe(true);
		expect(await store.sql`select 1 as n`).toEqual([{ n: 1 }]);
	});
});

describe('closing', () => {
	test('ends within four seconds although a query runs, which is unavailable', async () => {
		const store = storeAt(db.url, 1);
		await store.sql`select 1`;
		const asked = outcomeOf(store.sql`select pg_sleep(2.9)`);
		await expect
			.poll(
				async () =>
					(
						await db.sql`select from pg_stat_activity where query like '%pg_sleep(2.9)%' and state = 'active' and pid <> pg_backend_pid()`
					).length,
			)
			.toBe(1);
		const { ms } = await outcomeOf(store.close());
		expect(ms).toBeLessThan(4500);
		await asked;
		expect(isUnavailable((await outcomeOf(store.sql`select 1`)).error)).toBe(true);
	});
});

describe('the boot check', () => {
	test('accepts the server as it is', async () => {
		await expect(bootCheck(db.sql)).resolves.toBeUndefined();
	});
	test('refuses a database that acknowledges what is not durable', async () => {
		const name = new URL(db.url).pathname.slice(1);
		await asAdmin(
			db.url,
			(admin) => admin`alter database ${admin(name)} set synchronous_commit = off`,
		);
		const store = storeAt(db.url);
		await expect(bootCheck(store.sql)).rejects.toThrow(/synchronous_commit is off/);
		await asAdmin(db.url, (admin) => admin`alter database ${admin(name)} reset synchronous_commit`);
	});
	test('names every fault', () => {
		const good = {
			version: 18,
			encoding: 'UTF8',
			synchronousCommit: 'on',
			fsync: 'on',
			fullPageWrites: 'on',
			hasKazakhOrder: true,
		};
		expect(serverFaults(good)).toEqual([]);
		expect(serverFaults({ ...good, synchronousCommit: 'remote_apply' })).toEqual([]);
		expect(
			serverFaults({
				version: 14,
				encoding: 'LATIN1',
				synchronousCommit: 'off',
				fsync: 'off',
				fullPageWrites: 'off',
				hasKazakhOrder: false,
			}),
		).toHaveLength(6);
	});
});
