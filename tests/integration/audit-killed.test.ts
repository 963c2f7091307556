// The connection dies in the middle of every audited write: what was changed has its entry, what has an entry was changed,
// and what was acknowledged is there. Fifteen times each, or as often as KEZEK_KILLS says.
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyTrail } from '$lib/server/audit/trail.ts';
import { openStore, type Store } from '$lib/server/store/connect.ts';
import { auditedTables, differences, readBooks } from '../support/audit-replay.ts';
import { AUDITED_WRITES, prepareRegion, type ReadyWrite } from '../support/audited-writes.ts';
import { freshDatabase, SILENT, type TestDatabase } from '../support/database.ts';

const TIMES = Number(process.env.KEZEK_KILLS ?? 15);
/** Connections that are struck together. */
const VICTIMS = TIMES / 5;
/**
 * Rounds in which nobody can write to the trail: each write is cut off after its change and before its entry. In the
 * others the strike comes when so many of the round are done, one or more, wherever the rest are.
 */
const HELD_ROUNDS = 2;

let database: TestDatabase;
let killer: postgres.Sql;
const sum = { struck: 0, held: 0, acknowledged: 0, applied: 0, refused: 0 };
const touched = new Set<string>();
beforeAll(async () => {
	database = await freshDatabase();
	await prepareRegion(database.sql);
	killer = postgres(database.url, { max: 2, onnotice: () => undefined });
});
afterAll(async () => {
	await killer.end({ timeout: 1 });
	await database.drop();
});

type Outcome = 'acknowledged' | 'refused' | 'struck';

/** Runs a write; a refusal by a rule is no outage. */
async function outcomeOf(
	write: ReadyWrite,
	store: Store,
): Promise<{ outcome: Outcome; value: unknown }> {
	try {
		const value = await write.run(store.sql);
		return { outcome: value === false ? 'refused' : 'acknowledged', value };
	} catch (error) {
		const { code } = error as { code?: string };
		if (code === 'unavailable') return { outcome: 'struck', value: null };
		if (code === 'stale' || code === 'conflict') return { outcome: 'refused', value: null };
		throw error;
	}
}

/** Every one of these connections waits for a lock, or has done what it had to. */
async function areAllHeld(pids: number[], isSettled: () => boolean): Promise<number> {
	for (;;) {
		const [row] = await killer<{ held: number; running: number }[]>`
			select count(*) filter (where wait_event_type = 'Lock')::integer as held,
			       count(*) filter (where state = 'active' and wait_event_type is distinct from 'Lock')::integer as running
			  from pg_stat_activity where pid = any(${pids}::integer[])`;
		if (row && row.running === 0 && (row.held > 0 || isSettled())) return row.held;
	}
}

async function strikeRound(writes: ReadyWrite[], isHeld: boolean) {
	const stores = writes.map(() => openStore({ url: database.url, log: SILENT, max: 1 }));
	const pids = await Promise.all(
		stores.map(async ({ sql }) => {
			const [row] = await sql<{ pid: number }>`select pg_backend_pid() as pid`;
			return row?.pid ?? 0;
		}),
	);
	const kill = () =>
		killer`select pg_terminate_backend(pid) from unnest(${pids}::integer[]) as pid`;
	let settled = 0;
	const due = 1 + Math.floor(Math.random() * writes.length);
	const { promise: isTime, resolve: strike } = Promise.withResolvers<void>();
	const run = () =>
		writes.map((write, i) =>
			outcomeOf(write, stores[i] as Store).finally(() => {
				settled += 1;
				if (settled === due) strike();
			}),
		);
	let results: Promise<Awaited<ReturnType<typeof outcomeOf>>>[] = [];
	if (isHeld) {
		await killer.begin(async (holder) => {
			await holder`select pg_advisory_xact_lock(hashtext('kezek.audit'))`;
			results = run();
			sum.held += await areAllHeld(pids, () => settled === writes.length);
			await kill();
			await Promise.all(results);
		});
	} else {
		results = run();
		await isTime;
		await kill();
	}
	const outcomes = await Promise.all(results);
	await Promise.all(stores.map((store) => store.close()));
	return outcomes;
}

it.each(Object.keys(AUDITED_WRITES))('%s', async (name) => {
	const { sql } = database;
	const tables = await auditedTables(sql);
	const prepare = AUDITED_WRITES[name] as (typeof AUDITED_WRITES)[string];
	const writes = await Promise.all(Array.from({ length: TIMES }, () => prepare(sql)));
	const before = await readBooks(sql, tables);
	const acknowledged: string[] = [];
	for (let round = 0; round * VICTIMS < TIMES; round++) {
		const victims = writes.slice(round * VICTIMS, (round + 1) * VICTIMS);
		const outcomes = await strikeRound(victims, round < HELD_ROUNDS);
		outcomes.forEach(({ outcome, value }, i) => {
			sum[outcome] += 1;
			if (outcome === 'acknowledged') acknowledged.push(victims[i]?.objectId ?? String(value));
		});
	}
	const { faults, objectIds } = await differences(sql, before, await readBooks(sql, tables));
	expect(faults).toEqual([]);
	expect(acknowledged.filter((id) => !objectIds.has(id))).toEqual([]);
	sum.applied += writes.filter(({ objectId }) => objectId && objectIds.has(objectId)).length;
	touched.add(name);
});

it('the connections did die in the middle, and the chain holds', async () => {
	const { struck, held, acknowledged, applied, refused } = sum;
	const all = touched.size * TIMES;
	console.log(
		`${touched.size} writes, ${all} times: ${held} cut off before their entry, ${struck} struck, ` +
			`${acknowledged} acknowledged, ${refused} refused by a rule, ${applied} applied`,
	);
	expect(touched.size).toBe(Object.keys(AUDITED_WRITES).length);
	expect(held).toBeGreaterThan(touched.size * HELD_ROUNDS * VICTIMS * 0.8);
	expect(struck).toBeGreaterThanOrEqual(held);
	expect(acknowledged).toBeGreaterThan(touched.size);
	expect((await verifyTrail(database.sql)).fault).toBeNull();
	const tables = await auditedTables(database.sql);
	const told = await database.sql<{ object: string }>`select distinct object from audit`;
	const names = told.map(({ object }) => object);
	expect(tables.filter(({ object }) => !names.includes(object))).toEqual([]);
});
