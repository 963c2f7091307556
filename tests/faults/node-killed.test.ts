// F1: nodes are killed under load, one after the other, and come back. Pages move on; nothing acknowledged is lost.
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, test } from 'vitest';
import { startRig, type Rig } from './rig.ts';

const KILLS = [0, 1, 2, 1];

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
}, 300_000);
afterAll(() => rig.stop());

test('nodes are killed under load: pages move on within 6 s, nothing is lost, boards are equal 3 s after quiet', async () => {
	for (const node of KILLS) {
		await rig.kill(node);
		await rig.areWatching(6000, node);
		await after(1000);
		await rig.restart(node);
	}
	await rig.feed.quiet();
	await rig.areEqual();
	await rig.isNothingLost();
});
