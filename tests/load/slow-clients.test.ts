import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCenter, aDirectory, aPresent } from '../support/board-builders.ts';
import { LiveClient } from '../support/live-client.ts';
import { aLeader, aLiveServer, type People } from '../support/live-server.ts';
import type { ReceiverNews, ReceiverOrder } from './receivers.ts';

/*
 * Clients that stop reading (realtime.md §2.7): what they cost the others and the node. The clients live in a process of
 * their own; lateness is from the tick to the arrival at a client, on one clock.
 */

const CLIENTS = 100;
const STALLED = 10;
const ROUNDS = 5;
const FRAMES = 30;
const PACE_MS = 100;
/** Looks at the receivers before a run is given up. */
const PATIENCE = 20;
const KB = 1024;

const people: People = new Map(
	Array.from({ length: 2 * CLIENTS }, (_, i) => [`kezek=${i}`, aLeader(`s${i}`)]),
);
const gc = (() => {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
})();

type Live = Awaited<ReturnType<typeof aLiveServer>>;
let receivers: ChildProcess;
let servers: Record<'all read' | 'some stall' | 'some never read', Live>;

const served = (centers: number) =>
	aLiveServer({
		directory: aDirectory(Array.from({ length: centers }, (_, i) => aCenter(i + 1))),
		people,
	});

beforeAll(async () => {
	receivers = fork(join(import.meta.dirname, 'receivers.ts'), {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	servers = {
		'all read': await served(100),
		'some stall': await served(100),
		'some never read': await served(350),
	};
});
afterAll(async () => {
	receivers.disconnect();
	await once(receivers, 'exit');
	for (const live of Object.values(servers)) await live.stop();
});

async function order(what: ReceiverOrder): Promise<ReceiverNews> {
	receivers.send(what);
	const [news] = (await once(receivers, 'message')) as [ReceiverNews];
	return news;
}

async function watch(group: keyof typeof servers, acknowledges: boolean): Promise<void> {
	const { url } = servers[group];
	const { port } = new URL(url);
	const path = '/live/?EIO=4&transport=websocket';
	const cookies = Array.from({ length: CLIENTS }, (_, i) => `kezek=${i}`);
	const address = { host: '127.0.0.1', port: Number(port), path, origin: url, cookie: '' };
	await order({ kind: 'open', group, address, cookies, scope: 'nation', acknowledges });
}

let reported = 0;

/** One frame in which every center changed. */
async function sendFrame(live: Live): Promise<void> {
	reported += 1;
	const now = new Date();
	live.report((batch) => ({
		present: live.board.directory.centers.map(({ ordinal }) =>
			aPresent(
				ordinal,
				now,
				{ occupancy: (reported + ordinal) % 60, queueLength: reported % 40 },
				{ batch },
			),
		),
	}));
	live.store.keepNewest(2);
	await new Promise((resolve) => setImmediate(resolve));
	live.setNow(new Date());
	live.board.tick();
}

/** 99th percentile of the lateness of so many frames, ms. */
async function latenessOf(group: keyof typeof servers): Promise<number> {
	await order({ kind: 'forget', group });
	for (let i = 0; i < FRAMES; i++) {
		await sendFrame(servers[group]);
		await pause(PACE_MS);
	}
	let latenesses: number[] = [];
	const expected = FRAMES * (CLIENTS - STALLED) * 0.95;
	for (let tries = 0; latenesses.length < expected; tries++) {
		if (tries > PATIENCE) throw new Error(`${group}: ${latenesses.length} of ${expected} frames`);
		await pause(5 * PACE_MS);
		({ latenesses } = await order({ kind: 'tell', group }));
	}
	latenesses.sort((a, b) => a - b);
	return latenesses[Math.floor(latenesses.length * 0.99)] ?? Infinity;
}

function usedBytes(): number {
	gc();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

test('one stalled client in ten: the others are as fast, and it costs at most 256 KB', async () => {
	for (const group of ['all read', 'some stall'] as const) {
		await watch(group, true);
		for (let i = 0; i < 3; i++) await latenessOf(group);
	}
	const before = usedBytes();
	// They have acknowledged before, so that their silence means something: longer than four seconds.
	await order({ kind: 'stall', group: 'some stall', count: STALLED });
	for (let i = 0; i < 3; i++) await latenessOf('some stall');
	const perClient = (usedBytes() - before) / STALLED;
	expect(servers['some stall'].gateway.sockets()).toBe(CLIENTS);
	const pairs: { ratio: number; all: number; some: number }[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const groups = ['all read', 'some stall'] as const;
		const measured = { 'all read': 0, 'some stall': 0 };
		for (const group of round % 2 === 0 ? groups : groups.toReversed()) {
			measured[group] = await latenessOf(group);
		}
		const [all, some] = [measured['all read'], measured['some stall']];
		pairs.push({ ratio: some / all, all, some });
	}
	const ratio = pairs.map((pair) => pair.ratio).sort((a, b) => a - b)[ROUNDS >> 1] ?? Infinity;
	console.log(
		`G10: p99 of the others ${ratio.toFixed(2)} x (target 1.5), memory per stalled client ${(perClient / KB).toFixed(0)} KB (target 256); pairs in ms: ${pairs.map(({ all, some }) => `${all}/${some}`).join(' ')}`,
	);
	expect(ratio).toBeLessThanOrEqual(1.5);
	expect(perClient).toBeLessThanOrEqual(256 * KB);

	servers['some stall'].passRealMs(61_000);
	servers['some stall'].board.tick();
	await expect.poll(() => servers['some stall'].gateway.sockets()).toBe(CLIENTS - STALLED);
});

test('clients that never read nor acknowledge are bounded, then cut off, and hear why when they are back', async () => {
	const live = servers['some never read'];
	await watch('some never read', false);
	await latenessOf('some never read');
	await order({ kind: 'stall', group: 'some never read', count: STALLED });
	const before = usedBytes();
	let worst = 0;
	let frames = 0;
	while (live.gateway.sockets() > CLIENTS - STALLED) {
		for (let i = 0; i < 10; i++) await sendFrame(live);
		frames += 10;
		// The others have read what came: what waits is of those that do not.
		await order({ kind: 'tell', group: 'some never read' });
		// The check of slow clients is due every second.
		live.passRealMs(1000);
		worst = Math.max(worst, (usedBytes() - before) / STALLED);
		expect(frames).toBeLessThan(10_000);
	}
	console.log(
		`F13: cut off after ${frames} frames, at most ${(worst / KB).toFixed(0)} KB each (target 1024)`,
	);
	// The check looks once a second: what came within it is on top.
	expect(worst).toBeLessThanOrEqual(1.25 * 1024 * KB);

	const back = new LiveClient(live.url, 'kezek=0');
	const told = new Promise((resolve) => back.socket.once('connection:slow', resolve));
	await back.connect();
	expect(await told).toHaveProperty('cutOffAgoMs');
	back.close();
});
