// F8 and F9: Redis is killed, emptied, restarted and frozen under load. Nodes find in the store what they did not hear.
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRig, type Rig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
}, 300_000);
afterAll(() => rig.stop());

/** How many pages do not say exactly this of the server. */
const others = (...degraded: string[]) =>
	rig.watchers.filter((watcher) => watcher.degraded.join() !== degraded.join()).length;
const quantile = (values: readonly number[], share: number) =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

test('three nodes that share a feed show one picture', async () => {
	await after(2000);
	await rig.feed.quiet();
	await rig.areEqual();
	await rig.isNothingLost();
});

test('Redis is killed and restarted: every page says so while it lasts, and all boards are equal 3 s after quiet', async () => {
	rig.feed.goOn();
	await rig.redis.kill();
	await expect.poll(() => others('bus'), { timeout: 4000 }).toBe(0);
	await after(2000);
	expect(others('bus')).toBe(0);
	await rig.feed.quiet();
	await rig.areEqual();

	rig.feed.goOn();
	await rig.redis.start();
	await expect.poll(() => others(), { timeout: 6000 }).toBe(0);
	await rig.redis.ask((client) => client.flushall());
	await after(1000);
	await rig.feed.quiet();
	await rig.areEqual();
	expect(others()).toBe(0);
	await rig.isNothingLost();
});

test('Redis is frozen: requests wait for nothing, pages say so, boards are equal', async () => {
	rig.feed.takeAttempts();
	rig.feed.goOn();
	await after(3000);
	const before = rig.feed.takeAttempts().map(({ ms }) => ms);
	rig.redis.freeze();
	await expect.poll(() => others('bus'), { timeout: 5000 }).toBe(0);
	await after(3000);
	const during = rig.feed.takeAttempts();
	expect(during.every(({ status }) => status === 200)).toBe(true);
	expect(
		quantile(
			during.map(({ ms }) => ms),
			0.99,
		),
	).toBeLessThan(quantile(before, 0.99) + 550);
	await rig.feed.quiet();
	await rig.areEqual();

	rig.redis.thaw();
	await expect.poll(() => others(), { timeout: 6000 }).toBe(0);
	await rig.isNothingLost();
});
