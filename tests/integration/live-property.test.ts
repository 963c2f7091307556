// The protocol on real sockets under bad luck: two nodes fold the same lossy bus, second clients hang on them through
// lines that are cut, frozen and led to the other node, and throw frames away. Wherever a client stands where its node
// stands, every row must be equal; in calm weather all are current and the nodes agree. The long run, in virtual time,
// is tests/load/protocol.test.ts.
import { setTimeout as after } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { CommittedBatch } from '$lib/domain/reading.ts';
import { createMemoryBus } from '$lib/server/bus/memory.ts';
import {
	aCenter,
	aContact,
	aDirectory,
	aMinute,
	aPresent,
	MORNING,
} from '../support/board-builders.ts';
import { LiveClient } from '../support/live-client.ts';
import { aBatchStore, aLeader, aLiveServer, type People } from '../support/live-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const ORIGIN = 'http://127.0.0.1:1';
const SCOPES = ['nation', 'region:KZ-75', 'city:almaty', 'contact'];
const CLIENTS = 12;
const CENTERS = 24;
const STEPS = 240;

/** Numbers in [0, 1), the same for a seed (mulberry32). */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

test('clients on real sockets stay equal to their nodes through losses, cuts and changes of node', async () => {
	const random = randomOf(7);
	const pick = (n: number) => Math.floor(random() * n);
	let isCalm = false;
	const chance = (share: number) => !isCalm && random() < share;

	const store = aBatchStore();
	const people: People = new Map();
	const centers = Array.from({ length: CENTERS }, (_, i) =>
		aCenter(i + 1, i % 3 === 0 ? { cityId: 'almaty' } : i % 3 === 1 ? {} : { regionId: 'KZ-10' }),
	);
	const buses = [0, 1].map(() => createMemoryBus({ log: pino({ level: 'silent' }) }));
	const nodes = await Promise.all(
		buses.map((bus) =>
			aLiveServer({
				directory: aDirectory(centers),
				people,
				store,
				bus,
				origin: ORIGIN,
				limits: { handshakesPerMinutePerAddress: 100_000, handshakesPerMinutePerSession: 100_000 },
			}),
		),
	);
	const targets = nodes.map(({ url }) => ({ host: '127.0.0.1', port: Number(new URL(url).port) }));
	const lines = await Promise.all(
		Array.from({ length: CLIENTS }, async (_, i) => {
			people.set(`c=${i}`, { ...aLeader(`s${i}`), userId: `u${i}` });
			const proxy = await startTcpProxy(targets[i % 2] ?? targets[0]!);
			const isLost = (event: string) => event === 'board:patch' && chance(0.12);
			const client = new LiveClient(
				`http://127.0.0.1:${proxy.port}`,
				`c=${i}`,
				ORIGIN,
				false,
				isLost,
			);
			return { proxy, client, node: i % 2, thawAt: 0 };
		}),
	);
	const publish = (batch: CommittedBatch) => {
		for (const bus of buses) {
			if (chance(0.1)) continue;
			bus.publish(batch);
			if (chance(0.1)) bus.publish(batch);
		}
	};
	const report = () => {
		const at = new Date(MORNING.getTime() + store.size().batches * 100);
		const reported = [...new Set(Array.from({ length: 4 }, () => 1 + pick(CENTERS)))];
		publish(
			store.commit((batch) => ({
				present: reported.map((center) =>
					aPresent(
						center,
						at,
						{
							occupancy: pick(90),
							queueLength: pick(40),
							queueOutside: pick(50),
							windowsServing: 5,
						},
						{ batch },
					),
				),
				minutes: reported.map((center) =>
					aMinute(center, MORNING, { batch, served: pick(9), outsideMax: pick(50) }),
				),
				contactPresent: [aContact(1 + pick(2), at, { batch, callsWaiting: pick(60) })],
			})),
		);
	};
	/** Heartbeats now; sessions are verified as if ten seconds had passed. */
	const beat = async () => {
		for (const node of nodes) {
			node.passRealMs(10_000);
			await node.gateway.recheckSessions();
		}
	};
	const reconnect = async (line: (typeof lines)[number]) => {
		if (line.client.socket.connected) return;
		line.node = pick(2);
		line.proxy.setTarget(targets[line.node] ?? targets[0]!);
		line.proxy.setMode('pass');
		await line.client.connect().catch(() => undefined);
	};
	/** Compares every scope that stands where its node stands. */
	const compare = ({ client, node }: (typeof lines)[number]): number => {
		let compared = 0;
		if (!client.socket.connected) return 0;
		for (const scope of SCOPES) {
			const mine = client.picture(scope);
			const truth = nodes[node]?.board.snapshot(scope);
			if (!truth || mine.isJoining || mine.epoch !== truth.e || mine.seq !== truth.s) continue;
			const theirs = Object.entries(truth.v).flatMap(([kind, rows]) =>
				rows.map((row) => [`${kind} ${row[0]}`, row] as const),
			);
			const own = [...mine.rows].map(([key, { row }]) => [key, row] as const);
			expect(new Map(own), scope).toEqual(new Map(theirs));
			compared += 1;
		}
		return compared;
	};

	try {
		for (const { client } of lines) {
			await client.connect();
			for (const scope of SCOPES) void client.join(scope);
		}
		let comparisons = 0;
		for (let step = 0; step < STEPS; step++) {
			report();
			for (const line of lines) {
				if (chance(0.02)) line.proxy.setMode('hang_up');
				if (chance(0.02)) {
					line.proxy.setMode('frozen');
					line.thawAt = step + 10;
				}
				if (line.thawAt === step) line.proxy.setMode('pass');
				await reconnect(line);
			}
			if (step % 10 === 0) await beat();
			await after(25);
			for (const line of lines) comparisons += compare(line);
		}

		isCalm = true;
		for (const line of lines) line.proxy.setMode('pass');
		await expect
			.poll(
				async () => {
					for (const line of lines) await reconnect(line);
					await beat();
					const standing = lines.map(compare);
					return standing.filter((count) => count === SCOPES.length).length;
				},
				{ timeout: 20_000, interval: 300 },
			)
			.toBe(CLIENTS);
		const hashes = (at: number) => SCOPES.map((scope) => nodes[at]?.board.heartbeat(scope).h);
		await expect
			.poll(() => hashes(0).map((hash, i) => hash === hashes(1)[i]), { timeout: 3000 })
			.toEqual(SCOPES.map(() => true));
		const pictures = lines.flatMap(({ client }) => SCOPES.map((scope) => client.picture(scope)));
		expect(pictures.reduce((sum, { differed }) => sum + differed, 0)).toBe(0);
		expect(pictures.reduce((sum, { joins }) => sum + joins, 0)).toBeGreaterThan(100);
		expect(comparisons).toBeGreaterThan(1000);
	} finally {
		for (const { client, proxy } of lines) {
			client.close();
			await proxy.close();
		}
		for (const node of nodes) await node.stop();
	}
});
