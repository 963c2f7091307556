import { describe, expect, it } from 'vitest';
import { createCollector } from './collector.ts';

const items = (n: number, prefix = 'r') => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

/** A collector whose writes are held until `release` is called. */
function held() {
	const writes: string[][] = [];
	const gates: (() => void)[] = [];
	const collector = createCollector<string, string>({
		keyOf: (item) => item,
		write: async (batch) => {
			writes.push(batch);
			await new Promise<void>((resolve) => gates.push(resolve));
			return batch.map((item) => item.toUpperCase());
		},
	});
	const release = () => gates.shift()?.();
	return { collector, writes, release };
}

describe('the collector', () => {
	it('writes a large batch at once and answers each item in order', async () => {
		const { collector, writes, release } = held();
		const answer = collector.add(items(200));
		expect(writes).toHaveLength(1);
		release();
		expect(await answer).toEqual(items(200).map((item) => item.toUpperCase()));
	});

	it('sends a second write beside the first and gathers what arrives meanwhile into the third', async () => {
		const { collector, writes, release } = held();
		const answers = ['a', 'b', 'c', 'd'].map((prefix) => collector.add(items(200, prefix)));
		expect(writes.map((write) => write.length)).toEqual([200, 200]);
		release();
		await answers[0];
		await expect.poll(() => writes.length).toBe(3);
		release();
		release();
		expect(await answers[3]).toEqual(items(200, 'D'));
		expect(writes.map((write) => write.length)).toEqual([200, 200, 400]);
	});

	it('never puts one key twice into a statement', async () => {
		const { collector, writes, release } = held();
		const answers = [collector.add(items(200)), collector.add(items(200, 'b'))];
		answers.push(collector.add(['same']), collector.add(['same']));
		for (let written = 1; written <= 4; written++) {
			await expect.poll(() => writes.length).toBeGreaterThanOrEqual(Math.min(written, 4));
			release();
		}
		await Promise.all(answers);
		expect(writes.slice(2)).toEqual([['same'], ['same']]);
	});

	it('passes a failed write to its own requests only', async () => {
		let calls = 0;
		const collector = createCollector<string, string>({
			keyOf: (item) => item,
			write: (batch) =>
				calls++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(batch),
		});
		await expect(collector.add(items(200))).rejects.toThrow('away');
		expect(await collector.add(items(200, 'n'))).toHaveLength(200);
	});

	it('sends senders away when the storage is far behind', async () => {
		const { collector } = held();
		void collector.add(items(200));
		void collector.add(items(200, 'b'));
		void collector.add(items(20_000, 'x'));
		await expect(collector.add(['one more'])).rejects.toMatchObject({ code: 'unavailable' });
	});
});
