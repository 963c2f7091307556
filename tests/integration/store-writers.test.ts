import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors.ts';
import { openStore, type Sql } from '$lib/server/store/connect.ts';
import { ingestReadings, type CheckedReading } from '$lib/server/store/ingest.ts';
import { freshDatabase, SILENT, type TestDatabase } from '../support/database.ts';
import { after, aReading, NOW } from '../support/reading-builders.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.drop());

const ingest = (sql: Sql, items: CheckedReading[]) =>
	ingestReadings(sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });

/** As a feed does: the same readings again until they are answered. A strike may hit the connection a moment later. */
const ingestAtLast = async (sql: Sql, items: CheckedReading[]) => {
	for (;;) {
		try {
			return await ingest(sql, items);
		} catch (error) {
			expect(error).toMatchObject({ code: 'unavailable' });
		}
	}
};

const stored = async (prefix: string) => {
	const [row] = await db.sql<{ readings: number; keys: number; minutes: number; served: number }>`
		select (select count(*) from reading where id like ${`${prefix}%`}) as readings,
		       (select count(*) from reading_key where id like ${`${prefix}%`}) as keys,
		       (select coalesce(sum(n), 0)::bigint from rollup_1m) as minutes,
		       (select coalesce(sum(served), 0)::bigint from rollup_1m) as served`;
	return row;
};

test('three nodes that write the same centers in different orders neither deadlock nor lose', async () => {
	const nodes = [1, 2, 3].map(() => openStore({ url: db.url, log: SILENT, max: 2 }));
	const batches = await Promise.all(
		nodes.map(async ({ sql }, node) => {
			const numbers: number[] = [];
			for (let round = 0; round < 15; round++) {
				const items = Array.from({ length: 60 }, (_, i) =>
					aReading({
						id: `w${node}-${round}-${i}`,
						feedId: 1 + (node % 2),
						center: 1 + ((i * (node * 2 + 1) + round) % 60),
						at: after(round * 10),
						queueLength: i,
						served: 1,
					}),
				);
				const { committed, outcomes } = await ingest(sql, items);
				expect(outcomes).not.toContain('duplicate');
				numbers.push(committed.batch);
			}
			return numbers;
		}),
	);
	await Promise.all(nodes.map((store) => store.close()));
	for (const numbers of batches) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	const all = batches.flat().sort((a, b) => a - b);
	expect(all).toEqual(Array.from({ length: 45 }, (_, i) => (all[0] ?? 0) + i));
	expect(await stored('w')).toEqual({ readings: 2700, keys: 2700, minutes: 2700, served: 2700 });
});

test('two nodes that send the same readings store each once and agree on the rest', async () => {
	const nodes = [1, 2].map(() => openStore({ url: db.url, log: SILENT, max: 1 }));
	const items = Array.from({ length: 200 }, (_, i) =>
		aReading({ id: `same${i}`, center: i, served: 1 }),
	);
	const results = await Promise.all(nodes.map(({ sql }) => ingest(sql, items)));
	await Promise.all(nodes.map((store) => store.close()));
	const outcomes = results.map((result) => result.outcomes);
	items.forEach((_, i) => {
		expect([outcomes[0]?.[i], outcomes[1]?.[i]].sort()).toEqual(['duplicate', 'stored']);
	});
	expect((await stored('same'))?.readings).toBe(200);
});

test('a killed backend leaves a batch whole or not at all, and sending it again completes it', async () => {
	const victim = openStore({ url: db.url, log: SILENT, max: 1 });
	const before = await stored('k');
	let killed = 0;
	for (let round = 0; round < 20; round++) {
		const items = Array.from({ length: 300 }, (_, i) =>
			aReading({
				id: `k${round}-${i}`,
				feedId: 3,
				center: i,
				at: after(round * 20),
				queueLength: i,
				served: 1,
			}),
		);
		let isSettled = false;
		const written = ingest(victim.sql, items)
			.then(
				() => true,
				(error: unknown) => {
					expect(error).toBeInstanceOf(AppError);
					expect(error).toMatchObject({ code: 'unavailable' });
					return false;
				},
			)
			.finally(() => (isSettled = true));
		// Strikes at whatever moment it happens to hit: every third round not at all.
		for (let strike = 0; round % 3 > 0 && !isSettled && strike < 200; strike++) {
			const struck = await db.sql`
				select pg_terminate_backend(pid) from pg_stat_activity
				 where datname = current_database() and pid <> pg_backend_pid()
				   and query like '%ingest_center_readings%' and state = 'active'`;
			if (struck.length > 0) break;
		}
		const isAcknowledged = await written;
		const found = (await stored(`k${round}-`))?.readings;
		expect([0, 300]).toContain(found);
		if (isAcknowledged) expect(found).toBe(300);
		else killed++;
		const again = await ingestAtLast(victim.sql, items);
		// A strike that came late may have cut this sending too, after it was durable: then all are known.
		expect(new Set(again.outcomes).size).toBe(1);
		if (found === 300) expect(again.outcomes[0]).toBe('duplicate');
		expect((await stored(`k${round}-`))?.readings).toBe(300);
	}
	await victim.close();
	expect(killed).toBeGreaterThan(0);
	const end = await stored('k');
	expect(end?.readings).toBe(6000);
	expect(Number(end?.minutes) - Number(before?.minutes)).toBe(6000);
	expect(Number(end?.served) - Number(before?.served)).toBe(6000);
});
