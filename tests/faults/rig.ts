// Three nodes as real processes on one PostgreSQL and one Redis, a feed of 40 readings a second, and pages that stay open.
import { expect, vi } from 'vitest';
import { LiveClient } from '../support/live-client.ts';
import {
	freePort,
	makeReadyFolder,
	startKezek,
	type DemoFile,
	type KezekProcess,
} from '../support/kezek-process.ts';
import { startRedisServer, type RedisServer } from '../support/redis-server.ts';
import { startRigDatabase, type RigDatabase } from './database.ts';
import { startFeed, type Feed } from './feed.ts';
import { openWatcher, SCOPES, type Watcher } from './watcher.ts';

const NODES = 3;
/** Who may watch the whole nation. */
const ROLES = ['viewer', 'leadership', 'duty_officer', 'contact_supervisor', 'admin'];
const PAGES_PER_ACCOUNT = 8;
/** How long the start may take on a busy machine, ms. */
const START_MS = 60_000;

/** The running rig. */
export interface Rig {
	urls: string[];
	database: RigDatabase;
	redis: RedisServer;
	feed: Feed;
	watchers: Watcher[];
	/** The node is gone at once. */
	kill(node: number): Promise<void>;
	/** Starts it again, at its own address, and waits until it is ready. */
	restart(node: number): Promise<void>;
	/** Every page watches a node, another than `killed`. */
	areWatching(withinMs: number, killed?: number): Promise<void>;
	/** Every page equals its node, and every node the others, by hash of every scope. */
	areEqual(withinMs?: number): Promise<void>;
	/** Every acknowledged reading is stored, once, and counted once. */
	isNothingLost(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts all of it and waits until every page watches. */
export async function startRig(): Promise<Rig> {
	const stops: (() => Promise<unknown> | void)[] = [];
	const stop = async () => {
		for (let end = stops.pop(); end; end = stops.pop()) await end();
	};
	try {
		return await build(stops, stop);
	} catch (error) {
		await stop();
		throw error;
	}
}

async function build(stops: (() => Promise<unknown> | void)[], stop: () => Promise<void>) {
	const folder = makeReadyFolder();
	const [database, redis] = await Promise.all([startRigDatabase(folder), startRedisServer()]);
	stops.push(
		() => database.stop(),
		() => redis.stop(),
	);

	const ports = await Promise.all(Array.from({ length: NODES }, freePort));
	const urls = ports.map((port) => `http://127.0.0.1:${port}`);
	const nodes: KezekProcess[] = [];
	const start = async (node: number) => {
		nodes[node] = await startKezek({
			port: ports[node] ?? 0,
			dataFolder: folder,
			env: {
				DATABASE_URL: database.url,
				REDIS_URL: redis.url,
				KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1',
				LISTED_ADDRESSES: '127.0.0.1',
			},
		});
	};
	// The first makes the demo; the others find it.
	await start(0);
	await Promise.all(ports.slice(1).map((_, node) => start(node + 1)));
	stops.push(async () => {
		const codes = await Promise.all(nodes.map((node) => node.end()));
		nodes[0]?.clean();
		// One that was killed and never started again has no code.
		const printed = nodes.map((node) => node.output()).join('\n');
		expect([0, null], printed).toEqual(expect.arrayContaining(codes));
	});

	const { demo } = nodes[0] as KezekProcess;
	const cookies = await signInAll(urls[0] ?? '', demo);
	const centers = await pagesOf(`${urls[0]}/api/v1/centers?limit=1000`, cookies[0] ?? '');
	const clock = (await (await fetch(`${urls[0]}/api/v1/clock`)).json()) as { now: string };
	const clockAheadMs = Date.parse(clock.now) - Date.now();

	const watchers = cookies.flatMap((cookie, account) =>
		Array.from({ length: PAGES_PER_ACCOUNT }, (_, page) => {
			const home = (account + page) % NODES;
			const order = [home, (home + 1 + (page % 2)) % NODES, (home + 2 - (page % 2)) % NODES];
			return openWatcher({ urls, cookie, order });
		}),
	);
	stops.push(() => watchers.forEach((watcher) => watcher.close()));
	const areWatching = async (withinMs: number, killed: number | null = null) => {
		const isWatching = () => watchers.every(({ node }) => node !== null && node !== killed);
		await vi.waitUntil(isWatching, { timeout: withinMs });
	};
	await areWatching(START_MS);

	const feed = startFeed({
		urls,
		feedKey: demo.feedKey,
		centerIds: centers.map(({ id }) => id),
		now: () => new Date(Date.now() + clockAheadMs),
	});
	stops.push(() => feed.quiet());

	const probes = new Map<number, LiveClient>();
	stops.push(() => probes.forEach((probe) => probe.close()));
	/** The whole of every scope, as a node sends it to a newcomer. */
	const hashesOf = async (node: number): Promise<number[]> => {
		let probe = probes.get(node);
		if (!probe?.socket.connected) {
			probe = new LiveClient(urls[node] ?? '', cookies[node] ?? '');
			probes.set(node, probe);
			await probe.connect();
		}
		for (const scope of SCOPES) await probe.join(scope);
		return SCOPES.map((scope) => probe.hash(scope));
	};

	return {
		urls,
		database,
		redis,
		feed,
		watchers,
		async kill(node: number) {
			await nodes[node]?.end('SIGKILL');
		},
		restart: start,
		areWatching,
		async areEqual(withinMs = 3000) {
			await expect
				.poll(
					async () => {
						const known = await Promise.all(urls.map((_, node) => hashesOf(node)));
						const [first] = known;
						const different = watchers.filter(
							(watcher) => String(watcher.hashes()) !== String(known[watcher.node ?? 0]),
						);
						return { known, pages: different.length, first };
					},
					{ timeout: withinMs, interval: 150 },
				)
				.toSatisfy(
					(seen: { known: number[][]; pages: number; first: number[] }) =>
						seen.pages === 0 && seen.known.every((hashes) => String(hashes) === String(seen.first)),
				);
			expect(watchers.reduce((sum, watcher) => sum + watcher.differed, 0)).toBe(0);
		},
		async isNothingLost() {
			const ids = [...feed.acknowledged];
			expect(ids.length).toBeGreaterThan(0);
			expect(feed.rejected).toEqual([]);
			const [found] = await database.ask(
				(sql) => sql<{ known: number; rows: number; distinct: number; counted: number }>`
					select count(*) filter (where id = any(${ids}::text[]))::integer as known,
					       count(*)::integer as rows, count(distinct id)::integer as "distinct",
					       (select sum(n)::integer from rollup_1m) as counted
					  from reading`,
			);
			expect(found).toEqual({
				known: ids.length,
				rows: found?.distinct,
				distinct: found?.distinct,
				counted: found?.distinct,
			});
		},
		stop,
	};
}

async function signInAll(url: string, demo: DemoFile): Promise<string[]> {
	const accounts = demo.accounts.filter(({ role }) => ROLES.includes(role));
	return Promise.all(
		accounts.map(async ({ username, password }) => {
			const answer = await fetch(`${url}/login`, {
				method: 'POST',
				headers: { origin: url },
				body: new URLSearchParams({ username, password }),
				redirect: 'manual',
			});
			const cookie = answer.headers.get('set-cookie')?.split(';')[0];
			if (!cookie) throw new Error(`${username} could not sign in: ${answer.status}`);
			return cookie;
		}),
	);
}

async function pagesOf(url: string, cookie: string): Promise<{ id: string }[]> {
	const answer = await fetch(url, { headers: { cookie } });
	return ((await answer.json()) as { items: { id: string }[] }).items;
}
