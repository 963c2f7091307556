import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLiveChanges, type LiveChanges } from '$lib/server/live/changes.ts';
import { createStoreWatch, type StoreWatch } from '$lib/server/store-watch.ts';
import { readMarks } from '$lib/server/store/marks.ts';
import {
	forgetChanges,
	readChangesAfter,
	readOpenChanges,
} from '$lib/server/store/numbered-changes.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
	database = await freshDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
	await database.sql`truncate numbered_change`;
	await database.sql`update change_turn set n = 0`;
});

/** Numbers a change in a statement of its own, as a use-case does in the one that writes. */
async function change(
	id: string,
	revision: number,
	{ kind = 'incident', scopes = ['nation'], isOpen = true, state = {} } = {},
): Promise<number> {
	const [row] = await database.sql<{ n: number }>`
		select number_change(${kind}, ${id}, ${revision}, ${`{${scopes.map((one) => `"${one}"`).join()}}`}::text[],
			${isOpen}, ${JSON.stringify(state)}::text::jsonb) as n`;
	return row?.n ?? 0;
}

describe('the numbers', () => {
	test('run through both kinds without a hole, though many write at once', async () => {
		const kinds = ['incident', 'regime'];
		const writes = Array.from({ length: 60 }, (_, i) =>
			change(`o${i}`, 1, { kind: kinds[i % 2] ?? 'incident' }),
		);
		expect((await Promise.all(writes)).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 60 }, (_, i) => i + 1),
		);
		const { turn, changes } = await readChangesAfter(database.sql, 57);
		expect([turn, changes.map(({ n }) => n)]).toEqual([60, [58, 59, 60]]);
	});

	test('are not spent by a statement that fails', async () => {
		await change('a', 1);
		await expect(change('a', 1)).rejects.toThrow('is not newer');
		await expect(change('b', 1, { scopes: [] })).rejects.toThrow('check constraint');
		await expect(change('b', 1, { kind: 'weather' })).rejects.toThrow('check constraint');
		expect(await change('b', 1)).toBe(2);
	});

	test('show no later commit before an earlier one', async () => {
		let highest = 0;
		let isOver = false;
		const watching = (async () => {
			while (!isOver) {
				const { turn, changes } = await readChangesAfter(database.sql, highest);
				expect(changes.map(({ n }) => n)).toEqual(
					Array.from({ length: turn - highest }, (_, i) => highest + 1 + i),
				);
				highest = turn;
			}
		})();
		for (let round = 0; round < 10; round++) {
			await Promise.all(Array.from({ length: 6 }, (_, i) => change(`${round} ${i}`, 1)));
		}
		isOver = true;
		await watching;
	});
});

describe('what is kept', () => {
	test('is the whole new state with id and revision, and the scopes it left', async () => {
		await change('a', 1, { scopes: ['nation', 'region:KZ-75'], state: { severity: 2 } });
		await change('a', 2, { scopes: ['nation', 'region:KZ-10'], state: { severity: 1 } });
		const { changes } = await readChangesAfter(database.sql, 0);
		expect(changes).toEqual([
			{
				n: 1,
				kind: 'incident',
				scopes: ['nation', 'region:KZ-75'],
				left: [],
				isOpen: true,
				state: { id: 'a', revision: 1, severity: 2 },
			},
			{
				n: 2,
				kind: 'incident',
				scopes: ['nation', 'region:KZ-10'],
				left: ['region:KZ-75'],
				isOpen: true,
				state: { id: 'a', revision: 2, severity: 1 },
			},
		]);
	});

	test('is open until it is closed', async () => {
		await change('a', 1);
		await change('b', 1);
		await change('a', 2, { isOpen: false });
		const { turn, changes } = await readOpenChanges(database.sql);
		expect([turn, changes.map(({ state }) => state.id)]).toEqual([3, ['b']]);
	});

	test('is forgotten ten thousand numbers later, unless it is open still', async () => {
		await change('open', 1);
		await change('closed', 1);
		await change('closed', 2, { isOpen: false });
		expect(await forgetChanges(database.sql)).toBe(0);
		await database.sql`update change_turn set n = n + 10000`;
		expect(await forgetChanges(database.sql)).toBe(2);
		const { changes } = await readOpenChanges(database.sql);
		expect(changes.map(({ state }) => state.id)).toEqual(['open']);
	});
});

describe('two nodes on one database', () => {
	let nodes: LiveChanges[];
	let watches: StoreWatch[];
	let told: string[][];

	beforeEach(async () => {
		told = [[], []];
		nodes = told.map((own) => {
			const node = createLiveChanges({
				readChangesAfter: (n) => readChangesAfter(database.sql, n),
				readOpenChanges: () => readOpenChanges(database.sql),
				clock: { now: () => new Date(0) },
				onLost: () => own.push('lost'),
			});
			node.subscribe(({ message: { r, p, n } }) => own.push(`${r} ${p} ${n}`));
			return node;
		});
		watches = [];
		for (const node of nodes) {
			const watch = await createStoreWatch({
				readMarks: () => readMarks(database.sql),
				clock: { compare: () => undefined },
				isHurried: () => false,
				log: pino({ level: 'silent' }),
			});
			watches.push(watch);
			await node.start();
			watch.follow({
				name: 'numbered changes',
				markOf: ({ changeTurn }) => changeTurn,
				look: (isRestored) => node.look(isRestored),
			});
		}
	});
	afterEach(async () => {
		for (const watch of watches) await watch.stop();
		for (const node of nodes) await node.stop();
	});

	test('tell the same in the same order, one by a hint, the other by its look every second', async () => {
		const writes = Array.from({ length: 40 }, (_, i) =>
			change(`o${i}`, 1, { scopes: i % 3 === 0 ? ['nation', 'contact'] : ['nation'] }).then(() =>
				nodes[0]?.hint(),
			),
		);
		await Promise.all(writes);
		await expect.poll(() => nodes.map(({ n }) => n), { timeout: 8000 }).toEqual([40, 40]);
		expect(told[0]).toHaveLength(54);
		expect(told[1]).toEqual(told[0]);
		expect(nodes[1]?.eventsOf('contact', 30)).toEqual(nodes[0]?.eventsOf('contact', 30));
	});

	test('begin afresh when the database was restored, though only other numbers went back', async () => {
		await change('a', 1);
		await database.sql`update ingest_turn set batch = 5`;
		await Promise.all(watches.map((watch) => watch.look()));
		await expect.poll(() => nodes.map(({ n }) => n)).toEqual([1, 1]);
		await database.sql`update ingest_turn set batch = 4`;
		await expect
			.poll(() => told.map((own) => own.at(-1)), { timeout: 3000 })
			.toEqual(['lost', 'lost']);
		expect(nodes.map(({ n }) => n)).toEqual([1, 1]);
	});
});
