import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gatherLookUps } from './gathered-look-ups.ts';

let asked: string[][];
let failure: Error | null;
let lookUp: (id: string) => Promise<{ id: string } | null>;

beforeEach(() => {
	vi.useFakeTimers({ now: 0 });
	asked = [];
	failure = null;
	lookUp = gatherLookUps({
		everyMs: 250,
		find: (ids) => {
			asked.push([...ids]);
			if (failure) return Promise.reject(failure);
			return Promise.resolve(ids.filter((id) => id !== 'nobody').map((id) => ({ id })));
		},
		monotonicMs: () => Date.now(),
	});
});
afterEach(() => {
	vi.useRealTimers();
});

test('one who comes alone is looked up at once', async () => {
	const found = lookUp('a');
	await vi.advanceTimersByTimeAsync(0);
	expect(await found).toEqual({ id: 'a' });
	expect(asked).toEqual([['a']]);
});

test('all who come within a quarter of a second wait for one query, each id once', async () => {
	const first = lookUp('a');
	await vi.advanceTimersByTimeAsync(0);
	await first;
	const others = ['b', 'c', 'b', 'nobody'].map((id) => lookUp(id));
	await vi.advanceTimersByTimeAsync(249);
	expect(asked).toHaveLength(1);
	await vi.advanceTimersByTimeAsync(1);
	expect(await Promise.all(others)).toEqual([{ id: 'b' }, { id: 'c' }, { id: 'b' }, null]);
	expect(asked).toEqual([['a'], ['b', 'c', 'nobody']]);
});

/** Lets somebody come every so many ms, for five seconds; resolves when all were looked up. */
async function streamOf(everyMs: number): Promise<void> {
	const all: Promise<unknown>[] = [];
	for (let ms = 0; ms < 5000; ms += everyMs) {
		all.push(lookUp(`id ${ms}`));
		await vi.advanceTimersByTimeAsync(everyMs);
	}
	await vi.advanceTimersByTimeAsync(500);
	await Promise.all(all);
	expect(asked.flat()).toHaveLength(5000 / everyMs);
}

test('a steady stream costs four queries a second', async () => {
	await streamOf(20);
	expect(asked.length).toBeGreaterThan(18);
	expect(asked.length).toBeLessThanOrEqual(21);
});

test('a crowd costs two queries a second', async () => {
	await streamOf(5);
	expect(asked.length).toBeLessThanOrEqual(12);
});

test('a failed query fails all who waited for it, and nobody after', async () => {
	failure = new Error('away');
	const refused = ['a', 'b'].map((id) => expect(lookUp(id)).rejects.toThrow('away'));
	await vi.advanceTimersByTimeAsync(0);
	await Promise.all(refused);
	failure = null;
	const found = lookUp('a');
	await vi.advanceTimersByTimeAsync(250);
	expect(await found).toEqual({ id: 'a' });
});
