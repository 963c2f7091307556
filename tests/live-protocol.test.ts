import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { World, WorldOptions } from './support/simulation.ts';
import { stopTime } from './support/virtual-time.ts';

let world: World | null;

/** A started world; the app's code as it is now, mutants included. */
async function aWorld(seed: number, options: WorldOptions = {}): Promise<World> {
	const { World } = await import('./support/simulation.ts');
	world = new World(seed, options);
	await world.start();
	return world;
}

/** Seeds whose nodes, with all quiet, do not show the same. */
async function worldsWithTwoPictures(): Promise<number[]> {
	const seeds: number[] = [];
	for (let seed = 11; seed <= 14; seed++) {
		const lived = await aWorld(seed, { pages: { app: 1, second: 0 } });
		await lived.run(20_000);
		await lived.settle();
		if (lived.unlikeScopes().length > 0) seeds.push(seed);
		await lived.stop();
	}
	return seeds;
}

beforeEach(() => {
	world = null;
	stopTime();
});
afterEach(async () => {
	await world?.stop();
	vi.useRealTimers();
	vi.doUnmock('$lib/client/scope-picture.ts');
	vi.doUnmock('$lib/domain/center-picture.ts');
	vi.resetModules();
});

describe('clients and nodes under bad luck', () => {
	test.each([1, 2, 3])('stay equal (seed %i)', { timeout: 60_000 }, async (seed) => {
		const lived = await aWorld(seed);
		await lived.run(120_000);
		await lived.settle();
		expect(lived.problems()).toEqual([]);
		expect(lived.counts.pauses).toBeGreaterThan(0);
		expect(lived.counts.comparisons).toBeGreaterThan(3000);
	});

	test(
		'show one picture on all nodes, of readings of one instant too',
		{ timeout: 60_000 },
		async () => {
			expect(await worldsWithTwoPictures()).toEqual([]);
		},
	);
});

describe('the proof fails', () => {
	test('without the gap rule', { timeout: 60_000 }, async () => {
		vi.doMock('$lib/client/scope-picture.ts', async (original) => {
			const { ScopePicture } = await original<typeof import('$lib/client/scope-picture.ts')>();
			return {
				ScopePicture: class extends ScopePicture {
					override take(message: Parameters<InstanceType<typeof ScopePicture>['take']>[0]) {
						return super.take({ ...message, p: 0 });
					}
				},
			};
		});
		const lived = await aWorld(1, { pages: { app: 6, second: 0 } });
		await expect(lived.run(60_000)).rejects.toThrow(/instead of|another hash/);
	});

	test('without the order of readings of one instant', { timeout: 60_000 }, async () => {
		vi.doMock('$lib/domain/center-picture.ts', async (original) => {
			const real = await original<typeof import('../src/lib/domain/center-picture.ts')>();
			return { ...real, pictureOf: withoutTieBreak(real.pictureOf) };
		});
		expect(await worldsWithTwoPictures()).not.toEqual([]);
	});
});

type PictureOf = typeof import('../src/lib/domain/center-picture.ts').pictureOf;

/** Of two readings of one instant neither is first: what came first stays. */
function withoutTieBreak(pictureOf: PictureOf): PictureOf {
	return (inputs, context) => {
		const present = new Map(
			Array.from(inputs.present, ([feed, row]) => [
				feed,
				{
					...row,
					feed: 0,
					occupancy: row.occupancy && { ...row.occupancy, id: '' },
					queue: row.queue && { ...row.queue, id: '' },
					outside: row.outside && { ...row.outside, id: '' },
				},
			]),
		);
		return pictureOf({ ...inputs, present }, context);
	};
}
