// 500 scheduled changes on three nodes that share one PostgreSQL and are killed at random: each is announced once, at most
// a second late, with one audit entry.
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Decision } from '$lib/domain/regime.ts';
import { entryOf, subjectsOf } from '$lib/domain/regime-entry.ts';
import { enterDecisions } from '$lib/server/store/decisions.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { verifyTrail } from '$lib/server/audit/trail.ts';
import {
	freePort,
	makeReadyFolder,
	startKezek,
	type KezekProcess,
} from '../support/kezek-process.ts';
import { aDecision, aMeasure } from '../support/rule-builders.ts';
import { startRigDatabase, type RigDatabase } from '../faults/database.ts';

const NODES = [0, 1, 2];
const CHANGES = 500;
/** The first starts once all are entered; then one after the other, ms. */
const STARTS = { firstAfterMs: 25_000, everyMs: 80 } as const;
const KILL_EVERY_MS = { least: 1000, most: 4000 } as const;
const LATE_MS = 1000;
/** The operations clocks of nodes agree to so much. */
const AGREED_MS = 50;

const folder = makeReadyFolder();
const nodes: (KezekProcess | null)[] = [];
let database: RigDatabase;
/** The operations clock of all nodes is so far ahead of this process's. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);

beforeAll(async () => {
	database = await startRigDatabase(folder);
	const ports = await Promise.all(NODES.map(freePort));
	start = async (node) => {
		const env = { DATABASE_URL: database.url, KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' };
		nodes[node] = await startKezek({ port: ports[node] ?? 0, dataFolder: folder, env });
	};
	await start(0);
	await Promise.all(NODES.slice(1).map((node) => start(node)));
	aheadMs = await readAheadMs(nodes[0]?.url ?? '');
}, 120_000);
afterAll(async () => {
	const codes = await Promise.all(nodes.map(async (node) => node?.end()));
	expect(codes).toEqual(NODES.map(() => 0));
	await database.stop();
	nodes[0]?.clean();
});
let start: (node: number) => Promise<void>;

/** How far the operations clock is ahead, by the quickest of some answers. */
async function readAheadMs(url: string): Promise<number> {
	let quickest = { tookMs: Infinity, aheadMs: 0 };
	for (let i = 0; i < 30; i++) {
		const askedMs = performance.now();
		const clock = (await (await fetch(`${url}/api/v1/clock`)).json()) as { now: string };
		const tookMs = performance.now() - askedMs;
		const aheadMs = Date.parse(clock.now) - (Date.now() - tookMs / 2);
		if (tookMs < quickest.tookMs) quickest = { tookMs, aheadMs };
	}
	return quickest.aheadMs;
}

/** Numbers 0…1 that a printed seed gives again. */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Enters the changes, each for one center; resolves with their starts by id. */
async function schedule(): Promise<Map<string, number>> {
	const starts = new Map<string, number>();
	await database.ask(async (sql) => {
		const directory = await readDirectory(sql);
		const subjects = subjectsOf(directory);
		const firstMs = now().getTime() + STARTS.firstAfterMs;
		const decisions = Array.from({ length: CHANGES }, (_, i): Decision => {
			const center = directory.centers[i % directory.centers.length];
			if (!center) throw new Error('no centers');
			const from = new Date(firstMs + i * STARTS.everyMs);
			starts.set(`change-${i}`, from.getTime());
			const { id, regionId } = center;
			const entries = [{ kind: 'center', id, regionId, isConfirmed: true } as const];
			const scope = { entries, classes: null, types: null };
			const period = { from, until: null, timezone: 'UTC', inZones: {} };
			return aDecision(`change-${i}`, { measures: [aMeasure({ scope, period })] });
		});
		const knownAt = now();
		const change = { by: 'system', at: new Date(), now: knownAt, reason: null } as const;
		for (let i = 0; i < CHANGES; i += 50) {
			const some = decisions.slice(i, i + 50);
			await enterDecisions(
				sql,
				some.map((decision) => entryOf({ decision, knownAt, repeals: [] }, subjects)),
				change,
			);
		}
		expect(now().getTime()).toBeLessThan(firstMs);
	});
	return starts;
}

/** Looks what is announced until all of it is; resolves with when each was first seen, ms of the operations clock. */
async function watchAnnouncements(): Promise<Map<string, number>> {
	const seen = new Map<string, number>();
	await database.ask((sql) =>
		vi.waitFor(
			async () => {
				const rows = await sql<{ id: string }>`
					select id from decision where id like 'change-%' and announced_through is not null`;
				const atMs = now().getTime();
				for (const { id } of rows) if (!seen.has(id)) seen.set(id, atMs);
				expect(seen.size).toBe(CHANGES);
			},
			{ timeout: 110_000, interval: 50 },
		),
	);
	return seen;
}

/** Kills a node at random, starts it again, and so on, as long as asked; one is always left. Resolves with how often. */
async function killAtRandom(isOver: () => boolean, random: () => number): Promise<number> {
	const starting = new Set<Promise<void>>();
	let kills = 0;
	while (!isOver()) {
		const { least, most } = KILL_EVERY_MS;
		await after(least + random() * (most - least));
		const alive = NODES.filter((node) => nodes[node]);
		const victim = alive[Math.floor(random() * alive.length)];
		if (alive.length < 2 || victim === undefined) continue;
		await nodes[victim]?.end('SIGKILL');
		nodes[victim] = null;
		kills += 1;
		const restart = start(victim).finally(() => starting.delete(restart));
		starting.add(restart);
	}
	await Promise.all(starting);
	return kills;
}

test('500 scheduled changes are announced once each, while nodes are killed', async () => {
	const seed = 1 + Math.floor(Math.random() * 2_000_000_000);
	const starts = await schedule();
	const watching = watchAnnouncements();
	let isOver = false;
	const killing = killAtRandom(() => isOver, randomOf(seed));
	const seen = await watching.finally(() => (isOver = true));
	const kills = await killing;

	const delays = [...seen].map(([id, atMs]) => atMs - (starts.get(id) ?? 0)).sort((a, b) => a - b);
	const p99 = delays[Math.floor(0.99 * CHANGES)] ?? Infinity;
	console.log(
		`${CHANGES} changes, ${kills} kills, seed ${seed}: p50 ${delays[CHANGES / 2]} ms, p99 ${p99} ms, last ${delays.at(-1)} ms`,
	);
	expect(kills).toBeGreaterThanOrEqual(3);
	expect(p99).toBeLessThanOrEqual(LATE_MS);

	await database.ask(async (sql) => {
		const counts = await sql<{
			revisions: number;
			audited: number;
			told: number;
			versions: number;
		}>`
			select revision as revisions,
			       (select count(*) from audit where object = 'decision' and object_id = decision.id) as audited,
			       (select count(*) from numbered_change where object_id = decision.id) as told,
			       (select count(*) from decision_version as v where v.decision = decision.id) as versions
			  from decision where id like 'change-%'`;
		const early = await sql`
			select id from decision join audit on object = 'decision' and object_id = id and action = 'changed'
			 where id like 'change-%' and operations_at < announced_through - make_interval(secs => ${AGREED_MS / 1000})`;
		expect(early).toEqual([]);
		const once = { revisions: 2, audited: 2, told: 2, versions: 2 };
		expect(counts).toEqual(Array.from({ length: CHANGES }, () => once));
		expect((await verifyTrail(sql, { anchors: [] })).fault).toBeNull();
	});
}, 240_000);
