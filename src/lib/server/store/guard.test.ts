import type postgres from 'postgres';
import { expect, test } from 'vitest';
import { guardQueries } from './guard.ts';

const LIMITS = { deadlineMs: 1000, connections: 1, waitingMax: 1 };

/** The store's handle over a driver whose every query resolves with these rows. */
function guarded(rows: object[]) {
	const driver = () => Promise.resolve(rows);
	return guardQueries(driver as unknown as postgres.Sql, LIMITS).sql;
}

test.each([
	['none', []],
	['one', [{ a: 1 }]],
	['two', [{ a: 1 }, { a: 2 }]],
])('an answer of %s is given as it is', async (_, rows) => {
	await expect(guarded(rows)`select 1 as a`).resolves.toEqual(rows);
});

test('holes that the driver left before the rows are taken out', async () => {
	const rows: object[] = [];
	rows[2] = { a: 1 };
	rows[3] = { a: 2 };
	await expect(guarded(rows)`select 1 as a`).resolves.toEqual([{ a: 1 }, { a: 2 }]);
});
