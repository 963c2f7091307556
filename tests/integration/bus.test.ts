// The bus, in process and over a real Redis, by one table of promises; then boards of three nodes under everything that
// can happen to notices and to Redis: afterwards they are equal by hash.
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommittedBatch } from '$lib/domain/reading.ts';
import type { Bus } from '$lib/server/bus/bus.ts';
import { createMemoryBus } from '$lib/server/bus/memory.ts';
import { createRedisBus, type NoticeOutcome } from '$lib/server/bus/redis.ts';
import { createLiveBoard, type LiveBoard } from '$lib/server/live/board.ts';
import {
	aBatch,
	aCenter,
	aContact,
	aDirectory,
	aMinute,
	aPresent,
	kazakhTime,
	MORNING,
} from '../support/board-builders.ts';
import { aBatchStore, followStore } from '../support/live-server.ts';
import { startRedisServer, type RedisServer } from '../support/redis-server.ts';

const NODES = 3;
const SCOPES = ['nation', 'region:KZ-75', 'center:c2', 'contact'];
const directory = aDirectory(Array.from({ length: 12 }, (_, i) => aCenter(i + 1)));

let redis: RedisServer;
let lines: string[];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
const outcomes: NoticeOutcome[] = [];
let streams = 0;

beforeEach(async () => {
	redis = await startRedisServer();
	lines = [];
	outcomes.length = 0;
});

/** The buses of three nodes: in process they share one, over Redis each has its own. */
const KINDS: { kind: string; open: (keep?: number) => Bus[] }[] = [
	{
		kind: 'in process',
		open: () => Array<Bus>(NODES).fill(createMemoryBus({ log })),
	},
	{
		kind: 'over Redis',
		open: (keep) => {
			const stream = `kezek:test-${++streams}:batches`;
			const count = (outcome: NoticeOutcome) => void outcomes.push(outcome);
			return Array.from({ length: NODES }, () =>
				createRedisBus({ url: redis.url, stream, log, count, ...(keep && { keep }) }),
			);
		},
	},
];
const overRedis = KINDS[1]!;

let open: Bus[] = [];
async function openBuses(of: (typeof KINDS)[number], keep?: number): Promise<Bus[]> {
	open = of.open(keep);
	await expect
		.poll(() => open.map((bus) => bus.state()), { timeout: 5000 })
		.toEqual(open.map(() => 'ok'));
	return open;
}
afterEach(async () => {
	await Promise.all(open.map((bus) => bus.close()));
	await redis.stop();
});

describe.each(KINDS)('the bus $kind', (kind) => {
	test('brings everything to everyone, each node’s in order', async () => {
		const buses = await openBuses(kind);
		const heard = buses.map((bus) => {
			const batches: number[] = [];
			bus.subscribe(({ batch }) => batches.push(batch));
			return batches;
		});
		const isOdd = (batch: number) => batch % 2 === 1;
		for (let batch = 1; batch <= 400; batch++) {
			buses[isOdd(batch) ? 0 : 1]!.publish(aBatch(batch, {}));
			// The stream keeps fewer than these: readers must get time to follow.
			if (batch % 100 === 0) {
				await expect
					.poll(() => heard.map((batches) => batches.length))
					.toEqual([batch, batch, batch]);
			}
		}
		const all = Array.from({ length: 400 }, (_, i) => i + 1);
		for (const batches of heard) {
			expect(batches.filter(isOdd)).toEqual(all.filter(isOdd));
			expect(batches.filter((batch) => !isOdd(batch))).toEqual(all.filter((b) => !isOdd(b)));
		}
	});

	test('brings every figure and instant as it was', async () => {
		const buses = await openBuses(kind);
		const arrived = new Promise<CommittedBatch>((resolve) => buses[2]!.subscribe(resolve));
		const batch = aBatch(1, {
			present: [aPresent(1, MORNING, { occupancy: 3, queueLength: 0 })],
			minutes: [aMinute(1, MORNING, { served: 5 })],
			contactPresent: [aContact(1, MORNING)],
		});
		buses[0]!.publish(batch);
		expect(await arrived).toEqual(batch);
	});

	test('a closed one says so, and publishing to it is no error', async () => {
		const [bus] = await openBuses(kind);
		await bus!.close();
		bus!.publish(aBatch(1, {}));
		expect(bus!.state()).toBe('failed');
	});
});

/** Three nodes with one store; boards and looks run by their own timers, the operations clock stands. */
async function threeNodes(kind: (typeof KINDS)[number], options: { keep?: number } = {}) {
	const buses = await openBuses(kind, options.keep);
	const store = aBatchStore();
	const nodes: LiveBoard[] = [];
	for (const bus of buses) {
		const clock = { now: () => MORNING };
		const deps = { ...store.readers, clock, floorMs: 0, directory, localTime: kazakhTime, log };
		nodes.push(createLiveBoard({ ...deps, bus }));
	}
	const watches = await Promise.all(
		buses.map((bus, i) => followStore({ store, bus, board: nodes[i]!, log })),
	);
	let reports = 0;
	return {
		nodes,
		/** Commits a reading and returns its batch; nobody is told yet. */
		commit(): CommittedBatch {
			const i = reports++;
			const center = 1 + ((i * 7) % 12);
			return store.commit((batch) => ({
				present: [aPresent(center, MORNING, { occupancy: i % 50, queueOutside: i % 4 }, { batch })],
				minutes: [aMinute(center, MORNING, { batch, n: i, served: i })],
				...(i % 5 === 0 && { contactPresent: [aContact(1, MORNING, { batch, callsWaiting: i })] }),
			}));
		},
		/** Commits readings and tells the bus of one node after the other. */
		report(count: number) {
			for (let i = 0; i < count; i++) buses[i % NODES]!.publish(this.commit());
		},
		/** All boards show what the store holds, and are equal by hash in every scope. */
		async areEqual(withinMs = 3000) {
			const expected = createLiveBoard({
				...store.readers,
				clock: { now: () => MORNING },
				floorMs: 0,
				bus: createMemoryBus({ log }),
				directory,
				localTime: kazakhTime,
				log,
			});
			await expected.start();
			const hashes = SCOPES.map((scope) => expected.heartbeat(scope).h);
			await expected.stop();
			await expect
				.poll(() => nodes.map((node) => SCOPES.map((scope) => node.heartbeat(scope).h)), {
					timeout: withinMs,
				})
				.toEqual(nodes.map(() => hashes));
		},
		async stop() {
			for (const watch of watches) await watch.stop();
			for (const node of nodes) await node.stop();
		},
	};
}

describe.each(KINDS)('three boards $kind', (kind) => {
	test('are equal in calm weather', async () => {
		const three = await threeNodes(kind);
		three.report(100);
		await three.areEqual(1500);
		await three.stop();
	});

	test('are equal 3 s after notices were dropped, doubled and reordered', async () => {
		const three = await threeNodes(kind);
		const late: (() => void)[] = [];
		for (let i = 0; i < 300; i++) {
			const batch = three.commit();
			const publish = () => open[i % NODES]!.publish(batch);
			if (i % 10 === 3 || i === 299) continue;
			if (i % 10 === 6) late.push(publish);
			else publish();
			if (i % 10 === 9) publish();
			if (late.length > 3) late.pop()?.();
		}
		for (const publish of late.reverse()) publish();
		await three.areEqual();
		await three.stop();
	});
});

describe('three boards over Redis', () => {
	const words = () => open.map((bus) => bus.state());
	const all = (word: string) => open.map(() => word);

	test('are equal while Redis is dead, and after its return', async () => {
		const three = await threeNodes(overRedis);
		three.report(20);
		await redis.kill();
		await expect.poll(words, { timeout: 2000 }).toEqual(all('degraded'));
		three.report(50);
		await three.areEqual();
		await redis.start();
		three.report(50);
		await expect.poll(words, { timeout: 5000 }).toEqual(all('ok'));
		three.report(50);
		await three.areEqual();
		expect(outcomes.filter((outcome) => outcome === 'dropped').length).toBeGreaterThanOrEqual(50);
		const told = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
		expect(told.filter((msg) => msg.startsWith('the bus does not reach Redis'))).toHaveLength(
			NODES,
		);
		expect(told.filter((msg) => msg === 'the bus works again')).toHaveLength(NODES);
		await three.stop();
	});

	test('are equal while Redis is frozen; publishing does not wait, and hardly anybody knocks', async () => {
		const three = await threeNodes(overRedis);
		const commands = () => redis.ask(async (client) => countOf(await client.info('commandstats')));
		const before = await commands();
		redis.freeze();
		const startedAt = performance.now();
		three.report(NODES);
		expect(performance.now() - startedAt).toBeLessThan(50);
		await expect.poll(words, { timeout: 3000 }).toEqual(all('degraded'));
		for (let i = 0; i < 6; i++) {
			three.report(30);
			await three.areEqual();
		}
		const frozenForMs = performance.now() - startedAt;
		redis.thaw();
		await expect.poll(words, { timeout: 5000 }).toEqual(all('ok'));
		const tried = (await commands()) - before;
		// The first of each node failed; after that a node knocks at most once a second with each of its two connections.
		expect(tried).toBeLessThanOrEqual(NODES * (2 + 2 * Math.ceil(frozenForMs / 1000 + 5)));
		three.report(30);
		await three.areEqual();
		await three.stop();
	});

	test('are equal after FLUSHALL', async () => {
		const three = await threeNodes(overRedis);
		for (let i = 0; i < 5; i++) {
			three.report(20);
			await redis.ask((client) => client.flushall());
		}
		three.report(20);
		await three.areEqual();
		expect(words()).toEqual(all('ok'));
		await three.stop();
	});

	test('are equal when the stream keeps too little', async () => {
		const three = await threeNodes(overRedis, { keep: 1 });
		three.report(600);
		await redis.ask((client) => client.xtrim(`kezek:test-${streams}:batches`, 'MAXLEN', 0));
		await three.areEqual();
		await three.stop();
	});

	test('are equal when strangers write to the stream', async () => {
		const three = await threeNodes(overRedis);
		const stream = `kezek:test-${streams}:batches`;
		await redis.ask(async (client) => {
			await client.xadd(stream, '*', 'batch', '{"batch":1}', 'node', 'older build');
			await client.xadd(stream, '*', 'something', 'else');
		});
		three.report(20);
		await three.areEqual();
		expect(outcomes.filter((outcome) => outcome === 'unread')).toHaveLength(NODES);
		await three.stop();
	});

	test('say so, and are equal, when the name of the stream is taken by something else', async () => {
		const three = await threeNodes(overRedis);
		await redis.ask((client) => client.set(`kezek:test-${streams}:batches`, 'a text'));
		three.report(20);
		await expect.poll(words, { timeout: 3000 }).toEqual(all('degraded'));
		await three.areEqual();
		await three.stop();
	});

	test('start while Redis is away', async () => {
		await redis.kill();
		open = overRedis.open();
		const words = () => open.map((bus) => bus.state());
		open[0]!.publish(aBatch(1, {}));
		expect(words()).toEqual(all('degraded'));
		await redis.start();
		await expect.poll(words, { timeout: 5000 }).toEqual(all('ok'));
	});

	test('hear nothing of another database', async () => {
		const [first] = await openBuses(overRedis);
		const others = overRedis.open();
		const heard: number[] = [];
		others[0]!.subscribe(({ batch }) => heard.push(batch));
		await expect.poll(() => others.map((bus) => bus.state()), { timeout: 5000 }).toEqual(all('ok'));
		const arrived = new Promise((resolve) => open[1]!.subscribe(resolve));
		first!.publish(aBatch(1, {}));
		await arrived;
		expect(heard).toEqual([]);
		await Promise.all(others.map((bus) => bus.close()));
	});
});

/** Connections and entries that Redis was asked for. */
function countOf(stats: string): number {
	return [...stats.matchAll(/cmdstat_(hello|xadd):calls=(\d+)/g)].reduce(
		(sum, [, , calls]) => sum + Number(calls),
		0,
	);
}
