import type postgres from 'postgres';
import { expect, test } from 'vitest';
import { guardQueries } from './guard.ts';

const LIMITS = { deadlineMs: 1000, connections: 1, waitingMax: 1 };

/** A driver whose every query resolves with these rows. */
function guarded(rows: object[], command: string | null) {
	const answer = Object.defineProperty(rows, 'command', { value: command });
	const driver = () => Promise.resolve(answer);
	return guardQueries(driver as unknown as postgres.Sql, LIMITS).sql;
}

test('an answer that came to its end is given as it is, rows or none', async () => {
	await expect(guarded([{ a: 1 }], 'SELECT')`select 1 as a`).resolves.toEqual([{ a: 1 }]);
	await expect(guarded([], 'SELECT')`select where false`).resolves.toEqual([]);
});

test('an answer without its end is an outage, not an empty one', async () => {
	await expect(guarded([], null)`select 1 as a`).rejects.toMatchObject({ code: 'unavailable' });
});
