import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { PresentRows } from '../../src/lib/domain/board.ts';
import type { Directory } from '../../src/lib/domain/directory.ts';
import type { CommittedBatch } from '../../src/lib/domain/reading.ts';
import { createMemoryBus } from '../../src/lib/server/bus/memory.ts';
import { createLiveBoard } from '../../src/lib/server/live/board.ts';
import type { LiveUser } from '../../src/lib/server/live/connection.ts';
import { createGateway, type GatewayLimits } from '../../src/lib/server/live/gateway.ts';
import { aBatch, kazakhTime, MORNING } from './board-builders.ts';

/** A store in memory for live boards: batches that were committed, whether or not the bus told of them. */
export function aBatchStore() {
	const batches: CommittedBatch[] = [];
	let isAway = false;
	const present = () => {
		if (isAway) throw new Error('the store is away');
	};
	const rowsOf = (list: readonly CommittedBatch[]): PresentRows => ({
		present: list.flatMap((batch) => batch.present),
		minutes: list.flatMap((batch) => batch.minutes),
		availability: list.flatMap((batch) => batch.availability),
		contactPresent: list.flatMap((batch) => batch.contactPresent),
		contactMinutes: list.flatMap((batch) => batch.contactMinutes),
	});
	return {
		/** Commits rows as the next batch. */
		commit(rows: (batch: number) => Partial<CommittedBatch>): CommittedBatch {
			const batch = aBatch(batches.length + 1, rows(batches.length + 1));
			batches.push(batch);
			return batch;
		},
		/** Loses everything, as after a restore of an empty backup. */
		restoreToNothing: () => {
			batches.length = 0;
		},
		setAway(away: boolean) {
			isAway = away;
		},
		readers: {
			readPresent: () =>
				Promise.resolve().then(() => {
					present();
					return rowsOf(batches);
				}),
			readBatchesAfter: (after: number) =>
				Promise.resolve().then(() => {
					present();
					return rowsOf(batches.filter((batch) => batch.batch > after));
				}),
			readCounter: () =>
				Promise.resolve().then(() => {
					present();
					return batches.length;
				}),
		},
	};
}

/** What a test says of its people: by cookie header. */
export type People = Map<string, LiveUser>;

/** Who may see everything. */
export function aLeader(sessionId = 'leader'): LiveUser {
	return { sessionId, userId: `user-${sessionId}`, role: 'leadership', regions: 'all' };
}

/**
 * A real HTTP server with live board and gateway over a store in memory. Time stands still at MORNING unless moved. All
 * log lines are kept.
 */
export async function aLiveServer(options: {
	directory: Directory;
	people: People;
	limits?: Partial<GatewayLimits>;
}) {
	const { directory, people, limits } = options;
	const lines: string[] = [];
	const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
	const store = aBatchStore();
	const bus = createMemoryBus({ log });
	let now = MORNING;
	let realMs = 0;
	let areSessionsAway = false;
	const lookUp = <T>(found: T): Promise<T> =>
		areSessionsAway ? Promise.reject(new Error('the store is away')) : Promise.resolve(found);
	const board = createLiveBoard({
		...store.readers,
		clock: { now: () => now },
		floorMs: 0,
		bus,
		directory,
		localTime: kazakhTime,
		log,
	});
	await board.start();
	const server = createServer((_, response) => response.writeHead(404).end());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const gateway = createGateway({
		server,
		dev: false,
		origin: url,
		board,
		log,
		sessions: {
			authenticate: (cookie) => lookUp(people.get(cookie) ?? null),
			isValid: (ids) => {
				const valid = [...people.values()].map(({ sessionId }) => sessionId);
				return lookUp(new Set(ids.filter((id) => valid.includes(id))));
			},
		},
		...(limits && { limits }),
		monotonicMs: () => performance.now() + realMs,
	});
	return {
		url,
		board,
		bus,
		gateway,
		store,
		lines,
		server,
		/** Commits rows and tells the bus. */
		report(rows: (batch: number) => Partial<CommittedBatch>) {
			bus.publish(store.commit(rows));
		},
		/** Whether sessions can be looked up. */
		setSessionsAway(away: boolean) {
			areSessionsAway = away;
		},
		/** Moves the operations clock. */
		setNow(to: Date) {
			now = to;
		},
		/** Lets real time pass for the gateway: heartbeats and checks fall due at its next tick. */
		passRealMs(ms: number) {
			realMs += ms;
		},
		async stop() {
			await gateway.close();
			await board.stop();
			await bus.close();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
