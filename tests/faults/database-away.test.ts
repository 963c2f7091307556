// F2 and F3: the database crashes, and freezes, under three nodes. Feeds are told to come back, pages keep their picture,
// and afterwards nothing is missing.
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRig, type Rig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
}, 300_000);
afterAll(() => rig.stop());

const areReady = () =>
	expect
		.poll(
			async () => {
				const answers = await Promise.all(rig.urls.map((url) => fetch(`${url}/readyz`)));
				return answers.map(({ status }) => status);
			},
			{ timeout: 10_000 },
		)
		.toEqual(rig.urls.map(() => 200));

/** What feeds were answered while it lasted: stored, or come back later; at once, or within the deadline of a query. */
function checkAnswers(): void {
	const answers = rig.feed.takeAttempts();
	const refused = answers.filter(({ status }) => status !== 200);
	expect(refused.length).toBeGreaterThan(0);
	expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 503));
	expect(refused.every(({ hasRetryAfter }) => hasRetryAfter)).toBe(true);
	expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(8000);
}

test('the database crashes and is back after 2 s', async () => {
	await after(1000);
	rig.feed.takeAttempts();
	await rig.database.crash();
	await after(2000);
	expect((await fetch(`${rig.urls[0]}/readyz`)).status).toBe(503);
	await rig.database.start();
	await areReady();
	await rig.feed.quiet();
	checkAnswers();
	expect(rig.watchers.every((watcher) => watcher.node !== null)).toBe(true);
	await rig.areEqual();
	await rig.isNothingLost();
});

test('the database freezes for 6 s', async () => {
	rig.feed.goOn();
	await after(1000);
	rig.feed.takeAttempts();
	rig.database.freeze();
	await expect
		.poll(() => rig.watchers.filter(({ degraded }) => !degraded.includes('database')).length, {
			timeout: 6000,
		})
		.toBe(0);
	await after(2000);
	rig.database.thaw();
	await areReady();
	await rig.feed.quiet();
	checkAnswers();
	await rig.areEqual();
	await rig.isNothingLost();
});
