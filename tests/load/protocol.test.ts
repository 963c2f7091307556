import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { World } from '../support/simulation.ts';
import { stopTime } from '../support/virtual-time.ts';

const WANTED = 1_000_000;
const HOUR_MS = 3_600_000;

beforeEach(stopTime);
afterEach(() => {
	vi.useRealTimers();
});

test(
	'a million comparisons of clients with their nodes show no difference',
	{ timeout: HOUR_MS },
	async () => {
		const sums: Record<string, number> = { worlds: 0, comparisons: 0, differences: 0 };
		for (let seed = 1; (sums.comparisons ?? 0) < WANTED; seed++) {
			const world = new World(seed, { pages: { app: 30, second: 10 } });
			await world.start();
			let problems: string[];
			try {
				await world.run(600_000);
				await world.settle();
				problems = world.problems();
			} finally {
				await world.stop();
			}
			const counts = { worlds: 1, differences: problems.length, ...world.counts };
			for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
			console.log(JSON.stringify(sums));
			expect(problems, `seed ${seed}`).toEqual([]);
		}
	},
);
