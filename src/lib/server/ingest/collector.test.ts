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

	it('sends a full write beside a running one, and gathers the rest', async () => {
		const { collector, writes, release } = held();
		const answers = [
			collector.add(items(200)),
			collector.add(items(500, 'b')),
			collector.add(items(500, 'c')),
			collector.add(items(300, 'd')),
			collector.add(items(300, 'e')),
		];
		expect(writes.map((write) => write.length)).toEqual([200, 1000]);
		for (let written = 2; written <= 3; written++) {
			release();
			await expect.poll(() => writes.length).toBe(Math.min(written + 1, 3));
		}
		release();
		expect(await answers[4]).toEqual(items(300, 'E'));
		expect(writes.map((write) => write.length)).toEqual([200, 1000, 600]);
	});

	it('never puts one key twice into a statement', async () => {
		const { collector, writes, release } = held();
		const answers = [collector.add(items(200)), collector.add(['same']), collector.add(['same'])];
		for (let written = 1; written <= 3; written++) {
			await expect.poll(() => writes.length).toBeGreaterThanOrEqual(written);
			release();
		}
		await Promise.all(answers);
		expect(writes.slice(1)).toEqual([['same'], ['same']]);
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
		void collector.add(items(1000, 'b'));
		void collector.add(items(20_000, 'x'));
		await expect(collector.add(['one more'])).rejects.toMatchObject({ code: 'unavailable' });
	});
});
