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

	it('gathers what arrives during a write into one next write', async () => {
		const { collector, writes, release } = held();
		const first = collector.add(items(200));
		const second = collector.add(items(3, 'b'));
		const third = collector.add(items(3, 'c'));
		release();
		await first;
		await Promise.resolve();
		release();
		expect(await second).toEqual(['B0', 'B1', 'B2']);
		expect(await third).toEqual(['C0', 'C1', 'C2']);
		expect(writes.map((write) => write.length)).toEqual([200, 6]);
	});

	it('never puts one key twice into a statement', async () => {
		const { collector, writes, release } = held();
		const first = collector.add(items(200));
		const second = collector.add(['same']);
		const third = collector.add(['same']);
		for (const answer of [first, second, third]) {
			release();
			await answer;
			await Promise.resolve();
		}
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
		void collector.add(items(20_000, 'x'));
		await expect(collector.add(['one more'])).rejects.toMatchObject({ code: 'unavailable' });
	});
});
