import { describe, expect, it } from 'vitest';
import { followClock } from './operations-clock.ts';

const START = Date.parse('2020-01-06T07:00:00Z');

/** A server's clock and a machine's, both moved by hand; reading takes `delayMs` of real time. */
function aWorld(speed = 1, delayMs = 0) {
	const world = { real: 0, server: START, speed };
	const api = {
		clock: () => {
			world.real += delayMs;
			return Promise.resolve({
				now: new Date(world.server).toISOString(),
				speed: world.speed,
				exercise: true,
			});
		},
	};
	const never = new AbortController().signal;
	return { world, follow: () => followClock(api, never, () => world.real) };
}

describe('following the operations clock', () => {
	it('runs on at the speed of the exercise', async () => {
		const { world, follow } = aWorld(600);
		const clock = await follow();
		world.real += 500;
		expect(clock.now() - START).toBe(300_000);
		expect(clock.speed()).toBe(600);
	});

	it('counts half of the time that reading took', async () => {
		const { follow } = aWorld(1, 40);
		const clock = await follow();
		expect(clock.now() - START).toBe(20);
	});

	it('takes over a new speed with the next look', async () => {
		const { world, follow } = aWorld(1);
		const clock = await follow();
		world.real += 6000;
		world.server += 6000;
		world.speed = 10;
		await clock.sync();
		world.real += 1000;
		expect(clock.now() - START).toBe(16_000);
	});

	it('stands still, and never runs back, where the server stood still during an outage', async () => {
		const { world, follow } = aWorld(1);
		const clock = await follow();
		world.real += 30_000;
		expect(clock.now() - START).toBe(30_000);
		world.server += 1000;
		await clock.sync();
		expect(clock.now() - START).toBe(30_000);
		world.real += 40_000;
		expect(clock.now() - START).toBe(41_000);
	});

	it('looks again only every few seconds', async () => {
		const { world, follow } = aWorld(1);
		const clock = await follow();
		world.server += 100_000;
		world.real += 1000;
		await clock.sync();
		expect(clock.now() - START).toBe(1000);
		await clock.sync(true);
		expect(clock.now() - START).toBe(100_000);
	});

	it('refuses an answer without an instant', async () => {
		const api = { clock: () => Promise.resolve({ now: 'soon', speed: 1, exercise: false }) };
		await expect(followClock(api, new AbortController().signal)).rejects.toThrow(
			'no usable instant',
		);
	});
});
